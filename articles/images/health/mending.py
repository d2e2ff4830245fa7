"""Files that are missing, made again: from our own whole picture, else from the address. Where neither helps, the rows say so: no picture
claims a copy that is not there.
"""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.images import telling
from articles.images.caching import cut
from articles.images.local import NoPicture
from articles.images.policies import askable, copied
from articles.images.shaping.jobs import BadPicture
from articles.images.shaping.pool import Shape
from articles.models import Picture, PictureCopy, SocialCard

WELL, CUT, ASKED, NOTED, DRAWN = "well", "cut", "asked", "noted", "drawn"
LOST = {"error": "lost", "error_text": "Our files of it are lost, and there is no other place to get it from."}


def mend(key: int, shape: Shape) -> str:
    """ "cut" anew, "asked" for again, "noted" as lost where that cannot be, or "well" where nothing is missing by now. Raises NotKept, and
    OSError where media fails.
    """
    copy = PictureCopy.objects.filter(pk=key).first()
    if copy is None:
        return WELL
    missing = {name for name in copy.names() if not default_storage.exists(name)}
    if not missing:
        return WELL
    if missing == {copy.master}:
        return _without_master(copy)
    if copy.master and copy.master not in missing:
        try:
            files = cut(copy, copy.focus_x, copy.focus_y, shape)
        except (BadPicture, NoPicture):
            return _lost(copy)
        # An editor who moved the focal point meanwhile has had it cut anew himself.
        with transaction.atomic():
            PictureCopy.objects.filter(pk=copy.pk, focus_x=copy.focus_x, focus_y=copy.focus_y).update(files=files)
            telling.changed_copy(copy)
        return CUT
    return _lost(copy)


def draw_again(card: int) -> str:
    """A card without a row is drawn by the next sweep."""
    SocialCard.objects.filter(pk=card).delete()
    return DRAWN


def _without_master(copy: PictureCopy) -> str:
    """Readers miss nothing. A check that finds the same bytes keeps them whole again; other bytes must not take the copy's place."""
    PictureCopy.objects.filter(pk=copy.pk).update(master="")
    Picture.objects.filter(copy=copy).update(etag="", last_modified="")
    resting = Picture.objects.filter(copy=copy, due_at__isnull=True)
    return ASKED if copied(askable(resting)).update(due_at=timezone.now(), is_check=True, attempts=0) else NOTED


def _lost(copy: PictureCopy) -> str:
    """The row keeps what an editor decided, its focal point, for when the same bytes come again."""
    with transaction.atomic():
        # Pictures are locked before articles, here as everywhere, so that nobody locks another one out.
        shown = Picture.objects.filter(Q(copy=copy) | Q(replacement=copy)).select_for_update(no_key=True).order_by("pk")
        replaced = [picture for picture in shown if picture.replacement_id == copy.pk]
        telling.changed_copy(copy)
        for picture in replaced:
            picture.edited("lose", {"replacement_id": [copy.pk, None]}, by=None)
        bare = [picture.pk for picture in replaced if picture.copy_id in (None, copy.pk)]
        bare += Picture.objects.filter(copy=copy, replacement=None).values_list("pk", flat=True)
        Picture.objects.filter(copy=copy).update(copy=None, etag="", last_modified="")
        Picture.objects.filter(pk__in=bare).update(due_at=None, claimed_until=None, **LOST)
        asked = copied(askable(Picture.objects.filter(pk__in=bare))).update(due_at=timezone.now(), is_check=False, attempts=0)
        PictureCopy.objects.filter(pk=copy.pk).update(files={}, master="")
    return ASKED if asked else NOTED
