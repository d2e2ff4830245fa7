"""Pictures drawn from words: the same topic has the same colour, the same article the same shapes. No network, no files."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.images.shaping import tones

CELL = 160
COLUMNS, ROWS = 3, 2


@lru_cache(maxsize=4096)
def drawn_picture(topic: str, provider: str, article: str, width: int, height: int) -> SafeString:
    """An SVG of this shape: six tiles of circles and quarters in the topic's colours."""
    tiles = [
        _tile(tile, (at % COLUMNS) * CELL, (at // COLUMNS) * CELL)
        for at, tile in enumerate(tones.tiles(topic, provider, article, COLUMNS * ROWS))
    ]
    return format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        '<svg viewBox="0 0 480 320" width="100%" height="100%" preserveAspectRatio="xMidYMid slice">'
        '<rect width="480" height="320" fill="{}"/>{}</svg></svg>',
        width,
        height,
        _hsl(tones.ground(topic, provider)),
        format_html_join("", '<path d="{}" fill="{}"/><path d="{}" fill="{}"/>', tiles),
    )


@lru_cache(maxsize=4096)
def plain_picture(colour: str, width: int, height: int) -> SafeString:
    """An SVG of this shape in one colour: what stands behind a picture until it has loaded."""
    rect = format_html('<rect width="100%" height="100%" fill="{}"/>', colour)
    return format_html('<svg class="plain" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>', width, height, rect)


@lru_cache(maxsize=2048)
def monogram(name: str) -> SafeString:
    """A provider's first letter on a colour of its own."""
    letter, tone = tones.monogram(name)
    return format_html(
        '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" fill="{}"/>'
        '<text x="12" y="16.6" text-anchor="middle" font-size="13" font-weight="700" fill="#fff">{}</text></svg>',
        _hsl(tone),
        letter,
    )


def _tile(tile: tones.Tile, x: int, y: int) -> tuple[str, str, str, str]:
    """(ground, its colour, figure, its colour) of the tile at x, y."""
    figure = _FIGURES[tile.figure % len(_FIGURES)]
    return f"M{x} {y}h{CELL}v{CELL}h-{CELL}z", _hsl(tile.ground), f"M{x} {y}{figure}", _hsl(tile.colour)


def _hsl(tone: tones.Tone) -> str:
    return f"hsl({tone.hue} {tone.saturation}% {tone.lightness}%)"


# Relative to the tile's upper left corner.
_FIGURES = (
    "a160 160 0 0 0 160 160v-160z",
    "h160a160 160 0 0 1 -160 160z",
    "v160h160a160 160 0 0 0 -160 -160z",
    "m160 0v160h-160a160 160 0 0 1 160 -160z",
    "m0 80a80 80 0 0 1 160 0a80 80 0 0 1 -160 0z",
    "m40 80a40 40 0 0 1 80 0a40 40 0 0 1 -80 0z",
    "m0 80a80 80 0 0 1 160 0z",
    "l160 160h-160z",
)
