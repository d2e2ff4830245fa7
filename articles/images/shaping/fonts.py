"""The fonts of this machine, and which of them writes which character. None comes with us but the one that Pillow has built in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
ENDINGS = (".ttf", ".otf", ".ttc")
# The first of a list that is here is the one for Latin, Greek and Cyrillic.
FIRST = {
    "serif": (
        *("SourceSerif4-Bold", "NotoSerif-Bold", "SourceSerifPro-Bold", "Georgia Bold", "georgiab"),
        *("LiberationSerif-Bold", "DejaVuSerif-Bold", "Times New Roman Bold", "timesbd"),
    ),
    "sans": ("NotoSans-Bold", "LiberationSans-Bold", "DejaVuSans-Bold", "Arial Bold", "arialbd"),
}
SCRIPTS = (
    *("Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Kannada", "Malayalam", "Gujarati", "Gurmukhi", "Oriya"),
    *("Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Georgian", "Armenian", "Ethiopic", "CJK"),
)
# What is asked last, and knows many scripts.
LAST = (
    "NotoSansSymbols2-Regular",
    "DejaVuSans-Bold",
    "DejaVuSans",
    "DroidSansFallbackFull",
    "wqy-microhei",
    "wqy-zenhei",
    "PingFang",
    "msyhbd",
)
# Without it letters are set one by one from the left, in which Arabic is not Arabic.
SHAPES = features.check("raqm")
_SIZE = 24  # at which glyphs are compared
_NOBODYS = "\U0010ffff"  # no character, so every font shows what it shows where it has none


@lru_cache(maxsize=2)
def installed(style: str) -> tuple[str, ...]:
    """Files of fonts, in the order in which they are to be asked. `style`: serif or sans."""
    there = _files()
    first = [name for name in FIRST[style] if name in there][:1]
    other = "Sans" if style == "serif" else "Serif"
    scripts = [f"Noto{kind}{script}-Bold" for kind in (style.title(), other) for script in SCRIPTS]
    wanted = dict.fromkeys([*first, "NotoNaskhArabic-Bold", *scripts, *LAST])
    return tuple(there[name] for name in wanted if name in there)


class Faces:
    """These fonts, and Pillow's own behind them, by their place in the order; opened when first asked for."""

    def __init__(self, paths: Sequence[str] = ()) -> None:
        self.count = len(paths) + 1
        self._paths = paths
        self._opened: dict[tuple[int, int, bool], ImageFont.FreeTypeFont] = {}
        self._places: dict[str, int | None] = {}
        self._has: dict[tuple[int, str], bool] = {}

    def at(self, place: int, size: int, *, plain: bool = False) -> ImageFont.FreeTypeFont:
        """`plain`: one glyph for each character, whatever stands beside it."""
        key = (place, size, plain)
        if key not in self._opened:
            self._opened[key] = self._open(place, size, ImageFont.Layout.BASIC if plain or not SHAPES else ImageFont.Layout.RAQM)
        return self._opened[key]

    def place_of(self, char: str) -> int | None:
        """The first font that has it; None where none has."""
        if char not in self._places:
            self._places[char] = next((place for place in range(self.count) if self.has(place, char)), None)
        return self._places[char]

    def has(self, place: int, char: str) -> bool:
        """Whether it shows this character as anything else than what it shows where it has none: a box, mostly."""
        if (place, char) not in self._has:
            font = self.at(place, _SIZE, plain=True)
            self._has[place, char] = char.isspace() or _glyph(font, char) not in (_glyph(font, _NOBODYS), b"")
        return self._has[place, char]

    def _open(self, place: int, size: int, layout: ImageFont.Layout) -> ImageFont.FreeTypeFont:
        try:
            if place < len(self._paths):
                return ImageFont.truetype(self._paths[place], size, layout_engine=layout)
        except OSError:  # gone since it was found, or broken
            pass
        own = ImageFont.load_default(size)
        assert isinstance(own, ImageFont.FreeTypeFont)
        return own.font_variant(layout_engine=layout)


def _glyph(font: ImageFont.FreeTypeFont, char: str) -> bytes:
    mask = font.getmask(char)
    return bytes(str(mask.size), "ascii") + bytes(mask) if any(mask) else b""


def _files() -> dict[str, str]:
    """{name without ending: path} of all fonts that are installed for everybody."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        for root, _, names in os.walk(folder):
            found |= {Path(name).stem: os.path.join(root, name) for name in sorted(names) if name.endswith(ENDINGS)}
    return found
