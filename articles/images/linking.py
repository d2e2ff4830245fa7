"""From the addresses in files to pictures: found by their key, or made and due at once.

An import does not wait for this: it links what is known already and what lies in its folder; the rest is linked by whoever looks
for work next.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.images import policies, telling
from articles.images.addresses import WEB, Site, key_of, may_be_asked
from articles.images.download import host_of
from articles.images.refusals import Refusal
from articles.models import ArticleImage, ImportRun, Picture, PicturePolicy, Use

PORTION = 500
NO_FOLDER = ("no-folder", "It is a path on the site that was imported: import its folder, or name its address with --base-url.")
NO_ADDRESS = ("bad-address", "This is not a plain address of the web.")


def known(addresses: Iterable[str], use: str = Use.STORY) -> dict[str, int]:
    """{address: its picture's key in the database}, of those that have one. One query, or none for nothing."""
    keys = {key_of(address, use): address for address in addresses}
    return {keys[key]: pk for key, pk in Picture.objects.filter(key__in=keys).values_list("key", "pk")} if keys else {}


def pictures_of(addresses: Iterable[str], use: str = Use.STORY, *, not_due: Iterable[str] = ()) -> dict[str, int]:
    """The same for all of them; pictures that nobody knew are made, and are due but for those `not_due`."""
    wanted, resting = set(addresses), set(not_due)
    found = known(wanted, use)
    missing = sorted(wanted - found.keys())  # in one order, so that two workers cannot lock each other
    if missing:
        now = timezone.now()
        Picture.objects.bulk_create([_new(address, use, None if address in resting else now) for address in missing], ignore_conflicts=True)
        found |= known(missing, use)
    return found


def link_new() -> int:
    """Give every picture of an article its row; how many were linked. In portions, so that nobody waits long for a lock."""
    linked = last = 0
    sites: dict[str, Site] = {}
    while rows := list(_unlinked(last)):
        address = {pk: _site(source, sites).address(url) for pk, url, source, _ in rows}
        copied = {address[pk] for pk, _, _, policy in rows if policy in (None, PicturePolicy.COPY)}
        pictures = pictures_of(address.values(), not_due=set(address.values()) - copied)
        linked_rows = [ArticleImage(pk=pk, picture_id=pictures[address[pk]]) for pk, *_ in rows]
        with transaction.atomic():
            ArticleImage.objects.bulk_update(linked_rows, ["picture"], batch_size=250)
            telling.linked([row.pk for row in linked_rows])
        linked, last = linked + len(rows), rows[-1][0]
    return linked


def _unlinked(after: int) -> Iterable[tuple[int, str, str, str | None]]:
    rows = ArticleImage.objects.filter(picture__isnull=True, pk__gt=after).order_by("pk")
    return rows.values_list("pk", "url", "article__source", "article__provider__pictures")[:PORTION]


def wake() -> int:
    """Pictures that were left alone when somebody else's articles alone showed them, and that are to be copied now; how many."""
    resting = Picture.objects.filter(copy=None, replacement=None, due_at=None, error="")
    return policies.copied(resting).update(due_at=timezone.now(), attempts=0)


def site_of(source: str) -> Site:
    """Folder and address of what was last imported from this source."""
    run = ImportRun.objects.filter(source=source).order_by("-pk").values_list("root", "base_url").first()
    root, base_url = run or ("", "")
    return Site(root if root.startswith("/") and os.path.isdir(root) else "", base_url)


def _site(source: str, sites: dict[str, Site]) -> Site:
    if source not in sites:
        sites[source] = site_of(source)
    return sites[source]


def _new(address: str, use: str, due_at: datetime | None) -> Picture:
    """An address that is none of ours to ask for says so at once, and is not asked for."""
    picture = Picture(key=key_of(address, use), use=use, address=address, host=_host(address), due_at=due_at)
    if not may_be_asked(address):
        picture.due_at = None
        picture.error, picture.error_text = NO_FOLDER if address.startswith("/") else NO_ADDRESS
    return picture


def _host(address: str) -> str:
    """The server that it is asked from; "" for what comes from no server, or from none that could be."""
    try:
        return host_of(address) if address.startswith(WEB) else ""
    except Refusal:
        return ""
