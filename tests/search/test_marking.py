"""What was looked for is marked where it stands, in plain pieces."""

from hypothesis import given
from hypothesis import strategies as st

from articles.search.marking import excerpt, pieces
from articles.search.query import parse


def marked(text: str, typed: str) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces(text, parse(typed)))


def test_words_phrases_and_beginnings_are_marked_as_the_text_writes_them():
    assert marked("Robots in the Harbour", "harbour") == "Robots in the [Harbour]"
    assert marked("École, école!", "ecole") == "[École], [école]!"
    assert marked("open data, data open", '"open data"') == "[open data], data open"
    assert marked("Harbours", "harb*") == "[Harbours]"
    assert marked("harbours", "harbour") == "harbours"
    assert marked("don’t do", "don't") == "[don’t] do"
    assert marked("東京駅", "京駅") == "東[京駅]"


def test_what_overlaps_is_one_piece():
    assert marked("a b c d", '"a b" "b c"') == "[a b c] d"


def test_what_is_excluded_is_not_marked():
    assert marked("robots market", "robots -market") == "[robots] market"


def test_an_excerpt_holds_the_first_hit():
    text = "word " * 100 + "harbour " + "word " * 100

    cut = excerpt(text, parse("harbour"), 220)

    assert "harbour" in cut and cut.startswith("…") and cut.endswith("…") and len(cut) <= 223


@given(st.text(), st.text(max_size=60))
def test_the_pieces_are_the_text(text, typed):
    assert "".join(piece.text for piece in pieces(text, parse(typed))) == text


@given(st.text(max_size=400), st.text(max_size=20), st.integers(20, 100))
def test_an_excerpt_is_never_longer_than_asked(text, typed, length):
    assert len(excerpt(text, parse(typed), length)) <= length + 2
