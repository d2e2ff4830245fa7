"""Which pictures need a person, and for what. Each of these narrows pictures; the order, and how far to look, is the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, FloatField, OuterRef, Q
from django.db.models.functions import Cast

from articles.models import Article, ArticleImage, Picture, PictureCopy, Use

if TYPE_CHECKING:
    from django.db.models import QuerySet

    Pictures = QuerySet[Picture]

MOST_COUNTED = 1_000  # of a kind, for the dashboard
NEWEST = 10_000  # pictures of articles that are looked at for sizes; no index knows these
# Declared so many times larger or smaller than it is, or so much wider for its height, a picture is probably another one.
SIZE, SHAPE = 2.0, 1.25


@dataclass(frozen=True)
class Needs:
    """How many need a person, each counted up to MOST_COUNTED; `is_more` names those of which there are more."""

    missed: int
    untold: int
    changed: int
    is_more: frozenset[str]


def needs() -> Needs:
    """Broken ones of published articles, those that nobody has said in words, and those that show something else where they stand."""
    pictures = Picture.objects.order_by("-pk")
    kinds = {"missed": of_published(broken(pictures)), "untold": without_text(pictures), "changed": changed(pictures)}
    found = {name: rows.values("pk")[: MOST_COUNTED + 1].count() for name, rows in kinds.items()}
    more = frozenset(name for name, count in found.items() if count > MOST_COUNTED)
    return Needs(**{name: min(count, MOST_COUNTED) for name, count in found.items()}, is_more=more)


def broken(pictures: Pictures) -> Pictures:
    """Could not be had, and nobody put another one in its place."""
    return pictures.filter(~Q(error=""), copy=None, replacement=None)


def of_published(pictures: Pictures) -> Pictures:
    """Readers miss them."""
    return pictures.filter(Exists(published_use()))


def published_use() -> QuerySet[Article]:
    """A public article of an outer picture."""
    return Article.objects.published().filter(images__picture=OuterRef("pk"))


def without_text(pictures: Pictures) -> Pictures:
    """Shown, and said in words by nobody: neither an editor nor a file does."""
    untitled = ArticleImage.objects.filter(picture=OuterRef("pk"), title="")
    told = pictures.filter(Q(copy__isnull=False) | Q(replacement__isnull=False), use=Use.STORY, alt="", is_decoration=False)
    return told.filter(Exists(untitled))


def changed(pictures: Pictures) -> Pictures:
    """Their address shows another picture than our copy."""
    return pictures.filter(has_changed=True)


def gone(pictures: Pictures) -> Pictures:
    """Their address has them no more."""
    return pictures.filter(is_gone=True)


def placeholders(pictures: Pictures) -> Pictures:
    """Copies that are probably no picture: what somebody sent in its place."""
    return pictures.filter(copy__in=PictureCopy.objects.filter(~Q(placeholder="")).values("pk"), replacement=None)


def odd_size(pictures: Pictures) -> Pictures:
    """Copies whose size is far from what a file declares, among the newest pictures of articles."""
    newest = ArticleImage.objects.order_by("-pk").values("pk")[:NEWEST]
    declared = ArticleImage.objects.filter(pk__in=newest, width__gt=0, height__gt=0, picture__copy__isnull=False)
    sizes = {"wide": "width", "high": "height", "real_wide": "picture__copy__width", "real_high": "picture__copy__height"}
    # As floats, for two large sizes multiplied are more than a whole number of PostgreSQL holds.
    measured = declared.annotate(**{name: Cast(column, FloatField()) for name, column in sizes.items()})
    shaped = measured.annotate(flatter=F("wide") * F("real_high"), taller=F("high") * F("real_wide"))
    far_off = Q(wide__gt=F("real_wide") * SIZE) | Q(real_wide__gt=F("wide") * SIZE)
    far_off |= Q(flatter__gt=F("taller") * SHAPE) | Q(taller__gt=F("flatter") * SHAPE)
    return pictures.filter(pk__in=shaped.filter(far_off).values("picture"), replacement=None)
