"""The colours and shapes that words are given when there is no picture: the same topic has the same colour, the same article the
same tiles, on every page and on every card."""

from __future__ import annotations

from colorsys import hls_to_rgb
from hashlib import blake2b
from typing import NamedTuple


class Tone(NamedTuple):
    """`hue` in degrees, `saturation` and `lightness` in per cent."""

    hue: int
    saturation: int
    lightness: int

    @property
    def rgb(self) -> tuple[int, int, int]:
        """From 0 to 255 each."""
        red, green, blue = hls_to_rgb(self.hue / 360, self.lightness / 100, self.saturation / 100)
        return round(red * 255), round(green * 255), round(blue * 255)


class Tile(NamedTuple):
    """`figure`: a number that whoever draws takes modulo the figures that he knows."""

    ground: Tone
    figure: int
    colour: Tone


def tiles(topic: str, provider: str, article: str, count: int) -> list[Tile]:
    """At most eight; the first ones are the same whatever the count."""
    hue = hue_of(topic or provider)
    dice = _dice(f"{provider}/{article}")
    return [_tile(dice[at], dice[at + 8], hue) for at in range(count)]


def ground(topic: str, provider: str) -> Tone:
    return _tone(hue_of(topic or provider), 0)


def monogram(name: str) -> tuple[str, Tone]:
    """A provider's first letter, and a colour of its own."""
    letter = next((char for char in name if char.isalnum()), "•").upper()[:1]
    return letter, Tone(hue_of(name), 32, 34)


def hue_of(name: str) -> int:
    return _dice(name)[0] * 360 // 256


def _dice(seed: str) -> bytes:
    return blake2b(seed.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _tile(figure: int, colours: int, hue: int) -> Tile:
    step = (colours >> 2) % 5
    return Tile(_tone(hue, colours % 4), figure, _tone(hue, step if step != colours % 4 else (step + 2) % 5))


def _tone(hue: int, step: int) -> Tone:
    """Four muted tones of a hue, and one of the colour across from it."""
    if step == 4:
        return Tone((hue + 165) % 360, 34, 66)
    return Tone(hue, (22, 26, 30, 24)[step], (52, 40, 66, 76)[step])
