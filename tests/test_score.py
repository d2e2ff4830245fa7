"""The score of a candidate is the sum of its named terms, in Python as in SQL."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article, RelatedLink
from articles.score import FRESHNESS, score, terms
from tests import factories

NOW = factories.NEW_YEAR
NUMBERS = st.none() | st.integers(0, 130) | st.just(2_000_000_000)
EDGES = [timedelta(hours=hours) + off for hours, _ in FRESHNESS for off in (-timedelta(microseconds=1), timedelta(), timedelta(seconds=1))]
AGES = st.sampled_from(EDGES) | st.timedeltas(-timedelta(days=2), timedelta(days=60))


def points(**facts) -> dict[str, int]:
    defaults = {"quality": None, "heat": None, "listed_at": NOW - timedelta(days=365), "links": 0, "now": NOW}
    return {term.name: term.points for term in terms(**{**defaults, **facts})}


@given(NUMBERS, NUMBERS | st.just(-1), AGES, st.integers(0, 40))
def test_no_score_is_over_a_hundred_and_no_term_over_its_most(quality, heat, age, links):
    found = terms(quality, heat, NOW - age, links, NOW)

    assert -20 <= score(found) <= 100
    assert all(0 <= term.share <= 100 for term in found)
    assert all(isinstance(number, int) for term in found for number in (term.points, term.share))


@pytest.mark.parametrize(
    "facts, name, expected",
    [
        ({"quality": 69}, "Quality 69", 34),
        ({"quality": 2_000_000}, "Quality 2,000,000", 50),
        ({"quality": None}, "Quality unknown", 0),
        ({"heat": 69}, "Heat 69", 13),
        ({"heat": -1}, "Superseded", -20),
        ({"listed_at": NOW}, "Freshness, under an hour", 20),
        ({"listed_at": NOW + timedelta(days=1)}, "Freshness, under an hour", 20),
        ({"listed_at": NOW - timedelta(hours=6)}, "Freshness, 6 hours", 18),
        ({"listed_at": NOW - timedelta(days=3)}, "Freshness, 3 days", 8),
        ({"listed_at": NOW - timedelta(days=30)}, "Freshness, 30 days", 0),
        ({"links": 0}, "Nobody else has it", 0),
        ({"links": 3}, "Story of 4", 6),
        ({"links": 9}, "Story of 10", 10),
    ],
)
def test_each_term_says_what_it_adds(facts, name, expected):
    assert points(**facts)[name] == expected


def test_what_is_superseded_has_no_heat_of_its_own():
    assert not [name for name in points(heat=-1) if name.startswith("Heat")]


@pytest.mark.django_db
@given(st.lists(st.tuples(NUMBERS, NUMBERS | st.just(-1), AGES, st.integers(0, 7)), min_size=1, max_size=6))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_counts_the_same_score(facts):
    Article.objects.all().delete()
    expected = {}
    now = timezone.now()
    for quality, heat, age, links in facts:
        article = factories.article(quality=quality, heat=heat, published_at=now - age)
        RelatedLink.objects.bulk_create(RelatedLink(article=article, title="Elsewhere") for _ in range(links))
        expected[article.pk] = score(terms(quality, heat, now - age, links, now))

    assert dict(Article.objects.scored(now).values_list("pk", "score")) == expected
