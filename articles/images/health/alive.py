"""Whether a picture is still at its address, and still the same. Whatever comes out, our copy stays and is shown: an editor decided on
what he saw, and decides on what took its place.
"""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.images.addresses import FOLDER, INSIDE
from articles.images.caching import STORAGE_WAIT, Source, copy_of, heed, obtain, says_gone
from articles.images.download import PUBLIC, Guard
from articles.images.health.placeholders import is_known, is_tiny
from articles.images.keeping import NotKept
from articles.images.local import NoPicture
from articles.images.refusals import Refusal
from articles.images.shaping.jobs import BadPicture, Job, Shaped
from articles.images.shaping.pool import Shape
from articles.models import Picture, PictureCopy, PictureHost
from articles.models.pictures import pause

ALIVE, GONE, CHANGED, FAILING, LATER, UNSEEN = "alive", "gone", "changed", "failing", "later", "unseen"

# A server's bad day is nobody's alarm: 1 + 2 + 4 + 8 + 16 hours go by before it is one.
MOST_ATTEMPTS = 6
FIRST_WAIT, LONGEST_WAIT = timedelta(hours=1), timedelta(days=1)
# So many failures in a row take a server, at the pauses of claims.py, about a day.
SERVER_IS_DOWN = 13
# Of 64 bits: another size or quality of a picture differs in up to 6, another picture in 24 and more.
SAME = 8
LOOK = Job(roles=(), master=False)
PLACEHOLDER = "placeholder"
# When these last, the address is somebody else's by now.
NOTHING_THERE = ("no-file", "empty", "not-a-picture")


def check(picture: Picture, shape: Shape, *, guard: Guard = PUBLIC) -> str:
    """Ask for a claimed picture of which we have a copy: "alive", "gone", "changed", "failing" for a day by now, "later" where it did not
    answer this time, "unseen" where there is no telling. It stands in the row. Raises NotKept where the storage takes nothing.
    """
    if _is_folder_away(picture.address):
        return _settled(picture, UNSEEN, {})
    try:
        return _compared(picture, obtain(picture, guard, conditional=True), shape)
    except Refusal as why:
        heed(picture.host, why)
        return _gone(picture, why.code, str(why)) if says_gone(why) else _failed(picture, why.code, str(why))
    except (BadPicture, NoPicture) as why:
        return _failed(picture, getattr(why, "reason", "no-file"), str(why))
    except NotKept:
        _put_off(picture, STORAGE_WAIT)
        raise


def _is_folder_away(address: str) -> bool:
    """Folders that were imported are often checked out for an hour: when they are gone, that says nothing of their pictures."""
    root, _, _ = address.removeprefix(FOLDER).partition(INSIDE)
    return address.startswith(FOLDER) and not os.path.isdir(root)


def _compared(picture: Picture, source: Source, shape: Shape) -> str:
    assert picture.copy
    if source.is_unchanged:
        return _alive(picture, source)
    digest = hashlib.sha256(source.content).hexdigest()
    if digest == picture.copy.digest:
        copy_of(source.content, picture.use, shape)  # makes what was lost of it meanwhile
        return _alive(picture, source)
    shaped = shape(source.content, LOOK)
    if _is_placeholder(picture, picture.copy, shaped, digest):
        return _gone(picture, PLACEHOLDER, "Its address shows a placeholder by now.", digest)
    return _alive(picture, source) if _looks_like(picture.copy, shaped) else _changed(picture, digest)


def _is_placeholder(picture: Picture, copy: PictureCopy, shaped: Shaped, digest: str) -> bool:
    """A placeholder in the place of a picture; where our copy is one itself, nothing is worse than it was."""
    if copy.placeholder or copy.is_flat:
        return False
    was_one = picture.error == PLACEHOLDER and picture.other_digest == digest
    return was_one or shaped.is_flat or is_tiny(picture.use, shaped.width, shaped.height) or is_known(digest)


def _looks_like(copy: PictureCopy, shaped: Shaped) -> bool:
    """The fingerprints of flat pictures are noise."""
    if copy.is_flat or shaped.is_flat:
        return copy.is_flat and shaped.is_flat
    return (int(copy.fingerprint, 16) ^ int(shaped.fingerprint, 16)).bit_count() <= SAME


def _alive(picture: Picture, source: Source) -> str:
    """Bytes that only look the same are seen as the same; what the server calls them is asked about from now on."""
    known = {} if source.is_unchanged else {"etag": source.etag, "last_modified": source.last_modified}
    well = {"seen_at": timezone.now(), "is_gone": False, "has_changed": False, "other_digest": "", "error": "", "error_text": ""}
    return _settled(picture, ALIVE, {**well, **known})


def _changed(picture: Picture, digest: str) -> str:
    """An editor who has said of these bytes that our copy is the better one is not asked again."""
    flag = {"has_changed": True, "other_digest": digest} if digest != picture.other_digest else {}
    return _settled(picture, CHANGED, {"seen_at": timezone.now(), "is_gone": False, "error": "", "error_text": "", **flag})


def _gone(picture: Picture, code: str, text: str, digest: str = "") -> str:
    columns = {"is_gone": True, "has_changed": False, "other_digest": digest, "error": code[:30], "error_text": text[:300]}
    return _settled(picture, GONE, columns)


def _failed(picture: Picture, code: str, text: str) -> str:
    """Again later, and an alarm only when that has gone on for a day: of this picture, or of all that its server has."""
    is_server_down = PictureHost.objects.filter(name=picture.host, failures__gte=SERVER_IS_DOWN).exists()
    if picture.attempts + 1 < MOST_ATTEMPTS and not is_server_down:
        _put_off(picture, pause(picture.attempts + 1, first=FIRST_WAIT, most=LONGEST_WAIT))
        return LATER
    if code in NOTHING_THERE:
        return _gone(picture, code, text)
    reason = {"error": code[:30], "error_text": text[:300]}
    if is_server_down:
        # Each would have to wait for a pause of its server, and they would be in the way of all other checks.
        Picture.objects.filter(host=picture.host, is_check=True).update(**reason, **_rested())
    return _settled(picture, FAILING, reason)


def _put_off(picture: Picture, wait: timedelta) -> None:
    now = timezone.now()
    Picture.objects.filter(pk=picture.pk, is_check=True).update(due_at=now + wait, claimed_until=None, checked_at=now)


def _settled(picture: Picture, outcome: str, columns: dict[str, Any]) -> str:
    """Nothing is due until it is marked again. An editor who has asked for the picture itself meanwhile gets that."""
    Picture.objects.filter(pk=picture.pk, is_check=True).update(**columns, **_rested())
    return outcome


def _rested() -> dict[str, Any]:
    return {"due_at": None, "is_check": False, "claimed_until": None, "attempts": 0, "checked_at": timezone.now()}
