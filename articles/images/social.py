"""Social cards: the picture that other sites show of an article. Drawn of what is public, and of nothing else.

A card is named by everything that is drawn on it, so that a name never means two pictures, and by a secret, so that nobody learns by
trying names what an article that is not public yet is called.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.crypto import salted_hmac

from articles.history import TIMES
from articles.images import local, social_due
from articles.images.keeping import SOCIAL, keep
from articles.images.local import NoPicture
from articles.images.shaping.decoder import Decoder
from articles.images.shaping.fonts import installed
from articles.images.shaping.jobs import BadPicture, CardJob
from articles.images.shaping.layout import ALONE
from articles.models import Article, AuditEntry, PictureCopy, PicturePolicy, SocialCard

DESIGN = 1  # one more, and every card is drawn anew
AT_ONCE = 300  # cards in a sweep: some fifteen seconds
LONGEST = 500  # characters of a text; no more could be read on a card
log = logging.getLogger(__name__)


class Wanted(NamedTuple):
    """The card that an article should have. `stem`: what its file is named by."""

    article: Article
    lead: PictureCopy | None
    job: CardJob
    stem: str

    def row(self, name: str) -> SocialCard:
        return SocialCard(article=self.article, version=self.article.version, picture=self.lead, name=name)


def card_of(article: Article) -> SocialCard | None:
    """Its card, where it shows the article as it is now. No query for an article of `for_detail`."""
    card: SocialCard | None = getattr(article, "card", None)
    if card is None or card.version != article.version:
        return None
    lead = _lead(article)
    return card if card.picture_id == (lead.pk if lead else None) else None


def draw_due(*, everything: bool = False, limit: int = AT_ONCE) -> int:
    """Draw the cards that public articles lack, or that are not of today, and remove those of what is public no more. How many
    were drawn. A sweep looks at what changed last, and tries `limit` at the most; with `everything` nothing is left out.
    """
    remove_hidden(everything=everything)
    turns = count() if everything else iter(range(limit))
    with Decoder() as decoder:
        return sum(_look_at(articles, decoder, turns) for articles in (social_due.everything() if everything else social_due.newest()))


def remove_hidden(*, everything: bool = False) -> None:
    """The cards of what is public no more."""
    for cards in social_due.gone() if everything else social_due.gone_lately():
        _remove(cards)


@receiver(post_save, sender=AuditEntry)
def take_down(instance: AuditEntry, **sent: Any) -> None:
    """What an editor hides loses its card as soon as that is committed: its headline goes with it, and waits for no queue. Many at once,
    and what machines hide, are left to the sweep, for a storage can be slow."""
    hides = instance.took_back or any(name in instance.changes for name in TIMES)
    if hides and instance.by_id is not None and instance.batch_id is None:
        transaction.on_commit(lambda: _remove(list(social_due.hidden().filter(pk=instance.article_id))), robust=True)


def _remove(cards: list[SocialCard]) -> None:
    """The files first: what the storage does not let go of is tried again by the next sweep. Their articles are hidden, so no page names a
    file that is not there."""
    gone = list(takewhile(lambda card: _is_deleted(card.name), cards))
    if gone:
        SocialCard.objects.filter(pk__in=[card.pk for card in gone]).delete()


def _look_at(articles: list[Article], decoder: Decoder, turns: Iterator[int]) -> int:
    """The files first, then the rows, then what no row names any more. How many were drawn; each takes one of the `turns`."""
    rows, drawn, before = [], [], {}
    for wanted in map(_wanted, articles):
        card: SocialCard | None = getattr(wanted.article, "card", None)
        if card is not None and _stem(card.name) == wanted.stem:
            # Something changed that no card shows.
            rows += [wanted.row(card.name)] if card_of(wanted.article) is None else []
        elif next(turns, None) is not None and (name := _draw(wanted, decoder)):
            drawn.append(wanted.row(name))
            before[name] = card.name if card is not None else ""
    stored = {row.name for row in _store(rows + drawn)}
    for row in drawn:
        _is_deleted(before[row.name] if row.name in stored else row.name)
    return len(drawn)


def _wanted(article: Article) -> Wanted:
    lead, links = _lead(article), article.ordered_topics
    job = CardJob(
        site=settings.SITE_NAME[:LONGEST],
        title=article.title[:LONGEST],
        topic=links[0].topic.name[:LONGEST] if links else "",
        provider=str(article.provider_name)[:LONGEST],
        seeds=(links[0].topic.slug if links else "", article.slug),
        focus=(lead.focus_x, lead.focus_y) if lead else (0.5, 0.5),
    )
    drawn = json.dumps([DESIGN, article.pk, lead.digest if lead else "", job])
    secret = salted_hmac("articles.images.social", drawn, algorithm="sha256").digest()
    return Wanted(article, lead, job, base64.b32encode(secret[:20]).decode().lower())


def _lead(article: Article) -> PictureCopy | None:
    """The picture that is shown of it, if its provider lets us show our copy, in the width that a card has for it."""
    provider = article.provider
    if provider and (provider.pictures != PicturePolicy.COPY or (provider.widest or ALONE) < ALONE):
        return None
    return next((image.shown for image in article.pictures if image.shown), None)


def _draw(wanted: Wanted, decoder: Decoder) -> str:
    """Its name in media; "" where it could not be drawn or kept, which the next sweep will try again."""
    job = wanted.job._replace(serif=installed("serif"), sans=installed("sans"))
    try:
        return keep(_drawn(wanted, job, decoder), "jpeg", SOCIAL, name=wanted.stem)
    except Exception as why:  # each kind of storage fails with errors of its own
        log.warning("no social card for article %s: %s", wanted.article.pk, why)
        return ""


def _drawn(wanted: Wanted, job: CardJob, decoder: Decoder) -> bytes:
    """Without the picture where that cannot be read."""
    try:
        if wanted.lead is not None and (picture := local.read(f"media:{wanted.lead.master}")):
            return decoder.card(picture, job)
    except (BadPicture, NoPicture) as why:
        log.warning("a social card without its picture, for article %s: %s", wanted.article.pk, why)
    return decoder.card(b"", job)


def _store(rows: list[SocialCard]) -> list[SocialCard]:
    """Those of them that are stored now: their articles are still public."""
    public = set(Article.objects.published().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    rows = [row for row in rows if row.pk in public]
    try:
        return SocialCard.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["article"], update_fields=["version", "picture", "name"]
        )
    except IntegrityError as error:  # an article, or a picture, that was deleted this very moment
        log.warning("social cards are not stored, and drawn again later: %s", error)
        return []


def _is_deleted(name: str) -> bool:
    """Whatever a storage raises is nobody's trouble. "" is the name of no file."""
    try:
        if name:
            default_storage.delete(name)
    except Exception as error:
        log.warning("the file of a social card is not deleted: %s", error)
        return False
    return True


def _stem(name: str) -> str:
    """What `keep` was told to name it by."""
    return "".join(PurePosixPath(name).with_suffix("").parts[1:])
