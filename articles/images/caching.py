"""One picture from due to kept: fetch | shape | keep the files | write the row. The row comes last, so that what a row names is there.

Whatever is wrong with a picture becomes its row's reason, in a word and in a sentence, and the run goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.images import local, telling
from articles.images.addresses import UPLOAD, WEB
from articles.images.claims import answered, hang_up, leave_alone
from articles.images.download import PUBLIC, Guard, Limits, fetch
from articles.images.keeping import MASTER, SHOWN, NotKept, keep
from articles.images.local import NoPicture
from articles.images.refusals import BadStatus, Refusal
from articles.images.shaping.jobs import REASONS, BadPicture, Job, Shaped
from articles.models import Picture, PictureCopy, Placeholder, Use
from articles.models.pictures import pause

ROLES = {Use.STORY: ("thumbnail", "card", "lead"), Use.LOGO: ("logo",)}
LIMITS = Limits(bytes=10 * 1024 * 1024, seconds=20.0)
ACCEPT = "image/avif,image/webp,image/png,image/jpeg,image/gif;q=0.9,*/*;q=0.1"
MOST_ATTEMPTS = 6
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
STORAGE_WAIT = timedelta(minutes=10)

# Shapes bytes: a Decoder's method, or one that waits for a free decoder.
Shape = Callable[[bytes, Job], Shaped]


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a picture as they came, and how to ask whether they are still the same; none where its server says so."""

    content: bytes
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


def cache(picture: Picture, shape: Shape, *, guard: Guard = PUBLIC) -> str:
    """Get and keep a picture that is claimed. "" for success, else the reason in a word: it stands in the row, with when to try
    again. Raises NotKept, after putting the picture off, where the storage takes nothing: the next one would fare no better.
    """
    try:
        source = obtain(picture, guard)
        copy = copy_of(source.content, picture.use, shape)
    except Refusal as why:
        _refused(picture, why)
        return why.code
    except (BadPicture, NoPicture) as why:
        reason = getattr(why, "reason", "no-file")
        _failed(picture, reason, str(why), lasting=reason not in ("time", "crashed"))
        return reason
    except NotKept as why:
        _put_off(picture, "storage", str(why), STORAGE_WAIT, attempts=picture.attempts)  # that was no attempt of its server's
        raise
    succeed(picture, copy, source)
    return ""


def obtain(picture: Picture, guard: Guard, *, conditional: bool = False) -> Source:
    """Its bytes; with `conditional` none where the server says that they are those it gave last. Raises Refusal and NoPicture."""
    if not picture.address.startswith(WEB):
        return Source(_bytes_at_hand(picture.address))
    known = {"etag": picture.etag, "last_modified": picture.last_modified} if conditional else {}
    try:
        answer = fetch(picture.address, guard=guard, limits=LIMITS, accept=ACCEPT, agent=agent(), **known)
    finally:
        hang_up(picture)
    answered(picture.host)
    return Source(answer.content, answer.etag[:300], answer.last_modified[:100], is_unchanged=answer.status == 304)


def agent() -> str:
    """Who asks, and where the owner of a server finds us."""
    return f"Newsroom/1.0 (+{settings.SITE_URL})"


def copy_of(content: bytes, use: str, shape: Shape) -> PictureCopy:
    """Our copy of these bytes, in the shapes of this use; made only where it is not there. Raises BadPicture and NotKept."""
    digest = hashlib.sha256(content).hexdigest()
    copy = PictureCopy.objects.filter(digest=digest).first()
    missing = [role for role in ROLES[Use(use)] if copy is None or role not in copy.files]
    if copy is not None and copy.master and not missing:
        return copy
    focus = (copy.focus_x, copy.focus_y) if copy else None
    shaped = shape(content, Job(roles=tuple(missing), focus=focus, formats=formats(), master=copy is None or not copy.master))
    return _stored(digest, len(content), shaped)


def cut(copy: PictureCopy, x: float, y: float, shape: Shape) -> dict[str, dict[str, list[Any]]]:
    """Files for every shape that the copy has, cut anew from the whole picture around a focal point; nothing of the row is
    changed. Raises BadPicture, NoPicture and NotKept."""
    whole = local.read(f"media:{copy.master}")
    shaped = shape(whole, Job(roles=tuple(copy.files), focus=(x, y), formats=formats(), master=False))
    return kept(shaped)


def kept(shaped: Shaped) -> dict[str, dict[str, list[Any]]]:
    """Its renditions as files of ours, in the form of PictureCopy.files. Raises NotKept."""
    files: dict[str, dict[str, list[Any]]] = {}
    for one in sorted(shaped.renditions, key=lambda rendition: rendition.width):
        name = keep(one.content, one.format, SHOWN)
        files.setdefault(one.role, {}).setdefault(one.format, []).append([one.width, one.height, name])
    return files


def formats() -> tuple[str, ...]:
    return ("avif", "webp", "jpeg") if settings.PICTURES_AVIF else ("webp", "jpeg")


def succeed(picture: Picture, copy: PictureCopy, source: Source) -> None:
    """It is kept: nothing is due, and nothing is wrong with it any more."""
    now, former = timezone.now(), picture.copy_id
    columns: dict[str, Any] = {
        **{"copy": copy, "due_at": None, "is_check": False, "claimed_until": None, "attempts": 0, "error": "", "error_text": ""},
        **{"is_gone": False, "has_changed": False, "seen_at": now, "checked_at": now},
        **{"etag": source.etag, "last_modified": source.last_modified},
    }
    with transaction.atomic():
        if _write(picture, columns) and copy.pk != former:
            telling.changed(Picture.objects.filter(pk=picture.pk))


def note_crash(picture: Picture) -> None:
    """Something that nobody foresaw, and that the log tells of."""
    _failed(picture, "crashed", REASONS["crashed"], lasting=False)


def heed(host: str, why: Refusal) -> None:
    """A server that fails or asks for patience is left alone for a while, with all its pictures."""
    if isinstance(why, BadStatus) and why.retry_after is not None and not why.lasting:
        leave_alone(host, why.retry_after)
    elif why.code in _SERVERS_FAULT or isinstance(why, BadStatus) and not why.lasting:
        leave_alone(host)
    else:
        answered(host)


def says_gone(why: Refusal) -> bool:
    return isinstance(why, BadStatus) and why.status in (404, 410)


def _bytes_at_hand(address: str) -> bytes:
    if address.startswith(UPLOAD):
        raise NoPicture("It was uploaded here, and there is no other place to get it from.")
    return local.read(address)


def _stored(digest: str, size: int, shaped: Shaped) -> PictureCopy:
    """The row, after the files. Two workers on the same bytes make the same files, and the second finds the first one's row."""
    files = kept(shaped)
    master = keep(shaped.master, shaped.master_format, MASTER) if shaped.master else ""
    with transaction.atomic():
        copy, is_new = PictureCopy.objects.select_for_update().get_or_create(
            digest=digest,
            defaults={
                **{"format": shaped.format, "size": size, "width": shaped.width, "height": shaped.height, "colour": shaped.colour},
                **{"focus_x": shaped.focus[0], "focus_y": shaped.focus[1], "fingerprint": shaped.fingerprint},
                **{"is_flat": shaped.is_flat, "placeholder": Placeholder.FLAT if shaped.is_flat else ""},
                **{"master": master, "files": files},
            },
        )
        if not is_new:
            copy.files = {**copy.files, **files}
            copy.master = copy.master or master
            copy.save(update_fields=["files", "master"])
    return copy


def _refused(picture: Picture, why: Refusal) -> None:
    heed(picture.host, why)
    _failed(picture, why.code, str(why), lasting=why.lasting, is_gone=says_gone(why))


def _failed(picture: Picture, code: str, text: str, *, lasting: bool, is_gone: bool = False) -> None:
    """Once more later, each time after a longer wait; never again where that would not help."""
    if lasting or picture.attempts + 1 >= MOST_ATTEMPTS:
        _write(picture, {**_reason(code, text), "due_at": None, "claimed_until": None, "is_gone": is_gone, "checked_at": timezone.now()})
    else:
        _put_off(picture, code, text, pause(picture.attempts + 1, first=FIRST_WAIT, most=LONGEST_WAIT))


def _put_off(picture: Picture, code: str, text: str, wait: timedelta, **columns: Any) -> None:
    now = timezone.now()
    _write(picture, {**_reason(code, text), "due_at": now + wait, "claimed_until": None, "checked_at": now, **columns})


def _reason(code: str, text: str) -> dict[str, Any]:
    return {"error": code[:30], "error_text": text[:300]}


def _write(picture: Picture, columns: dict[str, Any]) -> bool:
    """While the claim holds: a worker that was too slow, or that an editor has overtaken, changes nothing any more."""
    is_written = Picture.objects.filter(pk=picture.pk, claimed_until=picture.claimed_until).update(**columns)
    for name, value in columns.items():
        setattr(picture, name, value)
    return bool(is_written)


_SERVERS_FAULT = ("unreachable", "too-slow", "certificate", "unknown-host")
