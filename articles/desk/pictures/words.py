"""How a picture fares, in words; what an edit did to it, in words. Plain text: escaping is the template's."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime

from articles.models import Picture, PictureEdit

UNTOUCHED = {
    "ask": "asked for it again",
    "accept": "took the new picture at its address",
    "keep": "kept our copy, though its address shows another picture",
}


class State(NamedTuple):
    """`kind` is a class for its badge, `word` what stands in it, `said` the sentences beside it."""

    kind: str
    word: str
    said: str


def state(picture: Picture) -> State:
    """What became of a picture; what an editor has to know comes first."""
    if picture.shown is None:
        return _missing(picture)
    beside = " ".join(_beside(picture))
    if picture.has_changed:
        return State("changed", "changed", f"Its address shows another picture than our copy. {beside}".strip())
    if picture.is_gone:
        return State("gone", "gone", f"Its address has it no more; we keep what we have. {beside}".strip())
    if picture.replacement:
        return State("replaced", "replaced", f"An editor put another picture in its place. {beside}".strip())
    if picture.copy and picture.copy.placeholder:
        said = f"Probably no picture of anything: {picture.copy.get_placeholder_display()}. {beside}"
        return State("placeholder", "placeholder?", said.strip())
    return State("kept", "kept", beside)


def broken(picture: Picture | None) -> str:
    """Why readers do not see it, as a sentence; "" where they do, or where nobody has asked for it yet."""
    return state(picture).said if picture and picture.shown is None and picture.error else ""


def done(edit: PictureEdit) -> str:
    """What somebody did, after his name: “moved the focal point”."""
    if edit.undoes:
        return f"undid what {_who(edit.undoes)} did on {_day(edit.undoes.at)}: {_did(edit)}"
    return _did(edit)


def undone(edit: PictureEdit) -> str:
    """For the label of a button: which edit it takes back."""
    return f"{_who(edit)} {_did(edit)}"


def _missing(picture: Picture) -> State:
    if picture.error:
        again = f"It is asked for again {_moment(picture.due_at)}." if picture.due_at else "It is not asked for again by itself."
        return State("broken", "broken", f"{picture.error_text} {again}".strip())
    if picture.due_at:
        return State("due", "on its way", "It is fetched as soon as its server’s turn comes.")
    return State("off", "not fetched", "Nobody asks for it: its provider’s pictures are not copied.")


def _beside(picture: Picture) -> list[str]:
    """What is to be known of a picture that is shown."""
    said = []
    if picture.error and not picture.is_gone:
        said.append(f"When it was last asked for: {picture.error_text}")
    if picture.due_at and picture.copy:
        said.append(f"It is asked for again {_moment(picture.due_at)}.")
    return said


def _did(edit: PictureEdit) -> str:
    changes = edit.changes
    if edit.verb == "lose":
        return "lost the files of what was put in its place"
    if "focus" in changes:
        return f"moved the focal point from {_place(changes['focus'][0])} to {_place(changes['focus'][1])}"
    if "replacement_id" in changes:
        return "put another picture in its place" if changes["replacement_id"][1] else "took back what was put in its place"
    if "copy_id" in changes:
        return "brought back another copy"
    if "alt" in changes or "is_decoration" in changes:
        return _described(changes)
    if edit.undoes:
        return "asked the question again" if changes.get("has_changed") == [False, True] else "answered it again"
    return UNTOUCHED.get(edit.verb, edit.verb)


def _described(changes: dict[str, list[Any]]) -> str:
    before, after = changes.get("alt", ["", ""])
    if changes.get("is_decoration", [None, False])[1]:
        return "said that it needs no text" + (f", instead of “{before}”" if before else "")
    if after:
        return f"described it as “{after}”" + (f", before “{before}”" if before else "")
    return f"removed its text “{before}”" if before else "said that it needs a text"


def _place(point: dict[str, Any]) -> str:
    return f"{point['x'] * 100:.0f} % across, {point['y'] * 100:.0f} % down"


def _who(edit: PictureEdit) -> str:
    return edit.by.get_username() if edit.by else "somebody"


def _day(at: Any) -> str:
    return date_format(localtime(at), "j M Y, H:i")


def _moment(at: Any) -> str:
    return f"from {date_format(localtime(at), 'j M, H:i')} on"
