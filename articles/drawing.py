"""Pictures drawn from words: the same topic has the same colour, the same article the same shapes. No network, no files."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CELL = 160
COLUMNS, ROWS = 3, 2


@lru_cache(maxsize=4096)
def drawn_picture(topic: str, provider: str, article: str, width: int, height: int) -> SafeString:
    """An SVG of this shape: six tiles of circles and quarters in the topic's colours."""
    hue = _bytes(topic or provider)[0] * 360 // 256
    dice = _bytes(f"{provider}/{article}")
    tiles = [(_tile(dice[i], dice[i + 8], (i % COLUMNS) * CELL, (i // COLUMNS) * CELL, hue)) for i in range(COLUMNS * ROWS)]
    return format_html(
        '<svg class="drawn" viewBox="0 0 {} {}" preserveAspectRatio="xMidYMid slice" aria-hidden="true">'
        '<svg viewBox="0 0 480 320" width="100%" height="100%" preserveAspectRatio="xMidYMid slice">'
        '<rect width="480" height="320" fill="{}"/>{}</svg></svg>',
        width,
        height,
        _tone(hue, 0),
        format_html_join("", '<path d="{}" fill="{}"/><path d="{}" fill="{}"/>', tiles),
    )


@lru_cache(maxsize=2048)
def monogram(name: str) -> SafeString:
    """A provider's first letter on a colour of its own."""
    letter = next((char for char in name if char.isalnum()), "•").upper()[:1]
    return format_html(
        '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" fill="{}"/>'
        '<text x="12" y="16.6" text-anchor="middle" font-size="13" font-weight="700" fill="#fff">{}</text></svg>',
        f"hsl({_bytes(name)[0] * 360 // 256} 32% 34%)",
        letter,
    )


def _bytes(seed: str) -> bytes:
    return blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _tone(hue: int, step: int) -> str:
    """Four muted tones of a hue, and one of the colour across from it."""
    if step == 4:
        return f"hsl({(hue + 165) % 360} 34% 66%)"
    return f"hsl({hue} {(22, 26, 30, 24)[step]}% {(52, 40, 66, 76)[step]}%)"


def _tile(shape: int, colours: int, x: int, y: int, hue: int) -> tuple[str, str, str, str]:
    """(ground, its colour, figure, its colour) of the tile at x, y."""
    ground = f"M{x} {y}h{CELL}v{CELL}h-{CELL}z"
    figure = _FIGURES[shape % len(_FIGURES)]
    step = (colours >> 2) % 5
    return ground, _tone(hue, colours % 4), f"M{x} {y}{figure}", _tone(hue, step if step != colours % 4 else (step + 2) % 5)


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
