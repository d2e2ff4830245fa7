"""Text as the words that it can be found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.words import LONGEST, padded, spans, words


@pytest.mark.parametrize(
    "text, found",
    [
        ("The Robot’s harbour.", "the robot s harbour"),
        ("Ørsted & Łódź, København", "orsted lodz kobenhavn"),
        ("STRASSE Straße", "strasse strasse"),
        ("e\u0301cole école", "ecole ecole"),
        ("東京の駅 2026", "東 京 の 駅 2026"),
        ("C++ / 100% f(x)_y", "c 100 f x y"),
        ("ﬁne ²", "fine 2"),
        ("Ἑλλάδα ёлка", "ελλαδα елка"),
        ("\x00\ud800👩‍🔬", ""),
        ("x" * 99, "x" * LONGEST),
    ],
)
def test_case_accents_and_punctuation_do_not_count(text, found):
    assert " ".join(words(text)) == found


@given(st.text() | st.text(alphabet="aZ9 _-.“”’…é\u0301\n"))
def test_words_are_letters_and_digits_and_stand_where_their_spans_say(text):
    found = list(spans(text))

    assert [span.word for span in found] == words(text)
    assert all(word.isalnum() and len(word) <= LONGEST for word in words(text))
    assert all(words(text[span.start : span.end]) == [span.word] for span in found)


@given(st.text() | st.text(alphabet="aZ9 _-.“”’…é\u0301\n"))
def test_the_words_of_words_are_the_same(text):
    assert words(padded(text)) == words(text)
