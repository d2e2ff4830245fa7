"""Pictures that look alike."""

import pytest

from articles.images.health import duplicates
from articles.images.health.findings import EXAMPLES
from articles.models import Picture, PictureCopy
from tests import factories

pytestmark = pytest.mark.django_db


def copy(fingerprint: int | str, **fields) -> PictureCopy:
    """Without files, which are never looked at here."""
    said = fingerprint if isinstance(fingerprint, str) else f"{fingerprint:016x}"
    size = {"width": 9, "height": 9, "size": 9, "focus_x": 0, "focus_y": 0}
    return PictureCopy.objects.create(digest=PictureCopy.objects.count(), fingerprint=said, **size, **fields)


def looking(fingerprint: int | str, **fields) -> Picture:
    return factories.stored(copy=copy(fingerprint, **fields))


def test_a_group_is_told_with_its_addresses_and_articles():
    one, other, _ = looking(0), looking(0b1111), looking(2**64 - 1)
    article = factories.published()
    factories.pictured(article, other)

    found = duplicates.found()

    assert (found.count, found.is_fault) == (1, False)
    assert found.examples[0]["pictures"] == [
        {"picture": one.pk, "address": one.address, "articles": []},
        {"picture": other.pk, "address": other.address, "articles": [article.path]},
    ]


def test_what_an_editor_uploaded_is_looked_at_too():
    looking(0)
    factories.stored(copy=None, replacement=copy(0))

    assert duplicates.found().count == 1


@pytest.mark.parametrize("fingerprint, is_flat", [(0, True), ("", False)])
def test_what_has_no_looks_looks_like_nothing(fingerprint, is_flat):
    for _ in range(2):
        looking(fingerprint, is_flat=is_flat)

    assert duplicates.found().count == 0


def test_copies_that_nobody_uses_are_no_duplicates():
    looking(0)
    copy(0)

    assert duplicates.found().count == 0


def test_one_copy_for_two_addresses_is_no_duplicate():
    looking(0)
    factories.stored(copy=looking(2**64 - 1).copy)

    assert duplicates.found().count == 0


def test_there_are_only_so_many_examples():
    for number in range(EXAMPLES + 2):
        for _ in range(2):
            looking(number * 0x9E3779B97F4A7C15 % 2**64)  # far apart

    found = duplicates.found()

    assert len(found.examples) == EXAMPLES < found.count
