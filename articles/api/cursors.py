"""A place among the changes as text, in an address. Clients hand it back as it is; a time alone is one too."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from articles.api.problems import WrongParameters
from articles.changes import BEGINNING, Place

_CURSOR = re.compile(
    r"(?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z)(?:~(?P<stream>[0-4])~(?P<key>[0-9]{1,18}))?"
)
# Between a place and the one from which a client that has more to hear began to ask.
_FROM = "~from~"

SCHEMA = {
    "type": "string",
    "pattern": r"^$|^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z(~[0-4]~[0-9]{1,18})?(~from~[-0-9TZ:.~]{1,60})?$",
}


def write(place: Place, origin: Place | None = None) -> str:
    return f"{_written(place)}{_FROM}{_written(origin)}" if origin else _written(place)


def _written(place: Place) -> str:
    at = place.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"{at}~{place.stream}~{place.key}" if place.key else at


def read(text: str | None, now: datetime) -> tuple[Place, Place | None]:
    """The place that the text names, and from where its client began to ask; the beginning where there is none. Raises
    WrongParameters, with words."""
    if not text:
        return BEGINNING, None
    there, began, start = text.partition(_FROM)
    place, origin = _place(there), _place(start) if began else None
    if place is None or place.at < BEGINNING.at or (began and (origin is None or not BEGINNING <= origin <= place)):
        raise _wrong("“since” is not of this feed: give “next” of its last answer, or a time such as 2026-11-20T00:00:00Z.")
    if place.at > now:
        raise _wrong("“since” lies in the future.")
    return place, origin


def _wrong(words: str) -> WrongParameters:
    return WrongParameters({"since": [words]}, ["since"], words)


def _place(text: str) -> Place | None:
    found = _CURSOR.fullmatch(text)
    try:
        at = datetime.fromisoformat(found["at"]) if found else None
    except ValueError:  # the 30th of February
        at = None
    return Place(at, int(found["stream"] or 0), int(found["key"] or 0)) if found and at else None
