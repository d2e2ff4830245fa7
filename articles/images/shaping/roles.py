"""What a picture is wanted for: the table of roles, and the arithmetic of what is cut from a picture and how large it comes out.

All sizes are in pixels, all shapes are width / height, a focus is (x, y) from 0 to 1.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Focus = tuple[float, float]


class Role(NamedTuple):
    """`shape`: (narrowest, widest); `widths`: of what is made, in every format.

    "cover" cuts a picture to the shape; "contain" keeps it whole, and its widths are sides of the square that it must fit into.
    """

    name: str
    shape: tuple[float, float]
    widths: tuple[int, ...]
    fit: Literal["cover", "contain"] = "cover"


class Size(NamedTuple):
    width: int
    height: int


class Box(NamedTuple):
    left: int
    top: int
    width: int
    height: int


ROLES = {
    role.name: role
    for role in (
        Role("thumbnail", (3 / 2, 3 / 2), (144, 288)),
        Role("card", (16 / 9, 16 / 9), (320, 640, 960)),
        Role("lead", (0.8, 2.4), (640, 960, 1280, 1600)),
        Role("logo", (0.0, float("inf")), (48, 96, 192), "contain"),
    )
}


def crop(role: Role, picture: Size, focus: Focus) -> Box:
    """The largest part of the picture that has the role's shape, with the focus as near to its middle as the edges allow."""
    ratio = _ratio(role, picture)
    width = min(picture.width, max(1, round(picture.height * ratio)))
    height = min(picture.height, max(1, round(picture.width / ratio)))
    return Box(_start(picture.width, width, focus[0]), _start(picture.height, height, focus[1]), width, height)


def sizes(role: Role, picture: Size) -> list[Size]:
    """The sizes to make of a picture, largest first; never larger than what the picture gives, which is what is made where all would be."""
    part = crop(role, picture, (0.5, 0.5))
    most = max(part.width, part.height) if role.fit == "contain" else part.width
    widths = [width for width in role.widths if width <= most] or [most]
    return [_size(role, picture, width) for width in sorted(widths, reverse=True)]


def scale_needed(role: Role, picture: Size) -> float:
    """How small the whole picture may be decoded, as a part of 1, so that nothing made for this role has to be enlarged."""
    largest = max(sizes(role, picture))
    part = crop(role, picture, (0.5, 0.5))
    return min(1.0, max(largest.width / part.width, largest.height / part.height))


def _ratio(role: Role, picture: Size) -> float:
    return min(max(picture.width / picture.height, role.shape[0]), role.shape[1])


def _start(whole: int, part: int, focus: float) -> int:
    return min(max(round(whole * focus - part / 2), 0), whole - part)


def _size(role: Role, picture: Size, width: int) -> Size:
    ratio = _ratio(role, picture)
    if role.fit == "contain" and ratio < 1:
        return Size(max(1, round(width * ratio)), width)
    return Size(width, max(1, round(width / ratio)))
