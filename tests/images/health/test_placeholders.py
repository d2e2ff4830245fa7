"""Copies that are probably no pictures."""

import pytest

from articles.images.health.placeholders import MANY, note
from articles.models import Picture, PictureCopy, Use
from tests import factories

pytestmark = pytest.mark.django_db


def noted(copy: PictureCopy) -> str:
    note()
    copy.refresh_from_db()
    return copy.placeholder


def shown_by(articles: int, copy: PictureCopy | None = None, **fields) -> list[Picture]:
    """So many pictures of one server, each in an article of its own; with one copy for all of them, or one for each."""
    made = [factories.stored(copy=copy or factories.copy(), **fields) for _ in range(articles)]
    for picture in made:
        factories.pictured(factories.article(), picture)
    return made


def test_one_colour_is_no_picture():
    assert noted(factories.copy(is_flat=True)) == "flat"


def test_a_picture_is_one():
    copy = factories.copy()
    factories.stored(copy=copy)

    assert noted(copy) == ""


@pytest.mark.parametrize("side", ["width", "height"])
@pytest.mark.parametrize("pixels, word", [(63, "tiny"), (64, "")])
def test_less_than_64_pixels_are_none_of_an_article(side, pixels, word):
    copy = factories.copy(**{side: pixels})
    factories.stored(copy=copy)

    assert noted(copy) == word


def test_a_logo_may_be_small():
    copy = factories.copy(Use.LOGO, width=48, height=48)
    factories.stored(copy=copy, use=Use.LOGO)

    assert noted(copy) == ""


class TestTheSameForMany:
    def test_one_picture_at_five_addresses_of_a_server_is_what_it_sends_for_none(self):
        copy = factories.copy()
        shown_by(MANY, copy)

        assert noted(copy) == "shared"

    def test_at_four_it_may_be_meant(self):
        copy = factories.copy()
        shown_by(MANY - 1, copy)

        assert noted(copy) == ""

    def test_at_many_servers_it_may_be_an_agency_s(self):
        copy = factories.copy()
        for number in range(MANY):
            shown_by(1, copy, host=f"paper-{number}.example")

        assert noted(copy) == ""

    def test_in_one_article_it_is_a_series(self):
        copy, article = factories.copy(), factories.article()
        for _ in range(MANY):
            factories.pictured(article, factories.stored(copy=copy))

        assert noted(copy) == ""

    def test_it_is_so_no_more_when_the_articles_are_gone(self):
        copy = factories.copy()
        made = shown_by(MANY, copy)
        assert noted(copy) == "shared"

        made[0].images.all().delete()

        assert noted(copy) == ""


class TestWhatCameLater:
    def test_a_server_that_answers_many_addresses_with_one_picture_has_none_there(self):
        made = shown_by(MANY, has_changed=True, other_digest="ab")

        note()

        assert Picture.objects.filter(is_gone=True, has_changed=False, error="placeholder", pk__in=[one.pk for one in made]).count() == MANY

    def test_other_pictures_each_of_its_own_are_questions_still(self):
        for number in range(MANY):
            shown_by(1, has_changed=True, other_digest=f"{number}")

        note()

        assert Picture.objects.filter(is_gone=False, has_changed=True).count() == MANY


def test_its_cost_does_not_grow(django_assert_num_queries):
    shown_by(MANY, factories.copy())
    shown_by(9)

    with django_assert_num_queries(5):
        note()
