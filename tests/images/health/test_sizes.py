"""What files declare of sizes, against what came."""

import pytest

from articles.images.health import sizes
from tests import factories

pytestmark = pytest.mark.django_db


def declared(width, height):
    """Of a picture that is 640 by 480."""
    return factories.pictured(factories.published(), width=width, height=height)


@pytest.mark.parametrize(
    "size",
    [(640, 480), (620, 465), (670, 500), (640, None), (None, 480), (None, None)],
    ids=["equal", "4 % less", "4 % more", "width alone", "height alone", "nothing"],
)
def test_what_is_about_right_is_right(size):
    declared(*size)

    assert sizes.found().count == 0


@pytest.mark.parametrize(
    "size",
    [(1280, 960), (320, 240), (600, 480), (640, 510), (658, 465), (0, 480), (700, None), (None, 430), (2**31 - 1, 2**31 - 1)],
    ids=["double", "half", "narrow", "high", "another shape", "none", "width alone", "height alone", "absurd"],
)
def test_what_is_more_than_5_percent_off_is_told(size):
    image = declared(*size)

    found = sizes.found()

    assert (found.count, found.is_fault) == (1, False)
    assert found.examples == [
        {
            "what": found.examples[0]["what"],
            "picture": image.picture_id,
            "articles": [image.article.path],
            "declared": list(size),
            "real": [640, 480],
        }
    ]
    assert "is 640×480" in found.examples[0]["what"]


def test_nothing_is_told_of_what_we_do_not_have():
    factories.pictured(factories.published(), factories.stored(copy=None), width=9, height=9)

    assert sizes.found().count == 0
