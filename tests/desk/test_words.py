"""Of two texts the words that differ are marked, and either text comes back whole."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.desk.words import MOST, compared


def text(pieces) -> str:
    return "".join(piece.text for piece in pieces)


def marked(pieces) -> list[str]:
    return [piece.text for piece in pieces if piece.differs]


@pytest.mark.parametrize(
    "left, right, ours, theirs",
    [
        ("The old harbour", "The new harbour", ["old"], ["new"]),
        ("The harbour", "The small harbour", [], ["small "]),
        ("one two three", "one 2 3", ["two three"], ["2 3"]),
        ("same", "same", [], []),
        ("", "new", [], ["new"]),
        ("60", "61", ["60"], ["61"]),
        ("One\nTwo", "One\nThree", ["Two"], ["Three"]),
    ],
)
def test_the_words_that_the_other_lacks_are_marked(left, right, ours, theirs):
    assert tuple(map(marked, compared(left, right))) == (ours, theirs)


@given(st.text(max_size=300), st.text(max_size=300))
def test_either_text_comes_back_whole(left, right):
    ours, theirs = compared(left, right)

    assert (text(ours), text(theirs)) == (left, right)
    assert (marked(ours) == marked(theirs) == []) == (left == right)


@pytest.mark.parametrize("words", [MOST, MOST * 3])
def test_texts_of_any_length_are_compared_in_a_moment(words):
    left, right = " ".join(map(str, range(words))), " ".join(map(str, range(words, 0, -1)))
    began = time.perf_counter()

    ours, theirs = compared(left, right)

    assert (text(ours), text(theirs)) == (left, right)
    assert time.perf_counter() - began < 5
