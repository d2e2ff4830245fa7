"""An opened picture → its pixels: upright, sRGB, RGB or RGBA, no larger than needed, and never more in memory than allowed.

Pillow holds RGB in 4 bytes a pixel. What is decoded at full size is taken over strip by strip (converted, reduced, pasted), so that
nothing else of full size exists beside it; a large plain PNG is even decoded by strips.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from PIL import Image, JpegImagePlugin

from articles.images.shaping import colours, png
from articles.images.shaping.jobs import BadPicture
from articles.images.shaping.opening import Source, hostile
from articles.images.shaping.roles import Size

STRIP_PIXELS = 500_000
# Smaller PNGs are decoded at once, which is twice as fast.
STREAMED_PIXELS = 6_000_000
# Measured at the peak: the animation decoder's two canvases, its copy for Python and Pillow's picture; planes, a copy and the picture.
PEAK = {"webp": 16, "avif": 12, "gif": 2}
PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2}
# So much of the scale that is wanted will do when all of it would take too much memory: nobody sees the difference.
NEARLY = 0.9
# What strips, buffers of the codecs and the interpreter take beside the pictures, in bytes.
BESIDE = 8 * 1024 * 1024
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Plan(NamedTuple):
    """`draft`: a JPEG is decoded at 1/1, 1/2, 1/4 or 1/8; `reduction`: and then reduced by this whole number, in strips."""

    draft: int
    reduction: int
    streamed: bool


def decoded(source: Source, scale: float, memory: int) -> Image.Image:
    """The whole picture at `scale` (0 to 1) of its size, or a little less where `memory` bytes allow no more.

    BadPicture("memory") where they do not allow even that; the other reasons for what is broken.
    """
    plan = _plan(source, scale, memory)
    profile = source.picture.info.get("icc_profile")
    with hostile(source.content):
        picture = _taken_over(source, plan)
    picture = _resized(picture, Size(ceil(source.size.width * scale), ceil(source.size.height * scale)))
    # Everything that a writer of Pillow could pass on: comments, profile, EXIF.
    picture.info.clear()
    picture = colours.without_blank_alpha(colours.to_srgb(picture, profile))
    return picture.transpose(TURNS[source.orientation]) if source.orientation in TURNS else picture


def _plan(source: Source, scale: float, memory: int) -> Plan:
    """The largest decoding that `scale` needs and `memory` bears."""
    streamed = source.format == "png" and source.size.width * source.size.height > STREAMED_PIXELS
    streamed = streamed and png.can_be_read_in_strips(source.content)
    draft = max(step for step in (1, 2, 4, 8) if step == 1 or (source.format == "jpeg" and 1 / step >= scale))
    plan = Plan(draft, max(1, int(1 / draft / scale)), streamed)
    smaller = Plan(draft * 2, 1, False) if source.format == "jpeg" and draft < 8 else plan._replace(reduction=plan.reduction + 1)
    for bearable in (plan, smaller):
        if _needed(source, bearable, scale) <= memory and 1 / (bearable.draft * bearable.reduction) >= NEARLY * scale:
            return bearable
    raise BadPicture("memory", f"{_needed(source, plan, scale)} of {memory} bytes")


def _needed(source: Source, plan: Plan, scale: float) -> int:
    """Bytes at the peak of the work, beside the file itself, from what the header says."""
    pixels = source.size.width * source.size.height / plan.draft**2
    mode = source.picture.mode
    # Resizing multiplies colours with their alpha, in a copy.
    taken = pixels / plan.reduction**2 * (8 if colours.has_alpha(source.picture) else 4)
    kept = 0.0 if plan.streamed else pixels * PIXEL.get(mode, 4)
    decoding = 0.0 if plan.streamed else max(kept, pixels * PEAK.get(source.format, 0)) + _coefficients(source)
    if _as_it_is(mode, plan):
        kept = 0
    shrinking = scale * plan.draft * plan.reduction
    resized = shrinking * taken if shrinking < 1 else 0.0
    # These two readers make a copy of the file.
    copied = len(source.content) if source.format in ("webp", "avif") else 0
    return int(copied + max(decoding, kept + taken, taken + resized)) + BESIDE


def _coefficients(source: Source) -> float:
    """A progressive JPEG is kept as coefficients of 2 bytes, at full size, whatever scale is asked for."""
    picture = source.picture
    if not isinstance(picture, JpegImagePlugin.JpegImageFile) or not picture.info.get("progressive"):
        return 0
    sampling = [(across, down) for _, across, down, _ in picture.layer]
    most = max(across for across, _ in sampling) * max(down for _, down in sampling)
    return 2 * source.size.width * source.size.height * sum(across * down for across, down in sampling) / max(most, 1)


def _taken_over(source: Source, plan: Plan) -> Image.Image:
    """In a mode that can be resized, reduced as planned. The decoded picture itself where that is all it takes."""
    picture = source.picture
    if plan.streamed:
        return _reduced(png.strips(source.content, _rows(source.size, plan)), source.size, plan)
    if plan.draft > 1:
        picture.draft(None, (max(1, source.size.width // plan.draft), max(1, source.size.height // plan.draft)))
    picture.load()
    if _as_it_is(picture.mode, plan) and "transparency" not in picture.info:
        return picture
    size = Size(*picture.size)
    reduced = _reduced(_strips(picture, _rows(size, plan)), size, plan)
    picture.close()
    return reduced


def _as_it_is(mode: str, plan: Plan) -> bool:
    return mode in ("RGB", "RGBA", "CMYK") and plan.reduction == 1 and not plan.streamed


def _rows(size: Size, plan: Plan) -> int:
    """The height of a strip: a multiple of the reduction, so that strips reduced meet without a seam."""
    return max(1, STRIP_PIXELS // size.width // plan.reduction) * plan.reduction


def _strips(picture: Image.Image, rows: int) -> Iterator[Image.Image]:
    for top in range(0, picture.height, rows):
        yield picture.crop((0, top, picture.width, min(top + rows, picture.height)))


def _reduced(strips: Iterator[Image.Image], size: Size, plan: Plan) -> Image.Image:
    by, top, made = plan.reduction, 0, None
    for strip in strips:
        part = colours.plain(strip).reduce(by)
        made = made or Image.new(part.mode, (ceil(size.width / by), ceil(size.height / by)))
        made.paste(part, (0, top))
        top += part.height
    assert made is not None
    return made


def _resized(picture: Image.Image, size: Size) -> Image.Image:
    """Not larger than `size`. The picture is given up for it."""
    if picture.width <= size.width and picture.height <= size.height:
        return picture
    narrow = picture.resize((size.width, picture.height), Image.Resampling.HAMMING)
    # Pillow too does one direction after the other, but holds on to the first picture until the end.
    picture.close()
    return narrow.resize(size, Image.Resampling.HAMMING)
