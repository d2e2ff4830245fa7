"""Pictures drawn from words: the same topic has the same colour, the same article the same shapes. No network, no files.

They stand in pages, many times in a list: as few characters as will do, so one path for everything of a colour, and no space that
SVG can be read without.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.images.shaping import tones

COLUMNS, ROWS, TILE = 3, 2, 6
Box = tuple[int, int]  # width and height, of which the ratio counts


@lru_cache(maxsize=4096)
def drawn_picture(topic: str, provider: str, article: str, box: Box | None = None) -> SafeString:
    """An SVG of six tiles, circles and quarters in the topic's colours. It fills what it is put into, or has the shape of `box`."""
    drawing = format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">{}</svg>',
        COLUMNS * TILE,
        ROWS * TILE,
        format_html_join("", '<path fill="{}" d="{}"/>', _paths(topic, provider, article)),
    )
    return drawing if box is None else format_html('<svg class="box" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>', *box, drawing)


@lru_cache(maxsize=4096)
def drawn_thumbnail(topic: str, provider: str, article: str) -> SafeString:
    """What is to be seen of it in a small box of 3:2: its first tile, and half of the one beside it."""
    paths = format_html_join("", '<path fill="{}" d="{}"/>', _first_paths(topic, provider, article))
    return format_html('<svg class="drawn" viewBox="0 0 9 6" aria-hidden="true">{}</svg>', paths)


@lru_cache(maxsize=4096)
def plain_picture(colour: str, box: Box | None = None) -> SafeString:
    """The same of one colour, without anything in it: what stands behind a picture until it has loaded."""
    shape = format_html(' viewBox="0 0 {} {}"', *box) if box else ""
    return format_html('<svg class="plain" color="{}"{}></svg>', colour, shape)


@lru_cache(maxsize=2048)
def monogram(name: str) -> SafeString:
    """A provider's first letter on a colour of its own, which it stands on by its styles: a page has one for each story."""
    letter, tone = tones.monogram(name)
    return format_html('<svg class="logo" color="{}" aria-hidden="true"><text>{}</text></svg>', _hex(tone), letter)


def _paths(topic: str, provider: str, article: str) -> list[tuple[str, str]]:
    """(colour, path) of everything that has that colour: first what tiles stand on, then the figures."""
    ground = tones.ground(topic, provider)
    grounds, figures = {ground: f"M0 0h{COLUMNS * TILE}v{ROWS * TILE}H0z"}, dict[tones.Tone, str]()
    for at, tile in enumerate(tones.tiles(topic, provider, article, COLUMNS * ROWS)):
        row, column = divmod(at, COLUMNS)
        x, y = column * TILE, row * TILE
        if tile.ground != ground:
            grounds[tile.ground] = grounds.get(tile.ground, "") + f"M{x} {y}h6v6h-6z"
        figures[tile.colour] = figures.get(tile.colour, "") + _figure(tile, x, y)
    return [(_hex(tone), path) for layer in (grounds, figures) for tone, path in layer.items()]


def _first_paths(topic: str, provider: str, article: str) -> list[tuple[str, str]]:
    """The same of the first two tiles; what the first one stands on is the ground of all."""
    left, right = tones.tiles(topic, provider, article, 2)
    beside = [(right.ground, "M6 0h6v6h-6z")] if right.ground != left.ground else []
    figures = {left.colour: _figure(left, 0, 0)}
    figures[right.colour] = figures.get(right.colour, "") + _figure(right, TILE, 0)
    return [(_hex(tone), path) for tone, path in [(left.ground, "M0 0h9v6H0z"), *beside, *figures.items()]]


def _figure(tile: tones.Tile, x: int, y: int) -> str:
    right, down, figure = _FIGURES[tile.figure % len(_FIGURES)]
    return f"M{x + right:g} {y + down}{figure}"


def _hex(tone: tones.Tone) -> str:
    return "#{:02x}{:02x}{:02x}".format(*tone.rgb)


# Where each begins in a tile of 6 by 6, and how it goes on from there.
_FIGURES = (
    (0, 0, "a6 6 0 006 6v-6z"),
    (0, 0, "h6a6 6 0 01-6 6z"),
    (0, 0, "v6h6a6 6 0 00-6-6z"),
    (6, 0, "v6h-6a6 6 0 016-6z"),
    (0, 3, "a3 3 0 016 0 3 3 0 01-6 0z"),
    (1.5, 3, "a1.5 1.5 0 013 0 1.5 1.5 0 01-3 0z"),
    (0, 3, "a3 3 0 016 0z"),
    (0, 0, "l6 6h-6z"),
)
