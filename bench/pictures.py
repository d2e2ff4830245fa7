"""What shaping a picture costs, beside Pillow's own decoding and encoding; and pictures that are made to cost more."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageOps

from articles.images.shaping.decoder import Decoder
from articles.images.shaping.jobs import Job, Shaped
from articles.images.shaping.writing import OPTIONS

ROUNDS = 5
JOB = Job(("thumbnail", "card", "lead"))
MEGABYTE = 1024 * 1024
Ready = tuple[Image.Image, str, dict[str, int | bool]]


def encode_ratio() -> tuple[float, float]:
    """(seconds of ours for a JPEG of 1600 × 900 and all that is made of it, seconds of Pillow's decoding and the same encodings alone).

    Each is the best of ROUNDS, taken in turns.
    """
    content = photo(1600, 900, quality=88)
    with Decoder() as decoder:
        ready = _ready(content, decoder.shape(content, JOB))
        both = [(_seconds(lambda: decoder.shape(content, JOB)), _seconds(lambda: _by_pillow_alone(content, ready))) for _ in range(ROUNDS)]
    return min(ours for ours, _ in both), min(floor for _, floor in both)


def photo(width: int, height: int, form: str = "JPEG", **options: int | bool) -> bytes:
    """Something like a photograph, the same in every run."""
    dice, picture = Random(1), Image.new("RGB", (width, height))
    for cells, share in ((3, 1.0), (9, 0.4), (40, 0.2), (200, 0.1)):
        grid = (cells, max(1, cells * height // width))
        layer = Image.frombytes("RGB", grid, dice.randbytes(grid[0] * grid[1] * 3)).resize(picture.size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, layer, share)
    # Grain, without which the encoders would have too little to do.
    grain = Image.frombytes("RGB", (509, 251), dice.randbytes(509 * 251 * 3))
    for left in range(0, width, grain.width):
        for top in range(0, height, grain.height):
            box = (left, top, min(left + grain.width, width), min(top + grain.height, height))
            picture.paste(Image.blend(picture.crop(box), grain.crop((0, 0, box[2] - left, box[3] - top)), 0.08), box)
    made = BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def _alpha(width: int, height: int, form: str, **options: int | bool) -> bytes:
    picture = Image.open(BytesIO(photo(width, height, quality=90))).convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    made = BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


NASTY: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "JPEG of 1.4 MP": lambda: photo(1600, 900),
    "JPEG of 12 MP": lambda: photo(4000, 3000),
    "JPEG of 26 MP, square": lambda: photo(5110, 5110),
    "JPEG of 40 MP": lambda: photo(8000, 5000),
    "JPEG of 39 MP, a panorama": lambda: photo(30_000, 1_300),
    "progressive JPEG of 24 MP": lambda: photo(6000, 4000, progressive=True),
    "progressive JPEG of 40 MP": lambda: photo(8000, 5000, progressive=True, subsampling=0),
    "PNG of 5.9 MP": lambda: photo(2950, 2000, "PNG", compress_level=1),
    "PNG of 30 MP": lambda: photo(6000, 5000, "PNG", compress_level=1),
    "PNG of 20 MP with alpha": lambda: _alpha(5000, 4000, "PNG", compress_level=1),
    "PNG of 6 MP with alpha": lambda: _alpha(3000, 2000, "PNG", compress_level=1),
    "WebP of 6 MP": lambda: photo(3000, 2000, "WEBP", method=0),
    "lossless WebP of 6 MP with alpha": lambda: _alpha(3000, 2000, "WEBP", method=0, lossless=True, quality=0),
    "WebP of 15 MP": lambda: photo(5000, 3000, "WEBP", method=0),
    "AVIF of 8 MP": lambda: photo(3500, 2300, "AVIF", speed=10),
    "AVIF of 15 MP": lambda: photo(5000, 3000, "AVIF", speed=10),
    "GIF of 40 MP": lambda: photo(8000, 5000, "GIF"),
}


def _ready(content: bytes, shaped: Shaped) -> list[Ready]:
    """For every distinct file that was made: the pixels, of the right size, and what they are written by."""
    whole = Image.open(BytesIO(content))
    made = {rendition.content: rendition for rendition in shaped.renditions}.values()
    sized = [(ImageOps.fit(whole, (one.width, one.height)), one.format, OPTIONS[one.format]) for one in made]
    return [*sized, (whole.copy(), shaped.master_format, {"quality": 92})]


def _by_pillow_alone(content: bytes, ready: list[Ready]) -> None:
    picture = Image.open(BytesIO(content))
    picture.draft(None, (1600, 900))
    picture.load()
    for pixels, form, options in ready:
        pixels.save(BytesIO(), form, **options)


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start
