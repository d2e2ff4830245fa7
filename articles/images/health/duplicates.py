"""Pictures that look alike though their bytes differ. Nothing is changed: only people know whether that is meant."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from articles.images.health.findings import EXAMPLES, Finding, articles_of
from articles.images.health.lookalikes import groups
from articles.models import Picture, PictureCopy


def found() -> Finding:
    """Groups of copies that are used. Flat ones look like nothing, and so like each other: they are left out."""
    alike = groups(_fingerprints())
    finding = Finding("duplicate", "Groups of pictures that look alike", is_fault=False, count=len(alike))
    for copies in alike[:EXAMPLES]:
        pictures = list(Picture.objects.filter(Q(copy__in=copies) | Q(replacement__in=copies)).order_by("pk")[:EXAMPLES])
        paths = articles_of(picture.pk for picture in pictures)
        shown = [{"picture": picture.pk, "address": picture.shown_address, "articles": paths.get(picture.pk, [])} for picture in pictures]
        finding.examples.append({"what": " = ".join(picture.shown_address for picture in pictures), "pictures": shown})
    return finding


def _fingerprints() -> Iterator[tuple[int, int]]:
    used = Q(Exists(Picture.objects.filter(copy=OuterRef("pk")))) | Q(Exists(Picture.objects.filter(replacement=OuterRef("pk"))))
    copies = PictureCopy.objects.filter(used, is_flat=False).exclude(fingerprint="").order_by()
    for fingerprint, pk in copies.values_list("fingerprint", "pk").iterator(chunk_size=2000):
        yield int(fingerprint, 16), pk
