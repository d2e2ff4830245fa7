"""How far words are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.distance import distance, letters_apart

WORDS = st.text("abcd", max_size=7)


@pytest.mark.parametrize(
    "one, other, errors",
    [("harbour", "harbour", 0), ("harbor", "harbour", 1), ("habrour", "harbour", 1), ("harbuor", "harbour", 1), ("robot", "harbour", 3)],
)
def test_errors_are_counted_as_they_are_typed(one, other, errors):
    assert distance(one, other, 2) == errors


@given(WORDS, WORDS)
def test_both_ways_are_equally_far_and_no_farther_than_the_letters_say(one, other):
    assert distance(one, other, 9) == distance(other, one, 9) >= letters_apart(one, other)


@given(WORDS, WORDS)
def test_what_is_too_far_is_one_more_than_the_most(one, other):
    assert distance(one, other, 2) == min(distance(one, other, 20), 3)
