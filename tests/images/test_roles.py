"""What is cut from a picture, and how large it comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.shaping.roles import ROLES, Box, Size, crop, scale_needed, sizes

PICTURES = st.builds(Size, st.integers(1, 30_000), st.integers(1, 30_000))
FOCUSES = st.tuples(st.floats(0, 1), st.floats(0, 1))
ANY_ROLE = st.sampled_from(list(ROLES.values()))


@given(ANY_ROLE, PICTURES, FOCUSES)
def test_a_crop_lies_within_the_picture_and_touches_two_of_its_edges(role, picture, focus):
    box = crop(role, picture, focus)

    assert box.width >= 1 and box.height >= 1
    assert 0 <= box.left <= picture.width - box.width and 0 <= box.top <= picture.height - box.height
    assert box.width == picture.width or box.height == picture.height


@given(ANY_ROLE, PICTURES, FOCUSES)
def test_a_crop_has_the_shape_of_its_role_to_the_pixel(role, picture, focus):
    box = crop(role, picture, focus)

    assert box.width >= (box.height - 1) * role.shape[0] - 1
    assert box.width <= (box.height + 1) * role.shape[1] + 1


@given(ANY_ROLE, PICTURES, FOCUSES)
def test_a_crop_holds_its_focus(role, picture, focus):
    box = crop(role, picture, focus)

    assert box.left - 1 <= focus[0] * picture.width <= box.left + box.width + 1
    assert box.top - 1 <= focus[1] * picture.height <= box.top + box.height + 1


@given(ANY_ROLE, PICTURES)
def test_nothing_is_enlarged(role, picture):
    box = crop(role, picture, (0.5, 0.5))

    for size in sizes(role, picture):
        assert 1 <= size.width <= box.width and 1 <= size.height <= box.height + 1


@given(ANY_ROLE, PICTURES)
def test_a_role_has_at_least_one_size_and_each_once(role, picture):
    found = sizes(role, picture)

    assert found and found == sorted(set(found), reverse=True)


@given(ANY_ROLE, PICTURES)
def test_a_picture_decoded_at_the_scale_needed_is_large_enough_for_everything(role, picture):
    scale = scale_needed(role, picture)
    box = crop(role, picture, (0.5, 0.5))

    assert 0 < scale <= 1
    for size in sizes(role, picture):
        assert size.width <= box.width * scale + 1 and size.height <= box.height * scale + 1


@pytest.mark.parametrize(
    "role, picture, expected",
    [
        ("card", Size(1600, 900), [Size(960, 540), Size(640, 360), Size(320, 180)]),
        ("card", Size(700, 3000), [Size(640, 360), Size(320, 180)]),
        ("card", Size(200, 200), [Size(200, 112)]),
        ("thumbnail", Size(1600, 900), [Size(288, 192), Size(144, 96)]),
        ("lead", Size(2000, 1000), [Size(1600, 800), Size(1280, 640), Size(960, 480), Size(640, 320)]),
        ("lead", Size(1000, 3000), [Size(960, 1200), Size(640, 800)]),
        ("lead", Size(9000, 500), [Size(960, 400), Size(640, 267)]),
        ("logo", Size(400, 100), [Size(192, 48), Size(96, 24), Size(48, 12)]),
        ("logo", Size(100, 400), [Size(48, 192), Size(24, 96), Size(12, 48)]),
        ("logo", Size(30, 20), [Size(30, 20)]),
    ],
)
def test_widths_above_the_picture_are_left_out(role, picture, expected):
    assert sizes(ROLES[role], picture) == expected


@pytest.mark.parametrize("focus, left", [((0, 0.5), 0), ((0.5, 0.5), 350), ((0.4, 0.5), 250), ((1, 0.5), 700)])
def test_a_crop_follows_the_focus_as_far_as_the_edge(focus, left):
    assert crop(ROLES["thumbnail"], Size(1000, 200), focus) == Box(left, 0, 300, 200)
