"""A picture's own page: what it shows, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from articles.canonical import web_address
from articles.desk.pictures import columns
from articles.desk.pictures.forms import PictureForm, ReplacementForm, seen
from articles.desk.pictures.uses import uses_of
from articles.desk.pictures.words import done, state, undone
from articles.images.editing import why_not_asked
from articles.images.undoing import why_not
from articles.models import File, Picture, PictureEdit, Use

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser, User

LARGEST = 640  # pixels of the whole picture on the page, on its longer side
MOST_USES, MOST_LINES = 12, 50
PREVIEWS = (("thumbnail", "In lists"), ("card", "On cards"), ("lead", "On its own page"))


class Line(NamedTuple):
    """One edit, in words; `undo` is the address that takes it back, "" where that is not possible."""

    at: datetime
    who: str
    what: str
    undo: str
    label: str


class Preview(NamedTuple):
    """A crop as readers see it: its file, and its shape as the script needs it."""

    role: str
    label: str
    file: File


def sheet(
    picture: Picture, user: User | AnonymousUser, form: PictureForm | None = None, upload: ReplacementForm | None = None
) -> dict[str, Any]:
    may = user.has_perm("articles.change_picture")
    copy = picture.shown
    return {
        "picture": picture,
        "copy": copy,
        "may": may,
        "form": form or PictureForm(picture=picture),
        "upload": upload or ReplacementForm(auto_id="upload-%s", label_suffix=""),
        "seen": seen(picture),
        "is_logo": picture.use == Use.LOGO,
        "size": shown_size(copy.width, copy.height) if copy else None,
        "point": (round(copy.focus_x * 100, 1), round(copy.focus_y * 100, 1)) if copy else None,
        "previews": _previews(picture),
        "drawing": "" if copy else columns.thumbnail(picture),
        "badge": columns.badge(picture),
        "said": state(picture).said,
        "link": web_address(picture.address),
        "why_not_asked": why_not_asked(picture),
        "uses": uses_of([picture], MOST_USES)[picture.pk],
        "lines": _lines(picture, may),
    }


def shown_size(width: int, height: int) -> tuple[int, int]:
    """Within a square of LARGEST pixels: the size that a click without a script is measured on."""
    scale = min(1.0, LARGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def _previews(picture: Picture) -> list[Preview]:
    roles = (("logo", "Beside its name"),) if picture.use == Use.LOGO else PREVIEWS
    copy = picture.shown
    found = [(role, label, copy.of(role, "webp", 640) if copy else []) for role, label in roles]
    return [Preview(role, label, files[-1]) for role, label, files in found if files]


def _lines(picture: Picture, may: bool) -> list[Line]:
    edits = picture.edits.select_related("by", "undoes__by")[:MOST_LINES]
    return [
        Line(edit.at, edit.by.get_username() if edit.by else "somebody", done(edit), _undo(edit, picture, may), undone(edit))
        for edit in edits
    ]


def _undo(edit: PictureEdit, picture: Picture, may: bool) -> str:
    return reverse("admin:articles_picture_undo", args=[picture.pk, edit.pk]) if may and not why_not(edit, picture) else ""
