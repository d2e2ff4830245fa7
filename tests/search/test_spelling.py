"""Typing errors are put right where that finds something, with words of public articles alone."""

import pytest

from articles.models import Article
from articles.search import parse
from articles.search.spelling import did_you_mean
from tests import factories
from tests.search.hostile import HOSTILE

pytestmark = pytest.mark.django_db


def meant(typed: str) -> str:
    return str(did_you_mean(Article.objects.published(), parse(typed)) or "")


@pytest.fixture
def harbour(db):
    for number in range(3):
        factories.published(f"The harbour robots, part {number}", excerpt="Économistes count ships.")


@pytest.mark.parametrize(
    "typed, better",
    [
        ("harbor", "harbour"),
        ("habrour", "harbour"),
        ("harbuor robots", "harbour robots"),
        ("harbuor robotts", "harbour robots"),
        ("xarbour", "harbour"),
        ('"harbor robots"', '"harbour robots"'),
        ("harbor -market", "harbour -market"),
        ("economist", "economistes"),
        ("shipps", "ships"),
        ("harbour", ""),
        ("zzzzzzzz", ""),
        ("hrb", ""),
        ("", ""),
    ],
)
def test_what_was_meant_is_offered(harbour, typed, better):
    assert meant(typed) == better


def test_what_finds_nothing_in_this_company_is_not_offered(harbour):
    factories.published("Market day", excerpt="")

    assert meant("harbuor market") == ""


@pytest.mark.parametrize(
    "state", [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.embargoed, factories.expired]
)
def test_a_word_that_only_unpublished_articles_use_is_never_offered(state):
    state("Clandestine", excerpt="Clandestine", provider_details={"name": "Clandestine"}, topics=[factories.topic("Clandestine")])

    assert meant("clandestin") == meant("clandestyne") == ""


def test_words_of_unpublished_articles_crowd_out_none_of_a_public_one(harbour):
    factories.article(" ".join(f"harb{letter}or" for letter in "abcdefghijklmnpqrstvwxyz"))

    assert meant("harbor") == "harbour"


def test_what_was_public_is_not_offered_any_more_once_it_is_taken_back():
    article = factories.published("Clandestine")
    assert meant("clandestin") == "clandestine"

    article.withdraw()

    assert meant("clandestin") == ""


def test_no_query_is_an_error(harbour):
    assert all(str(did_you_mean(Article.objects.published(), parse(typed)) or "x") for typed in HOSTILE)
