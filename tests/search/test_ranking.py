"""What comes first: points of one match."""

import pytest

from articles.search.query import Term
from articles.search.ranking import HALF, Ranking

NOW = 1_000_000
LONG_AGO = 0


def points(title: str = "", about: str = "", facets: str = "", *, typed: str = "harbour", same=(), minute: int = LONG_AGO) -> float:
    wanted = [(Term((word,)), same) for word in typed.split()]
    return Ranking(wanted, NOW).points(f" {title} ", f" {about} ", f" {facets} ", minute)


def test_title_then_topic_or_provider_then_excerpt():
    in_title = points("the harbour")

    assert in_title > points(about="harbour post") == points(facets="_t1 _t2", same=["_t2"]) > points()


def test_a_facet_is_not_the_beginning_of_another_one():
    assert points(facets="_t12", same=["_t1"]) == points()


def test_words_in_one_piece_are_worth_more_than_apart():
    assert points("open data", typed="open data") > points("data open", typed="open data") > points("open", typed="open data")


def test_freshness_halves_and_never_outweighs_a_title():
    new, half, old = (points(minute=minute) for minute in (NOW, NOW - HALF, LONG_AGO))

    assert new - points(minute=-(10**9)) == pytest.approx(2 * (half - points(minute=-(10**9))), rel=0.01)
    assert points("harbour") > new > half > old


def test_what_is_dated_tomorrow_is_no_fresher_than_what_is_new():
    assert points(minute=NOW + 9999) == points(minute=NOW)
