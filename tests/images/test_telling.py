"""Who follows what changed for readers hears of pictures, too: of each article that shows one, and of no other."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage

from articles.changes import Place, changes_since
from articles.images import caching, editing
from articles.images.caching import Source
from articles.images.health.mending import mend
from articles.images.linking import link_new
from articles.images.undoing import undo
from articles.models import Article, ArticleImage, Picture
from tests import factories
from tests.clock import clock
from tests.images import pictures

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def hands():
    with clock(NOON) as hands:
        yield hands


def shown(**fields) -> tuple[Article, Article]:
    """Two articles that show one picture; a third one, and a candidate, show others."""
    picture = factories.stored(**fields)
    first, second = factories.published("First"), factories.published("Second")
    for article in (first, second):
        factories.pictured(article, picture)
    factories.pictured(factories.published("Another"))
    factories.pictured(factories.article("A candidate"), picture)
    return first, second


def listening(hands):
    """Asks what is told of what happens from now on."""
    hands.forward(minutes=1)
    place = Place(hands.now)
    hands.forward(seconds=1)
    return lambda: sorted(change.article.title for change in changes_since(place, hands.now, lambda articles: articles).changes)


def test_a_copy_that_came_is_told_once(hands):
    picture = shown(copy=None)[0].images.get().picture
    heard = listening(hands)
    came = factories.copy()

    caching.succeed(picture, came, Source(b""))
    assert heard() == ["First", "Second"]
    heard = listening(hands)
    caching.succeed(picture, came, Source(b""))  # a check that found the same
    assert heard() == []


def test_what_an_editor_changes_of_it_is_told_and_what_he_takes_back(hands, alice):
    picture = shown()[0].images.get().picture
    heard = listening(hands)
    line = editing.describe(picture, "A harbour at night", False, alice)
    assert heard() == ["First", "Second"]

    heard = listening(hands)
    undo(line, None, alice)
    assert heard() == ["First", "Second"]

    heard = listening(hands)
    editing.ask_again(picture, alice)
    assert heard() == [], "that its address is asked again, no reader sees"


def test_a_focal_point_is_told_wherever_the_copy_is_shown(hands, alice, shape):
    copy = editing.copy_of_upload(pictures.photo(), "story", shape)
    picture = shown(copy=copy)[0].images.get().picture
    factories.pictured(factories.published("The same by another address"), factories.stored(copy=copy))
    factories.pictured(factories.published("As a replacement"), factories.stored(replacement=copy))
    heard = listening(hands)

    editing.refocus(picture, 0.1, 0.2, shape, alice)

    assert heard() == ["As a replacement", "First", "Second", "The same by another address"]


def test_what_a_worker_could_not_store_is_not_told(hands):
    picture = shown(copy=None, due_at=NOON, claimed_until=NOON)[0].images.get().picture
    Picture.objects.filter(pk=picture.pk).update(claimed_until=NOON + timedelta(minutes=5))  # another one has it by now
    heard = listening(hands)

    caching.succeed(picture, factories.copy(), Source(b""))

    assert heard() == []


def test_a_picture_that_is_linked_later_is_told_where_there_is_something_to_see(hands):
    seen, unseen = factories.stored(), factories.stored(copy=None)
    for title, picture in (("First", seen), ("Unseen", unseen)):
        ArticleImage.objects.create(article=factories.published(title), url=picture.address)
    factories.pictured(factories.published("Has it already"), seen)
    heard = listening(hands)

    assert link_new() == 2
    assert heard() == ["First"]


def test_a_copy_that_is_cut_anew_is_told(hands, shape):
    copy = editing.copy_of_upload(pictures.photo(), "story", shape)
    shown(copy=copy)
    heard = listening(hands)
    default_storage.delete(sorted(copy.names() - {copy.master})[0])

    assert mend(copy.pk, shape) == "cut"
    assert heard() == ["First", "Second"]


def test_a_copy_that_is_lost_is_told(hands):
    picture = shown()[0].images.get().picture
    heard = listening(hands)
    for name in picture.copy.names():
        default_storage.delete(name)

    mend(picture.copy_id, None)

    assert heard() == ["First", "Second"]


def test_a_change_costs_as_many_queries_for_two_articles_as_for_fifty(alice, django_assert_max_num_queries):
    picture = shown()[0].images.get().picture
    for _ in range(48):
        factories.pictured(factories.published(), picture)

    with django_assert_max_num_queries(10):
        editing.describe(picture, "A harbour at night", False, alice)
