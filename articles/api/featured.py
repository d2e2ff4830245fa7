"""The player of a video article, handed on only when it is nothing but that. Pure.

`featuredContent` comes from files and is untrusted HTML, but clients of the API expect the string. Rather than clean
what may be anything, the stored text is served when it is one YouTube iframe with the attributes listed here.
"""

import re

LONGEST = 1000

_SOURCE = r'src="https://www\.youtube(?:-nocookie)?\.com/embed/[A-Za-z0-9_-]{11}(?:\?[A-Za-z0-9_=&;-]{0,200})?"'
_HARMLESS = "|".join(
    [
        r'(?:width|height|frameborder)="[0-9]{1,4}%?"',
        r'title="[\w .,:()-]{0,100}"',
        r'allow="[a-z; -]{0,200}"',
        r'referrerpolicy="[a-z-]{0,40}"',
        r'loading="lazy"',
        r'allowfullscreen(?:="[a-z]{0,20}")?',
    ]
)
_PLAYER = re.compile(rf"<iframe(?: (?:{_HARMLESS}))* {_SOURCE}(?: (?:{_HARMLESS}))*></iframe>")


def player(markup: str) -> str | None:
    """The markup itself where it is exactly one YouTube iframe, else None."""
    return markup if len(markup) <= LONGEST and _PLAYER.fullmatch(markup) else None
