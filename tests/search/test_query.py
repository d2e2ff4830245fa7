"""What was typed becomes a query whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.query import LONGEST, MOST_TERMS, Query, Term, parse
from tests.search.hostile import HOSTILE


def said(query: Query) -> str:
    return str(query)


@pytest.mark.parametrize(
    "typed, read",
    [
        ("robots harbour", "robots harbour"),
        ('"harbour robots" fast', '"harbour robots" fast'),
        ("“harbour robots”", '"harbour robots"'),
        ('"never closed', '"never closed"'),
        ("harb*", "harb*"),
        ("robots -market", "robots -market"),
        ('robots -"open data"', 'robots -"open data"'),
        ("robots NOT market AND (x)", "robots not market and x"),
        ("state-of-the-art", '"state of the art"'),
        ("Don’t DON'T", '"don t"'),
        ("ÉCOLE Ångström straße", "ecole angstrom strasse"),
        ("title:robots", '"title robots"'),
        ("robots robots", "robots"),
        ('"harbour rob*"', '"harbour rob*"'),
        ("ab*", "ab"),
        ("* - -- \"\" '' ()", ""),
        ("", ""),
    ],
)
def test_what_is_typed_is_read_with_good_will(typed, read):
    assert said(parse(typed)) == read


@pytest.mark.parametrize(
    "typed, read", [("rob", "rob*"), ("robots harb", "robots harb*"), ("robots ", "robots"), ('"big rob', '"big rob*"'), ("ro", "ro")]
)
def test_while_somebody_types_the_last_word_may_go_on(typed, read):
    assert said(parse(typed, typing=True)) == read


def test_a_word_of_a_script_without_spaces_is_a_phrase_of_its_signs():
    assert parse("東京 駅").terms == (Term(("東", "京")), Term(("駅",)))


def test_a_query_that_only_excludes_looks_for_nothing():
    assert not parse("-market") and parse("-market").without


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_can_be_typed_is_an_error(typed):
    query = parse(typed)

    assert len(query.terms) + len(query.without) <= MOST_TERMS
    assert parse(str(query)) == query


@given(st.text(max_size=2 * LONGEST), st.booleans())
def test_every_text_is_a_query_of_words_that_both_databases_take_as_they_are(typed, typing):
    query = parse(typed, typing=typing)

    assert all(word.isalnum() for term in [*query.terms, *query.without] for word in term.words)
    assert all(term.words for term in query.terms)
