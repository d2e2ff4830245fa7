"""What an editor changes of a picture: each verb is idempotent and leaves a line that says who; undoing.py takes a line back.

Bytes are shaped before any row is locked: a picture can take seconds, and nobody else should wait for it. All of these raise
CannotEdit, in words, for what is not possible, or was overtaken by somebody else.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.images import policies, sweeping, telling
from articles.images.addresses import UPLOAD, key_of
from articles.images.caching import Shape, copy_of, cut
from articles.images.keeping import NotKept
from articles.images.local import NoPicture
from articles.images.shaping.jobs import BadPicture
from articles.models import Picture, PictureCopy, PictureEdit, PictureHost, Use

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# Columns that readers see the picture by.
SEEN = {"alt", "is_decoration", "replacement_id", "copy_id"}
NO_POINT = "There is no whole picture of it to cut from."
OVERTAKEN = "Somebody else moved its focal point meanwhile."


class CannotEdit(Exception):
    """Why nothing was changed, as a sentence."""


def describe(picture: Picture, alt: str, is_decoration: bool, by: User) -> PictureEdit | None:
    """What it shows, in words, or that it needs none. None where that is said already."""
    return store(picture, "describe", {"alt": "" if is_decoration else alt, "is_decoration": is_decoration}, by)


def refocus(picture: Picture, x: float, y: float, shape: Shape, by: User) -> PictureEdit | None:
    """Cut what readers see of it around this point, 0 to 1 from the top left."""
    copy = picture.shown
    if copy is None or not copy.master:
        raise CannotEdit(NO_POINT)
    if (copy.focus_x, copy.focus_y) == (x, y):
        return None
    return move(picture, copy, {"copy": copy.pk, "x": x, "y": y, "by_hand": True}, "refocus", shape, by)


def replace(picture: Picture, content: bytes, shape: Shape, by: User) -> PictureEdit | None:
    """Show these bytes in its place; it is not asked for any more."""
    copy = copy_of_upload(content, picture.use, shape)
    if Picture.objects.filter(pk=picture.pk, replacement=copy).exists():
        return None
    return store(picture, "replace", {"replacement_id": copy.pk, "error": "", "error_text": "", "due_at": None}, by)


def take_back_replacement(picture: Picture, by: User) -> PictureEdit | None:
    """Show our copy again; where there is none, it is asked for."""
    missing = picture.copy_id is None and not why_not_asked(picture)
    with transaction.atomic():
        if not Picture.objects.filter(pk=picture.pk, replacement__isnull=False).exists():
            return None
        sweeping.ask()
        return store(picture, "take back", {"replacement_id": None, **({"due_at": timezone.now()} if missing else {})}, by)


def accept_change(picture: Picture, by: User) -> PictureEdit | None:
    """Take the other picture that its address shows now: it is fetched, and then stands in the place of our copy."""
    if why := why_not_asked(picture):
        raise CannotEdit(why)
    with transaction.atomic():
        changed = Picture.objects.filter(pk=picture.pk, has_changed=True).first()
        if changed is None:
            return None
        sweeping.ask()
        former = {"former": [changed.copy_id, None]}
        return store(picture, "accept", {"has_changed": False, "due_at": timezone.now(), "is_check": False}, by, also=former)


def keep_ours(picture: Picture, by: User) -> PictureEdit | None:
    """Leave our copy as it is, though its address shows another picture."""
    return store(picture, "keep", {"has_changed": False}, by)


def copy_of_upload(content: bytes, use: str, shape: Shape) -> PictureCopy:
    """Our copy of what was uploaded, shaped for this use."""
    try:
        return copy_of(content, use, shape)
    except (BadPicture, NotKept) as why:
        raise CannotEdit(str(why)) from why


def uploaded_logo(copy: PictureCopy) -> Picture:
    """A logo that was uploaded, as a picture: the same bytes are the same one."""
    address = f"{UPLOAD}{copy.digest}"
    values = {"use": Use.LOGO, "address": address, "copy": copy, "seen_at": timezone.now()}
    return Picture.objects.get_or_create(key=key_of(address, Use.LOGO), defaults=values)[0]


def ask_again(picture: Picture, by: User) -> bool:
    """Ask its address as soon as may be, whatever was said there before. False where that is about to happen anyway."""
    if why := why_not_asked(picture):
        raise CannotEdit(why)
    return bool(ask_for([picture.pk], by))


def ask_for(keys: list[int], by: User) -> int:
    """The same for many, of which those are left out that nobody can ask for; how many are asked for. A copy that we have stays."""
    now = timezone.now()
    with transaction.atomic():
        resting = policies.askable(policies.copied(Picture.objects.filter(pk__in=keys))).exclude(due_at__isnull=False, due_at__lte=now)
        hosts = dict(resting.values_list("pk", "host"))
        PictureHost.objects.filter(name__in=set(hosts.values())).update(failures=0, quiet_until=None)
        Picture.objects.filter(pk__in=hosts).update(due_at=now, is_check=Q(copy__isnull=False), claimed_until=None, attempts=0)
        PictureEdit.objects.bulk_create(PictureEdit(picture_id=pk, verb="ask", by=by) for pk in hosts)
        sweeping.ask()
    return len(hosts)


def why_not_asked(picture: Picture) -> str:
    """Why its address is never asked for it; "" where it can be. Costs a query."""
    if picture.address.startswith(UPLOAD):
        return "It was uploaded here; there is no other place to ask for it."
    if picture.address.startswith("/"):
        return "Its address is a path on a site that we were not told of. Import its folder, or name the site with --base-url."
    return "" if policies.copied(Picture.objects.filter(pk=picture.pk)).exists() else "Its provider’s pictures are not copied."


def store(
    picture: Picture, verb: str, columns: dict[str, Any], by: User, *, also: dict[str, Any] | None = None, undoes: PictureEdit | None = None
) -> PictureEdit | None:
    """These columns as they are to be from now on. No line, and None, where they are so already."""
    with transaction.atomic():
        stored = Picture.objects.select_for_update(no_key=True).get(pk=picture.pk)
        changes = {
            name: [in_json(getattr(stored, name)), in_json(value)] for name, value in columns.items() if getattr(stored, name) != value
        }
        if not changes:
            return None
        if "due_at" in changes:
            Picture.objects.filter(pk=picture.pk).update(is_check=False, claimed_until=None, attempts=0)
        if SEEN & changes.keys():
            telling.changed(Picture.objects.filter(pk=picture.pk))
        return picture.edited(verb, {**changes, **(also or {})}, by=by, undoes=undoes)


def move(
    picture: Picture, copy: PictureCopy, to: dict[str, Any], verb: str, shape: Shape, by: User, undoes: PictureEdit | None = None
) -> PictureEdit:
    """Cut a copy around the point `to`, as point() tells one: first the files, then the row, if nobody else moved it meanwhile."""
    before = point(copy)
    try:
        files = cut(copy, to["x"], to["y"], shape)
    except (BadPicture, NoPicture, NotKept) as why:
        raise CannotEdit(str(why)) from why
    with transaction.atomic():
        stored = PictureCopy.objects.select_for_update(no_key=True).get(pk=copy.pk)
        if point(stored) != before:
            raise CannotEdit(OVERTAKEN)
        copy.focus_x, copy.focus_y, copy.focus_by_hand = to["x"], to["y"], to["by_hand"]
        copy.files = {**stored.files, **files}
        copy.save(update_fields=["focus_x", "focus_y", "focus_by_hand", "files"])
        telling.changed_copy(copy)
        return picture.edited(verb, {"focus": [before, to]}, by=by, undoes=undoes)


def point(copy: PictureCopy) -> dict[str, Any]:
    """A focal point as a line of the history tells it: which copy's, where from 0 to 1, and whether somebody chose it."""
    return {"copy": copy.pk, "x": copy.focus_x, "y": copy.focus_y, "by_hand": copy.focus_by_hand}


def in_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
