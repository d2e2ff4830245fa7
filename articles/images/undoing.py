"""An edit of a picture taken back, as a new line: where what it changed still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles.images import sweeping
from articles.images.caching import Shape
from articles.images.editing import CannotEdit, in_json, move, point, store
from articles.models import Picture, PictureCopy, PictureEdit

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Put back without asking whether it still is as the edit left it: the work in the background moves it, too.
BOOKKEEPING = ("due_at", "is_check", "error", "error_text", "has_changed", "former")
AGAIN = {
    "alt": "Its text was changed again since.",
    "is_decoration": "Whether it needs a text was changed again since.",
    "replacement_id": "Another picture was put in its place since.",
    "copy_id": "Our copy is another one since.",
    "focus": "Its focal point was moved again since.",
}
NOT_KEPT = "The former picture is not kept any more."
AS_IT_WAS = "It is as it was before that already."


def undo(edit: PictureEdit, shape: Shape, by: User) -> PictureEdit:
    """Put back what this line changed. Raises CannotEdit, in words, where that is not possible any more."""
    picture = edit.picture
    if "focus" in edit.changes:
        return _move_back(edit, picture, shape, by)
    with transaction.atomic():
        picture = Picture.objects.select_for_update(no_key=True).get(pk=picture.pk)
        if why := why_not(edit, picture):
            raise CannotEdit(why)
        done = store(picture, "undo", _before(edit, picture), by, undoes=edit)
        if done is None:
            raise CannotEdit(AS_IT_WAS)
        sweeping.ask()
    return done


def why_not(edit: PictureEdit, picture: Picture) -> str:
    """Why this line of the picture's cannot be taken back; "" where it can be."""
    if not edit.changes:
        return "It changed nothing of the picture."
    for name, (_, after) in edit.changes.items():
        if name not in BOOKKEEPING and _now(name, picture) != after:
            return AGAIN[name]
    wanted = {before for name, (before, _) in edit.changes.items() if name in ("replacement_id", "copy_id", "former") and before}
    return "" if not wanted or PictureCopy.objects.filter(pk__in=wanted).exclude(files={}).count() == len(wanted) else NOT_KEPT


def _now(name: str, picture: Picture) -> Any:
    if name == "focus":
        return point(picture.shown) if picture.shown else None
    return in_json(getattr(picture, name))


def _before(edit: PictureEdit, picture: Picture) -> dict[str, Any]:
    """The columns as they were. What was accepted may have come meanwhile, or not yet."""
    fields = {field.attname: field for field in Picture._meta.concrete_fields}
    columns = {name: fields[name].to_python(before) for name, (before, _) in edit.changes.items() if name in fields}
    former = edit.changes.get("former", [picture.copy_id])[0]
    return columns if picture.copy_id == former else {**columns, "due_at": picture.due_at, "copy_id": former}


def _move_back(edit: PictureEdit, picture: Picture, shape: Shape, by: User) -> PictureEdit:
    if why := why_not(edit, picture):
        raise CannotEdit(why)
    assert picture.shown
    return move(picture, picture.shown, edit.changes["focus"][0], "undo", shape, by, undoes=edit)
