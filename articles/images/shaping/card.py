"""The picture that other sites show of an article: its own picture, or a drawing, beside the headline.

Two stages, for whoever draws it opens fonts first, and then gives up opening files before it looks at a picture: `begin` paints
the text, `finish` the picture.
"""

from __future__ import annotations

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from articles.images.shaping import colours, decoding, roles, tones
from articles.images.shaping.jobs import MEMORY, CardJob
from articles.images.shaping.layout import BLEED, HEIGHT, WIDTH, Layout, Placed, baseline, layout
from articles.images.shaping.lines import direction, length
from articles.images.shaping.opening import opened
from articles.images.shaping.roles import Box, Role

QUALITY = 86
CELL = 210  # of the drawing, which is two by three of them
SMOOTH = 4  # times larger, and then reduced: Pillow draws no soft edges
# As in static/tokens.css.
PAPER, LINE, MARK = "#fbfaf7", "#dedacd", "#b3261e"
# Of a circle around a corner of its tile: where the quarter starts in degrees, and which corner it is (across, down).
QUARTERS = ((90, 1, 0), (0, 0, 0), (270, 0, 1), (180, 1, 1))
Colour = tuple[int, int, int]


class Begun(NamedTuple):
    """A card on which only the picture is missing."""

    card: Image.Image
    made: Layout


def draw(picture: bytes, job: CardJob, memory: int = MEMORY) -> bytes:
    """A JPEG of 1200 × 630 pixels. `picture`: b"" for none. Raises BadPicture for one that cannot be read."""
    return finish(begin(job, bool(picture)), job, picture, memory)


def begin(job: CardJob, has_picture: bool) -> Begun:
    made = layout(job, has_picture)
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(card)
    if made.rule:
        pen.rectangle(_edges(made.rule), fill=LINE)
    if made.dot:
        card.paste(MARK, (made.dot.left, made.dot.top), _disc(made.dot.width))
    if made.monogram:
        pen.rounded_rectangle(_edges(made.monogram), 4, fill=tones.monogram(job.provider)[1].rgb)
    for placed in made.texts:
        _write(card, placed, made.from_right)
    return Begun(card, made)


def finish(begun: Begun, job: CardJob, picture: bytes, memory: int = MEMORY) -> bytes:
    box = begun.made.picture
    shown = _part(picture, job, box, memory) if picture else _drawing(job, box)
    begun.card.paste(shown, (box.left, box.top))
    written = BytesIO()
    begun.card.save(written, "jpeg", quality=QUALITY, optimize=True, subsampling=0 if not picture else 2)
    return written.getvalue()


def _write(card: Image.Image, placed: Placed, to_right: bool) -> None:
    """On a sheet that is little larger than the box, so that nothing that a font does reaches farther."""
    sheet = Image.new("L", (placed.box.width + 2 * BLEED, placed.box.height + 2 * BLEED))
    pen = ImageDraw.Draw(sheet)
    block, faces = placed.block, placed.faces
    down = baseline(placed) - placed.box.top + BLEED
    for line in block.lines:
        runs = line[::-1] if block.from_right else line
        lengths = [length(run, faces, block.size, block.from_right) for run in runs]
        x = BLEED + (placed.box.width - sum(lengths) if to_right else 0.0)
        for run, long in zip(runs, lengths, strict=True):
            font = faces.at(run.place, block.size)
            pen.text((x, down), run.text, 255, font, anchor="ls", direction=direction(block.from_right))
            x += long
        down += block.leading
    card.paste(placed.colour, (placed.box.left - BLEED, placed.box.top - BLEED), sheet)


def _part(picture: bytes, job: CardJob, box: Box, memory: int) -> Image.Image:
    """What a picture has around its focus, in the box's shape."""
    source = opened(picture, memory)
    size, shape = source.displayed, box.width / box.height
    cut = roles.crop(Role("beside", (shape, shape), (box.width,)), size, job.focus)
    whole = colours.on_white(decoding.decoded(source, min(1.0, box.height / cut.height), memory))
    across, down = whole.width / size.width, whole.height / size.height
    right, bottom = min((cut.left + cut.width) * across, whole.width), min((cut.top + cut.height) * down, whole.height)
    edges = (cut.left * across, cut.top * down, right, bottom)
    return whole.resize((box.width, box.height), Image.Resampling.BICUBIC, box=edges)


def _drawing(job: CardJob, box: Box) -> Image.Image:
    """Tiles of circles and quarters in the topic's colours, as pages show them."""
    topic, article = job.seeds
    cell = CELL * SMOOTH
    sheet = Image.new("RGB", (box.width * SMOOTH, box.height * SMOOTH))
    pen = ImageDraw.Draw(sheet)
    for at, tile in enumerate(tones.tiles(topic, job.provider, article, 6)):
        _tile(pen, tile, at % 2 * cell, at // 2 * cell, cell)
    return sheet.reduce(SMOOTH)


def _tile(pen: ImageDraw.ImageDraw, tile: tones.Tile, x: int, y: int, cell: int) -> None:
    """The figures of articles/drawing.py, in its order: four quarters, two circles, a half, a triangle."""
    colour = tile.colour.rgb
    pen.rectangle((x, y, x + cell - 1, y + cell - 1), fill=tile.ground.rgb)
    match tile.figure % 8:
        case 0 | 1 | 2 | 3 as quarter:
            start, right, down = QUARTERS[quarter]
            _circle(pen, x + right * cell, y + down * cell, cell, colour, start, start + 90)
        case 4 | 5 as circle:
            _circle(pen, x + cell // 2, y + cell // 2, cell // 2 if circle == 4 else cell // 4, colour)
        case 6:
            _circle(pen, x + cell // 2, y + cell // 2, cell // 2, colour, 180, 360)
        case _:
            pen.polygon([(x, y), (x + cell - 1, y + cell - 1), (x, y + cell - 1)], fill=colour)


def _circle(pen: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: Colour, start: int = 0, end: int = 360) -> None:
    pen.pieslice((x - radius, y - radius, x + radius - 1, y + radius - 1), start, end, fill=colour)


def _disc(width: int) -> Image.Image:
    disc = Image.new("L", (width * SMOOTH, width * SMOOTH))
    ImageDraw.Draw(disc).ellipse((0, 0, disc.width - 1, disc.height - 1), fill=255)
    return disc.reduce(SMOOTH)


def _edges(box: Box) -> tuple[int, int, int, int]:
    """With the last pixel, which Pillow paints as well."""
    return box.left, box.top, box.left + box.width - 1, box.top + box.height - 1
