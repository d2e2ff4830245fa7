"""Social cards: whatever an article is called, its card is a picture of one size on which nothing overlaps or runs out."""

import io
import re
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from articles.drawing import drawn_picture, monogram
from articles.images.shaping import card, fonts, tones
from articles.images.shaping.card import PAPER, begin, draw
from articles.images.shaping.decoder import Decoder
from articles.images.shaping.fonts import Faces, installed
from articles.images.shaping.jobs import BadPicture, CardJob
from articles.images.shaping.layout import BLEED, HEIGHT, MARGIN, MOST_LINES, WIDTH, Layout, layout
from articles.images.shaping.lines import fit, plain, runs_of
from tests.images import pictures

ARABIC, HEBREW, CHINESE = "تسعة مستشفيات تدرب قارئا واحدا", "תשעה בתי חולים מאמנים קורא אחד", "九家医院训练同一个模型"
HOSTILE = {
    "nothing": "",
    "NUL": "Nine\0hospitals",
    "500 letters without a space": "W" * 500,
    "500 wide characters": "写" * 500,
    "a storm of marks": "Z" + "\u0335\u0489\u0301" * 160 + "algo",
    "marks alone": "\u0301" * 500,
    "an override": "safe \u202egnp.exe\u202c \u2066x\u2069",
    "zero width": "\u200b\u200d\ufeff" * 100,
    "half of a pair": "\ud800 title \udfff",
    "lines": "one\n\n\ttwo\r\n\u2028three",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈" * 20,
    "no characters": "\ufffe\U0010ffff\ue000",
    "Arabic": ARABIC * 10,
    "both ways": f"Nine {ARABIC} hospitals (GPT-4) {HEBREW} 42%",
    "spaces": " \u00a0" * 250,
    "markup": "<script>alert(1)</script>&amp;",
    "Thai": "โรงพยาบาลเก้าแห่งฝึกเครื่องอ่านเนื้องอกเครื่องเดียว" * 5,
}
TITLES = st.one_of(st.text(max_size=600), st.text(alphabet=st.characters(), max_size=40), st.sampled_from(list(HOSTILE.values())))


def job(title: str = "Nine hospitals train one tumour reader", **fields) -> CardJob:
    usual = {"site": "Newsroom", "topic": "Vision", "provider": "Tern & Tide", "seeds": ("vision", "nine-hospitals")}
    return CardJob(**{"title": title, **usual, "serif": installed("serif"), "sans": installed("sans"), **fields})


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def said(made: Layout, name: str) -> str:
    """The text of a block, line by line."""
    blocks = [placed.block for placed in made.texts if placed.name == name]
    return "\n".join("".join(run.text for run in line) for block in blocks for line in block.lines)


def size(made: Layout) -> int:
    return next(placed.block.size for placed in made.texts if placed.name == "headline")


def boxes(made: Layout) -> list:
    """Of all that must not touch; a monogram's letter is on it."""
    others = [made.picture, made.dot, made.monogram, made.rule]
    return [box for box in others if box] + [placed.box for placed in made.texts if placed.name != "letter"]


def overlap(one, other) -> bool:
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("picture", [b"", pictures.photo(800, 450)], ids=["drawing", "picture"])
def test_a_hostile_title_makes_a_card_like_any_other(title, picture):
    made = draw(picture, job(title, topic=title, provider=title, site=title, seeds=(title, title)))

    assert opened(made).format == "JPEG" and opened(made).size == (1200, 630)
    assert len(made) <= 150 * 1024


@hypothesis_settings(max_examples=25)
@given(TITLES, TITLES, st.booleans())
def test_nothing_is_painted_into_the_margins(title, other, has_picture):
    begun = begin(job(title, topic=other, provider=other, site=other), has_picture)
    panel = begun.card
    left = 0 if begun.made.picture.left else begun.made.picture.width
    right = begun.made.picture.left or WIDTH
    margin = MARGIN - BLEED
    for edge in (
        *((left, 0, right, margin), (left, HEIGHT - margin, right, HEIGHT)),
        *((left, 0, left + margin, HEIGHT), (right - margin, 0, right, HEIGHT)),
    ):
        assert [colour for _, colour in panel.crop(edge).getcolors()] == [ImageColor.getrgb(PAPER)]


@hypothesis_settings(max_examples=40)
@given(TITLES, TITLES, st.booleans())
@example("A" * 500, "A" * 500, True)
def test_nothing_overlaps_and_everything_is_on_the_card(title, other, has_picture):
    made = layout(job(title, topic=other, provider=other, site=other), has_picture)

    assert not [(one, two) for one, two in combinations(boxes(made), 2) if overlap(one, two)]
    assert all(box.left >= 0 and box.top >= 0 and box.width > 0 and box.height > 0 for box in boxes(made))
    assert all(box.left + box.width <= WIDTH and box.top + box.height <= HEIGHT for box in boxes(made))


@hypothesis_settings(max_examples=40)
@given(TITLES, st.integers(60, 700), st.integers(20, 400), st.integers(1, 7))
@example("00คเดะ", 60, 400, 7)
def test_lines_are_no_wider_and_no_more_than_asked(title, width, height, most):
    faces = Faces(installed("serif"))
    block = fit(title, faces, width, height, range(20, 60, 4), most)
    if block is None:
        return

    assert len(block.lines) <= most and (block.height <= height or len(block.lines) == 1)
    for line in block.lines:
        wide = sum(faces.at(run.place, block.size).getlength(run.text) for run in line)
        assert wide <= width + 3 * len(line) or len("".join(run.text for run in line)) <= 4


def test_letters_are_painted_whole():
    """The dots below an Arabic letter, the tail of a g, the foot of a j before its own place."""
    begun = begin(job("jj Ägg في", serif=installed("serif")), False)
    headline = next(placed for placed in begun.made.texts if placed.name == "headline")
    box = headline.box
    ring = [
        begun.card.crop((box.left - BLEED, box.top - BLEED, box.left + box.width + BLEED, box.top - BLEED + 1)),
        begun.card.crop((box.left - BLEED, box.top + box.height + BLEED - 1, box.left + box.width + BLEED, box.top + box.height + BLEED)),
        begun.card.crop((box.left - BLEED, box.top - BLEED, box.left - BLEED + 1, box.top + box.height + BLEED)),
    ]

    assert [len(edge.getcolors()) for edge in ring] == [1, 1, 1]


def test_a_short_title_is_larger_than_a_long_one():
    sizes = [size(layout(job("Strike " * count), True)) for count in (1, 6, 14, 22)]

    assert sizes == sorted(sizes, reverse=True) and sizes[0] > sizes[2] > sizes[3]


def test_a_title_keeps_its_words_whole_and_in_order():
    title = "Small models get a common test, and it starts with the electricity bill"

    assert said(layout(job(title), True), "headline").split() == title.split()


def test_no_line_of_a_title_is_a_lonely_short_word():
    lines = said(layout(job("Nine hospitals train one tumour reader, and no scan leaves home"), True), "headline").split("\n")

    assert 2 <= len(lines) <= 4
    assert min(map(len, lines)) > max(map(len, lines)) / 2


def test_a_title_that_is_too_long_ends_in_an_ellipsis():
    lines = said(layout(job("word " * 100), True), "headline").split("\n")

    assert len(lines) == MOST_LINES and lines[-1].endswith("word…")


def test_no_control_and_no_override_reaches_the_card():
    assert plain("a\0b\u202ec\u2066d\u200be\ufefff\x1b[31m") == "abcdef[31m"
    assert plain("one\n\u2028 two\u3000three") == "one two three"
    assert plain("Z" + "\u0335" * 400 + "a") == "Z" + "\u0335" * 2 + "a"
    assert plain("cafe\u0301") == "café"


def test_a_space_goes_with_the_emoji_that_it_stood_at():
    assert said(layout(job("Launch 🚀: we fly 🤖"), True), "headline").replace("\n", " ") == "Launch: we fly"


@pytest.mark.skipif(not fonts.SHAPES, reason="Pillow has no library here for scripts that run from the right")
@pytest.mark.parametrize("title", [ARABIC, HEBREW])
def test_a_card_that_is_read_from_the_right_is_the_other_way_round(title):
    if not runs_of(title, Faces(installed("serif"))):
        pytest.skip("no font here has this script")
    made = layout(job(title), True)

    assert made.from_right and made.picture.left == 0
    assert made.monogram.left == WIDTH - MARGIN - made.monogram.width


def test_what_no_font_has_is_left_out_and_no_boxes_stand_for_it():
    faces = Faces()  # Pillow's own alone

    assert runs_of("Nine 九 \U0010fffd one", faces) == [(0, "Nine   one")]
    assert fit(CHINESE, faces, 500, 300, range(32, 80, 2), 6) is None


def test_a_text_of_two_scripts_is_written_by_two_fonts():
    faces = Faces(installed("serif"))
    if faces.place_of("ש") is None or faces.place_of("ש") == faces.place_of("a"):
        pytest.skip("no two fonts here that share the work")
    runs = runs_of("one שתיים two", faces)

    assert [run.text for run in runs] == ["one ", "שתיים ", "two"]
    assert runs[0].place == runs[2].place != runs[1].place


def test_a_card_without_a_title_shows_more_of_the_picture():
    made = layout(job("\0"), True)

    assert not said(made, "headline")
    assert made.picture.width > layout(job(), True).picture.width


def test_a_machine_without_fonts_draws_all_the_same():
    made = layout(job(serif=(), sans=("/no/such/font.ttf",)), True)

    assert said(made, "headline") and said(made, "provider") == "Tern & Tide"


class Squares(Faces):
    """A font of a thousand squares: it has everything."""

    def place_of(self, char):
        return 0

    def has(self, place, char):
        return True


def test_ideographs_are_broken_anywhere_but_before_what_must_not_begin_a_line():
    block = fit("九家医院训练，同一个模型。", Squares(), 120, 400, range(20, 21), 12)
    lines = ["".join(run.text for run in line) for line in block.lines]

    assert len(lines) > 1 and "".join(lines) == "九家医院训练，同一个模型。"
    assert not [line for line in lines if line[0] in "，。"]


def test_the_part_of_the_picture_around_the_focus_is_shown():
    left, right = (pictures.saved(pictures.halves(width=1600, height=400), "PNG"),) * 2

    assert opened(draw(left, job(focus=(0.1, 0.5)))).getpixel((1100, 300))[0] > 180
    assert opened(draw(right, job(focus=(0.9, 0.5)))).getpixel((1100, 300))[2] > 180


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (3000, 2), (40, 30)], ids=str)
def test_a_picture_of_any_shape_fills_its_place(size):
    made = opened(draw(pictures.saved(Image.new("RGB", size, pictures.RED), "PNG"), job()))

    assert {made.getpixel(at)[0] > 180 for at in ((640, 4), (1195, 4), (640, 625), (1195, 625))} == {True}


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_a_hostile_picture_is_a_bad_picture(name):
    make, reasons = pictures.HOSTILE[name]
    content = make()
    with Decoder() as decoder:
        if content:
            with pytest.raises(BadPicture) as refused:
                decoder.card(content, job())
            assert refused.value.reason in reasons
        assert opened(decoder.card(b"", job())).size == (1200, 630)


def test_a_card_has_nothing_of_the_picture_but_its_pixels():
    made = draw(pictures.with_everything(), job())

    assert b"SECRET" not in made and pictures.FOREIGN not in made
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_process_draws_what_is_drawn_here():
    with Decoder() as decoder:
        assert decoder.card(pictures.photo(800, 450), job(ARABIC)) == draw(pictures.photo(800, 450), job(ARABIC))


def test_an_answer_that_is_no_jpeg_is_refused(monkeypatch):
    decoder = Decoder()
    monkeypatch.setattr(decoder, "ask", lambda kind, told, content: ({}, b"<html>"))

    with pytest.raises(BadPicture, match="could not be processed"):
        decoder.card(b"", job())


def test_a_drawing_has_the_tiles_that_pages_show():
    svg = drawn_picture("vision", "Tern & Tide", "nine-hospitals")
    colour_of = {path: colour for colour, paths in re.findall(r'fill="(#\w+)" d="([^"]+)"', svg) for path in paths.split("M")}
    grounds = [colour_of.get(f"{at % 3 * 6} {at // 3 * 6}h6v6h-6z", colour_of["0 0h18v12H0z"]) for at in range(6)]
    made = opened(draw(b"", job()))

    wanted = (tile.ground for tile in tones.tiles("vision", "Tern & Tide", "nine-hospitals", 6))
    assert grounds == ["#{:02x}{:02x}{:02x}".format(*tone.rgb) for tone in wanted]
    middle = card.CELL // 2
    assert len({made.getpixel((WIDTH - 420 + at % 2 * card.CELL + middle, at // 2 * card.CELL + middle)) for at in range(6)}) > 1
    assert f">{tones.monogram('Tern & Tide')[0]}<" in monogram("Tern & Tide")


def test_the_same_words_make_the_same_card():
    assert draw(b"", job()) == draw(b"", job())
    assert draw(b"", job()) != draw(b"", job(seeds=("vision", "another")))
