"""Hostile bytes in, safe renditions out. Here in the process of the test; tests/images/test_decoder.py has the child's walls."""

import itertools
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps, ImageStat

from articles.images.shaping import png
from articles.images.shaping.jobs import BadPicture, Job
from articles.images.shaping.shaper import shape
from tests.images import pictures
from tests.images.pictures import BLUE, RED

ALL = Job(("thumbnail", "card", "lead", "logo"))
CARD = Job(("card",), master=False)
GOOD = {
    "JPEG": pictures.photo,
    "progressive JPEG": lambda: pictures.photo(progressive=True),
    "PNG": pictures.png,
    "WebP": pictures.webp,
    "AVIF": pictures.avif,
    "GIF": pictures.gif,
    "MPO": pictures.mpo,
    "CMYK": pictures.cmyk,
    "16 bits of grey": pictures.grey16,
    "16 bits of colour": pictures.rgb16,
    "palette": pictures.palette_with_transparency,
    "logo": pictures.logo,
    "turned": lambda: pictures.turned(6),
    "with everything": pictures.with_everything,
    "animated GIF": lambda: pictures.animated("GIF"),
    "1 × 1": lambda: pictures.saved(Image.new("RGB", (1, 1)), "PNG"),
    "1 × 3,000": lambda: pictures.saved(Image.new("RGB", (1, 3_000)), "PNG"),
    "3,000 × 1": lambda: pictures.saved(Image.new("L", (3_000, 1)), "PNG"),
    "1 bit": lambda: pictures.saved(Image.new("1", (90, 60), 1), "PNG"),
    "grey": lambda: pictures.saved(pictures.halves("L"), "JPEG"),
    "grey with alpha": lambda: pictures.saved(pictures.halves("LA"), "PNG"),
}


def pixels(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def files(shaped) -> list[bytes]:
    return [rendition.content for rendition in shaped.renditions] + [shaped.master] * bool(shaped.master)


def near(found, expected, by: int = 24) -> bool:
    return all(abs(one - other) <= by for one, other in zip(found, expected, strict=False))


def quarters(content: bytes) -> tuple:
    """The colours in the middle of each quarter: top left, top right, bottom left, bottom right."""
    picture = pixels(content).convert("RGB")
    return tuple(picture.getpixel((picture.width * x // 4, picture.height * y // 4)) for y in (1, 3) for x in (1, 3))


def refused(content: bytes, job: Job = CARD) -> str:
    """The reason, and "" where it was taken."""
    try:
        shape(content, job)
    except BadPicture as bad:
        return bad.reason
    return ""


def differing(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("name", GOOD)
def test_every_rendition_is_a_picture_of_the_format_and_size_that_it_says(name):
    shaped = shape(GOOD[name](), ALL)

    for rendition in shaped.renditions:
        picture = pixels(rendition.content)
        assert (picture.format.lower(), picture.size) == (rendition.format, (rendition.width, rendition.height))
    assert pixels(shaped.master).format.lower() == shaped.master_format
    assert {rendition.role for rendition in shaped.renditions} == set(ALL.roles)


@pytest.mark.parametrize("name", GOOD)
def test_nothing_but_pixels_is_written(name):
    for content in files(shape(GOOD[name](), ALL)):
        picture = pixels(content)
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop", "mp", "Comment"} & set(picture.info)
        assert not picture.getexif()
        assert b"SECRET" not in content and b"Exif" not in content and b"Photoshop" not in content


@pytest.mark.parametrize("name", pictures.polyglots())
def test_a_picture_that_is_something_else_as_well_comes_out_as_a_picture_alone(name):
    content = pictures.polyglots()[name]
    assert pictures.FOREIGN in content

    for made in files(shape(content, ALL._replace(formats=("webp", "jpeg", "avif")))):
        assert b"<?php" not in made and b"<script" not in made and b"PK\x03\x04" not in made


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_what_is_hostile_is_refused_for_what_it_is(name):
    make, reasons = pictures.HOSTILE[name]

    assert refused(make()) in reasons


@pytest.mark.parametrize("make", [lambda: pictures.photo(300, 200), pictures.png, pictures.webp], ids=["JPEG", "PNG", "WebP"])
def test_a_picture_that_ends_anywhere_is_cut_short(make):
    assert {refused(content) for content in pictures.cut(make())} <= {"cut-short", "corrupt"}


@pytest.mark.parametrize("make", [pictures.gif, pictures.avif, pictures.grey16], ids=["GIF", "AVIF", "16 bits"])
def test_a_picture_that_ends_anywhere_is_refused_or_taken_but_raises_nothing_else(make):
    assert {refused(content) for content in pictures.cut(make())} <= {"cut-short", "corrupt", ""}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["photo", "png", "webp", "gif", "avif"]), st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), min_size=1)
)
def test_whatever_is_changed_in_a_picture_it_is_taken_or_refused(form, changes):
    content = bytearray(getattr(pictures, form)(60, 40))
    for at, value in changes:
        content[at % len(content)] = value

    assert refused(bytes(content)) in {"", "cut-short", "corrupt", "not-a-picture", "too-many-pixels", "memory"}


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_picture_is_taken(form):
    shaped = shape(pictures.animated(form), CARD)

    assert all(near(quarters(content)[0], RED) for content in files(shaped))


def test_of_a_jpeg_that_holds_two_the_first_is_taken():
    shaped = shape(pictures.mpo(), CARD)

    assert shaped.format == "jpeg" and near(quarters(shaped.renditions[0].content)[0], RED)


@pytest.mark.parametrize("form, orientation", list(itertools.product(["JPEG", "PNG", "WEBP"], range(1, 9))))
def test_a_picture_is_turned_as_its_exif_says(form, orientation):
    content = pictures.turned(orientation, form)
    upright = ImageOps.exif_transpose(pixels(content))

    shaped = shape(content, Job(("lead",)))

    assert (shaped.width, shaped.height) == upright.size
    assert all(near(*both) for both in zip(quarters(shaped.master), quarters(pictures.saved(upright, "PNG")), strict=True))


def test_the_size_is_that_of_the_original_and_not_of_what_was_decoded():
    shaped = shape(pictures.real_jpeg(8_000, 5_000), Job(("card",)))

    assert (shaped.width, shaped.height) == (8_000, 5_000)
    assert pixels(shaped.master).size == (2_000, 1_250)


def test_sixteen_bits_are_scaled_and_not_clipped():
    shaped = shape(pictures.grey16(), Job(("logo",), formats=("jpeg",), master=True))
    picture = pixels(shaped.master).convert("L")

    assert [near([picture.getpixel((at, 50))], [level], 4) for at, level in ((50, 7), (150, 128), (250, 250))] == [True] * 3


def test_sixteen_bits_of_colour_keep_their_colour():
    assert near(pixels(shape(pictures.rgb16(), Job(("card",))).master).getpixel((20, 10)), (234, 117, 19), 8)


def test_cmyk_comes_out_as_it_looks():
    shaped = shape(pictures.cmyk(), CARD)

    assert near(quarters(shaped.renditions[0].content)[0], RED) and near(quarters(shaped.renditions[0].content)[1], BLUE)


def test_a_profile_is_applied():
    shaped = shape(pictures.with_profile(pictures.swapped_profile()), CARD)
    left, right, *_ = quarters(shaped.renditions[0].content)

    # The profile's red is sRGB's blue.
    assert left[2] > 150 > left[0] and right[0] > 150 > right[2]


@pytest.mark.parametrize("profile", [b"nonsense", pictures.swapped_profile()[:200], bytes(16) + b"RGB " + bytes(4_000)])
def test_a_broken_profile_is_no_profile(profile):
    assert near(quarters(shape(pictures.with_profile(profile), CARD).renditions[0].content)[0], RED)


def test_alpha_is_kept_in_webp_and_becomes_white_in_jpeg():
    shaped = shape(pictures.logo(), Job(("logo",)))
    corners = {rendition.format: pixels(rendition.content).getpixel((0, 0)) for rendition in shaped.renditions}

    assert shaped.has_alpha and shaped.master_format == "webp"
    assert corners["webp"][3] == 0 and near(corners["jpeg"], (255, 255, 255), 4)


def test_a_picture_of_a_story_stands_on_white_and_not_on_the_page():
    shaped = shape(pictures.logo(), Job(("card", "lead")))

    assert shaped.has_alpha and shaped.master_format == "jpeg"
    assert {pixels(one.content).mode for one in shaped.renditions} == {"RGB"}


def test_alpha_that_hides_nothing_is_no_alpha():
    shaped = shape(pictures.saved(pictures.halves("RGBA"), "PNG"), Job(("logo",)))

    assert not shaped.has_alpha and shaped.master_format == "jpeg"


def test_a_palette_may_be_transparent():
    shaped = shape(pictures.palette_with_transparency(), Job(("logo",)))
    picture = pixels(shaped.master)

    assert picture.getpixel((5, 5))[3] == 0 and picture.getpixel((100, 100)) == (*RED, 255)


def test_a_large_picture_with_alpha_has_a_master_that_is_cheap_to_write():
    picture = Image.linear_gradient("L").resize((2_000, 1_500))
    shaped = shape(pictures.saved(Image.merge("LA", (picture, picture)), "PNG", compress_level=1), Job(("logo",)))

    assert shaped.master_format == "png" and pixels(shaped.master).size == (2_000, 1_500)


@pytest.mark.parametrize("colour, mode", [(0, "L"), (2, "RGB"), (3, "P"), (4, "LA"), (6, "RGBA")])
def test_a_png_read_in_strips_is_the_picture_that_pillow_reads(colour, mode):
    source = pictures.scene(301, 203).convert(mode)
    content = pictures.saved(source, "PNG")
    assert png.header(content).colour == colour

    joined = Image.new("RGBA", source.size)
    for at, strip in enumerate(png.strips(content, 17)):
        joined.paste(strip.convert("RGBA"), (0, 17 * at))

    assert joined.tobytes() == source.convert("RGBA").tobytes()


@pytest.mark.parametrize("size", [(6_000, 5_000), (8_000, 5_000)])
def test_a_png_that_would_not_fit_into_memory_is_read_in_strips(size):
    assert not refused(pictures.real_png(*size))


def test_renditions_of_the_same_shape_and_size_are_equal():
    shaped = shape(pictures.photo(1600, 900), Job(("card", "lead")))
    made = {(rendition.role, rendition.width): rendition.content for rendition in shaped.renditions if rendition.format == "webp"}

    assert made["card", 640] == made["lead", 640]


def test_avif_is_made_when_asked_for():
    shaped = shape(pictures.photo(800, 450), Job(("card",), formats=("webp", "jpeg", "avif")))

    assert [rendition.width for rendition in shaped.renditions if rendition.format == "avif"] == [640, 320]


def test_no_master_is_made_when_none_is_wanted():
    shaped = shape(pictures.photo(800, 450), CARD)

    assert (shaped.master, shaped.master_format) == (b"", "")


def test_a_crop_from_the_master_follows_a_focus_that_was_moved():
    master = shape(pictures.saved(pictures.halves(width=1200, height=300), "PNG"), Job(("card",))).master
    left, right = (shape(master, Job(("card",), focus=focus, master=False)) for focus in ((0.0, 0.5), (1.0, 0.5)))

    assert left.focus == (0.0, 0.5)
    assert near(quarters(left.renditions[0].content)[0], RED) and near(quarters(right.renditions[0].content)[1], BLUE)


@pytest.mark.parametrize("x, y", [(0.2, 0.5), (0.8, 0.5), (0.5, 0.25), (0.5, 0.75), (0.2, 0.25), (0.8, 0.75)])
def test_the_focus_is_on_the_one_thing_there_is_to_see(x, y):
    found = shape(pictures.object_at(x, y), CARD).focus

    assert abs(found[0] - x) < 0.1 and abs(found[1] - y) < 0.1


def test_the_focus_of_one_colour_is_its_middle():
    assert shape(pictures.saved(Image.new("RGB", (300, 200), RED), "PNG"), CARD).focus == pytest.approx((0.5, 0.5), abs=0.02)


def test_the_same_bytes_always_give_the_same():
    assert shape(pictures.photo(), CARD) == shape(pictures.photo(), CARD)


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_fingerprint_of_a_picture_survives_another_size_quality_and_format(seed):
    source = pictures.scene(1200, 800, seed)
    first = shape(pictures.saved(source, "PNG"), CARD).fingerprint
    others = [
        pictures.saved(source, "JPEG", quality=40),
        pictures.saved(source.resize((400, 267)), "WEBP", quality=60),
        pictures.saved(source.resize((250, 170)), "GIF"),
        pictures.saved(source.point([min(255, level * 11 // 10) for level in range(256)] * 3), "JPEG"),
    ]

    assert max(differing(first, shape(content, CARD).fingerprint) for content in others) <= 6


def test_fingerprints_of_different_pictures_are_far_apart():
    prints = [shape(pictures.photo(600, 400, seed), CARD).fingerprint for seed in range(1, 11)]

    assert min(differing(one, other) for one, other in itertools.combinations(prints, 2)) >= 14


@pytest.mark.parametrize(
    "picture, flat",
    [
        (Image.new("RGB", (300, 200), RED), True),
        (Image.new("RGBA", (300, 200), (0, 0, 0, 0)), True),
        (Image.new("RGB", (2, 300)), True),
        (Image.new("RGB", (1, 1)), True),
        (pictures.halves(), False),
        (pictures.scene(300, 200), False),
    ],
    ids=["red", "nothing", "two columns", "a pixel", "halves", "scene"],
)
def test_a_picture_of_one_colour_or_two_pixels_is_flat(picture, flat):
    assert shape(pictures.saved(picture, "PNG"), CARD).is_flat is flat


def test_a_white_logo_on_nothing_is_not_flat():
    picture = Image.new("RGBA", (200, 200), (255, 255, 255, 0))
    picture.paste((255, 255, 255, 255), (50, 50, 150, 150))

    assert not shape(pictures.saved(picture, "PNG"), CARD).is_flat


def test_the_colour_is_one_that_covers_much_of_the_picture_and_lively_rather_than_grey():
    picture = Image.new("RGB", (300, 200), (128, 128, 128))
    picture.paste((200, 60, 40), (0, 0, 130, 200))
    colour = shape(pictures.saved(picture, "PNG"), CARD).colour

    assert near(bytes.fromhex(colour[1:]), (200, 60, 40), 12)


def test_the_colour_of_a_logo_is_not_that_of_what_cannot_be_seen():
    assert near(bytes.fromhex(shape(pictures.logo(), CARD).colour[1:]), (200, 40, 40), 12)


def test_less_memory_gives_a_reason_before_anything_is_decoded():
    with pytest.raises(BadPicture) as bad:
        shape(pictures.real_png(4_000, 3_000, depth=16), CARD, memory=20 * 1024 * 1024)

    assert bad.value.reason == "memory"


def test_less_memory_never_gives_a_picture_that_is_less_sharp():
    content = pictures.real_jpeg(3_500, 2_600)

    assert shape(content, Job(("lead",)), memory=90 * 1024 * 1024) == shape(content, Job(("lead",)))
    with pytest.raises(BadPicture):
        shape(content, Job(("lead",)), memory=32 * 1024 * 1024)


def test_a_reduced_picture_has_no_seams():
    shaped = shape(pictures.saved(Image.linear_gradient("L").resize((3_000, 3_000)), "PNG"), CARD)
    column = pixels(shaped.renditions[0].content).convert("L").crop((5, 0, 6, shaped.renditions[0].height))
    levels = column.tobytes()

    assert all(abs(below - above) <= 4 for above, below in itertools.pairwise(levels))
    assert ImageStat.Stat(column).stddev[0] > 10
