"""Pixels → files. Nothing but pixels goes in: the pictures here have lost their `info` and everything else that came with the file."""

from __future__ import annotations

import re
from io import BytesIO

from PIL import Image

from articles.images.shaping.colours import on_white
from articles.images.shaping.jobs import MASTER_SIDE
from articles.images.shaping.roles import Size

Edges = tuple[float, float, float, float]
# WebP's method 4 takes twice the time of 2 for 4 % fewer bytes; a progressive JPEG four times that of a plain one for 10 %.
OPTIONS: dict[str, dict[str, int | bool]] = {
    "jpeg": {"quality": 80},
    "webp": {"quality": 78, "method": 2},
    "png": {"compress_level": 3},
    "avif": {"quality": 58, "speed": 9, "max_threads": 1},
}
# AVIF, and WebP with alpha, take 30 to 36 bytes a pixel to write; of more pixels than this, more than a picture gets.
MOST_PIXELS = 2_100_000
# As good as BICUBIC for making pictures smaller, in two thirds of the time.
SHRINKING = Image.Resampling.HAMMING
# The first two are libwebp's.
OUT_OF_MEMORY = re.compile("^encoding error [12]$|memory", re.IGNORECASE)


class Press:
    """Cuts, resizes and encodes parts of one picture, and does nothing twice: sizes are made from the next larger one that it has."""

    def __init__(self, picture: Image.Image) -> None:
        self.picture = picture
        self.resized: dict[Edges, list[Image.Image]] = {}
        self.encoded: dict[tuple[Edges, Size, str], bytes] = {}

    def printed(self, box: Edges, size: Size, form: str) -> bytes:
        """The part of the picture within `box` (left, top, right, bottom) as a file of this format."""
        key = (box, size, form)
        if key not in self.encoded:
            self.encoded[key] = encoded(self._at(box, size), form)
        return self.encoded[key]

    def _at(self, box: Edges, size: Size) -> Image.Image:
        made = self.resized.setdefault(box, [])
        for picture in made:
            if picture.size == size:
                return picture
        made.append(_halved(made, size) or _shrunk(made, size) or self._cut(box, size))
        return made[-1]

    def _cut(self, box: Edges, size: Size) -> Image.Image:
        if box == (0, 0, *self.picture.size) and size == self.picture.size:
            return self.picture
        return self.picture.resize(size, SHRINKING, box=box, reducing_gap=2.0)


def _halved(made: list[Image.Image], size: Size) -> Image.Image | None:
    """By the mean of each four pixels, which costs nearly nothing."""
    return next((picture.reduce(2) for picture in made if picture.size == (2 * size.width, 2 * size.height)), None)


def _shrunk(made: list[Image.Image], size: Size) -> Image.Image | None:
    larger = [picture for picture in made if picture.width >= size.width and picture.height >= size.height]
    return min(larger, key=lambda picture: picture.width).resize(size, SHRINKING) if larger else None


def master(picture: Image.Image) -> tuple[bytes, str]:
    """The copy that later crops are made from, and its format: JPEG; with alpha lossless WebP, or PNG if that is too much to write."""
    if max(picture.size) > MASTER_SIDE:
        scale = MASTER_SIDE / max(picture.size)
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        picture = picture.resize(size, SHRINKING)
    if picture.mode == "RGB":
        return encoded(picture, "jpeg", quality=92), "jpeg"
    if can_be_written(picture.size, "webp", alpha=True):
        return encoded(picture, "webp", lossless=True, quality=20, method=0), "webp"
    return encoded(picture, "png"), "png"


def can_be_written(size: tuple[int, int], form: str, alpha: bool) -> bool:
    """Whether so many pixels can be encoded in the memory that there is."""
    return size[0] * size[1] <= MOST_PIXELS or not (form == "avif" or (form == "webp" and alpha))


def encoded(picture: Image.Image, form: str, **options: int | bool) -> bytes:
    made = BytesIO()
    if form == "jpeg":
        picture = on_white(picture)
    try:
        picture.save(made, form, **OPTIONS[form] | options)
    except (OSError, ValueError) as error:
        if OUT_OF_MEMORY.search(str(error)):
            raise MemoryError(str(error)) from error
        raise
    return made.getvalue()
