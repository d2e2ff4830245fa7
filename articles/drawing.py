"""Pictures drawn from words: the same topic has the same colour, the same article the same shapes. No network, no files.

They stand in pages, many times in a list: as few characters as will do, so one path for everything of a colour.
"""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.images.shaping import tones

COLUMNS, ROWS = 3, 2
Box = tuple[int, int]  # width and height, of which the ratio counts


@lru_cache(maxsize=4096)
def drawn_picture(topic: str, provider: str, article: str, box: Box | None = None) -> SafeString:
    """An SVG of six tiles, circles and quarters in the topic's colours. It fills what it is put into, or has the shape of `box`."""
    drawing = format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">{}</svg>',
        COLUMNS,
        ROWS,
        format_html_join("", '<path fill="{}" d="{}"/>', _paths(topic, provider, article)),
    )
    return drawing if box is None else format_html('<svg class="box" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>', *box, drawing)


@lru_cache(maxsize=4096)
def plain_picture(colour: str, box: Box | None = None) -> SafeString:
    """The same of one colour, without anything in it: what stands behind a picture until it has loaded."""
    shape = format_html(' viewBox="0 0 {} {}"', *box) if box else ""
    return format_html('<svg class="plain" color="{}"{}></svg>', colour, shape)


@lru_cache(maxsize=2048)
def monogram(name: str) -> SafeString:
    """A provider's first letter on a colour of its own."""
    letter, tone = tones.monogram(name)
    return format_html(
        '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path fill="{}" d="M0 0h24v24H0z"/><text x="12" y="17">{}</text></svg>',
        _hex(tone),
        letter,
    )


def _paths(topic: str, provider: str, article: str) -> list[tuple[str, str]]:
    """(colour, path) of everything that has that colour: first what tiles stand on, then the figures."""
    ground = tones.ground(topic, provider)
    grounds, figures = {ground: f"M0 0h{COLUMNS}v{ROWS}H0z"}, dict[tones.Tone, str]()
    for at, tile in enumerate(tones.tiles(topic, provider, article, COLUMNS * ROWS)):
        corner = f"M{at % COLUMNS} {at // COLUMNS}"
        if tile.ground != ground:
            grounds[tile.ground] = grounds.get(tile.ground, "") + f"{corner}h1v1h-1z"
        figures[tile.colour] = figures.get(tile.colour, "") + corner + _FIGURES[tile.figure % len(_FIGURES)]
    return [(_hex(tone), path) for layer in (grounds, figures) for tone, path in layer.items()]


def _hex(tone: tones.Tone) -> str:
    return "#{:02x}{:02x}{:02x}".format(*tone.rgb)


# In a tile of 1 by 1, relative to its upper left corner.
_FIGURES = (
    "a1 1 0 0 0 1 1v-1z",
    "h1a1 1 0 0 1-1 1z",
    "v1h1a1 1 0 0 0-1-1z",
    "m1 0v1h-1a1 1 0 0 1 1-1z",
    "m0 .5a.5.5 0 0 1 1 0 .5.5 0 0 1-1 0z",
    "m.25 .5a.25.25 0 0 1 .5 0 .25.25 0 0 1-.5 0z",
    "m0 .5a.5.5 0 0 1 1 0z",
    "l1 1h-1z",
)
