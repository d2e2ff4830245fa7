"""Copies that are probably no pictures: of one colour, very small, or the same at many addresses of one server."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from articles.models import Picture, PictureCopy, Placeholder, Use

TINY = 64  # pixels on a side
MANY = 5  # addresses, and articles


def is_tiny(use: str, width: int, height: int) -> bool:
    """Logos may be small."""
    return use == Use.STORY and min(width, height) < TINY


def is_known(digest: str) -> bool:
    """Whether these bytes are the placeholder that others of our pictures turned out to be."""
    return PictureCopy.objects.filter(~Q(placeholder=""), digest=digest).exists()


def note() -> None:
    """Say so at the copies, and take back what is true no more. Five statements, whatever the number of pictures."""
    shared = Q(pk__in=_shared("copy", Picture.objects.filter(copy__isnull=False)))
    for kind, rule in ((Placeholder.FLAT, Q(is_flat=True)), (Placeholder.TINY, _tiny()), (Placeholder.SHARED, shared)):
        PictureCopy.objects.filter(rule, placeholder="").update(placeholder=kind)
    PictureCopy.objects.filter(~shared, placeholder=Placeholder.SHARED).update(placeholder="")
    _note_what_came_later()


def _tiny() -> Q:
    stories = Picture.objects.filter(use=Use.STORY, copy__isnull=False).values("copy")
    return Q(Q(width__lt=TINY) | Q(height__lt=TINY), pk__in=stories)


def _shared(column: str, pictures: QuerySet[Picture]) -> QuerySet[Picture, Any]:
    """Values of the column that stand at many addresses of one server, in as many articles."""
    of_servers = pictures.filter(use=Use.STORY).exclude(host="").order_by().values(column, "host")
    counted = of_servers.annotate(addresses=Count("pk", distinct=True), articles=Count("images__article", distinct=True))
    return counted.filter(addresses__gte=MANY, articles__gte=MANY).values(column)


def _note_what_came_later() -> None:
    """A server that has begun to answer many addresses with one picture has none there any more."""
    changed = Picture.objects.filter(has_changed=True, copy__placeholder="").exclude(other_digest="")
    gone = changed.filter(other_digest__in=_shared("other_digest", changed)).values("pk")
    why = "Its address shows what many others of its server show by now."
    Picture.objects.filter(pk__in=gone).update(is_gone=True, has_changed=False, error="placeholder", error_text=why)
