"""Which pictures are to be asked for again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.images.editing import accept_change, ask_for
from articles.images.health import marking
from articles.images.health.marking import mark_due
from articles.models import Picture, PictureHost, PicturePolicy
from tests import factories

pytestmark = pytest.mark.django_db


def last_asked(days: float, **fields) -> Picture:
    return factories.stored(checked_at=timezone.now() - timedelta(days=days), **fields)


def marked() -> set[Picture]:
    return set(Picture.objects.filter(is_check=True, due_at__lte=timezone.now()))


def test_what_nobody_asked_for_in_a_month_is_due(django_assert_max_num_queries):
    old, _ = last_asked(31), last_asked(29)

    with django_assert_max_num_queries(3):
        assert mark_due(limit=100) == 1

    assert marked() == {old}


def test_the_longest_ago_comes_first_and_no_more_than_the_limit_wait():
    last_asked(40), last_asked(35)
    oldest = last_asked(50)

    assert mark_due(limit=1) == 1 and marked() == {oldest}
    assert mark_due(limit=1) == 0
    assert mark_due(limit=2) == 1


def test_more_than_a_portion_is_marked(monkeypatch):
    monkeypatch.setattr(marking, "PORTION", 2)
    for _ in range(5):
        last_asked(40)

    assert mark_due(limit=4) == 4


def test_a_new_start_has_all_its_attempts():
    last_asked(40, attempts=5)

    mark_due(limit=1)

    assert marked().pop().attempts == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"copy": None},
        {"address": "upload:9f86d081"},
        {"due_at": timezone.now() + timedelta(hours=1)},
    ],
    ids=["nothing to lose", "uploaded here", "due anyway"],
)
def test_what_there_is_no_use_in_asking_for_is_left_alone(fields):
    last_asked(40, **fields)

    assert mark_due(limit=100) == 0


def test_pictures_that_are_not_shown_as_copies_are_left_alone():
    hotlinked = factories.article(provider=factories.provider(pictures=PicturePolicy.HOTLINK))
    factories.pictured(hotlinked, last_asked(40))

    assert mark_due(limit=100) == 0


def test_an_editor_s_question_exchanges_no_copy_and_his_answer_does():
    alice, bare, changed = factories.editor(), factories.stored(copy=None), factories.stored(has_changed=True)

    ask_for([bare.pk, changed.pk], alice)
    assert marked() == {changed}

    accept_change(changed, alice)
    assert marked() == set() and Picture.objects.filter(due_at__isnull=False).count() == 2


def test_a_server_that_is_left_alone_stays_so():
    last_asked(40)
    host = PictureHost.objects.create(name="paper.example", quiet_until=timezone.now() + timedelta(minutes=1))

    assert mark_due(limit=100) == 0

    host.delete()
    assert mark_due(limit=100) == 1
