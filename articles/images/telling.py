"""Another picture is a change of the articles that show it: feeds, sitemaps and whoever follows the API are told so."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article, ArticleImage, Picture, PictureCopy, Provider, Status

PORTION = 1000  # articles; databases limit a question's values


def changed(pictures: QuerySet[Picture]) -> None:
    """Readers see something else of these pictures from now on: to be said in the transaction that makes it so."""
    _tell(ArticleImage.objects.filter(picture__in=pictures))


def changed_copy(copy: PictureCopy) -> None:
    """The same, of all pictures that it is shown for."""
    changed(Picture.objects.filter(Q(copy=copy) | Q(replacement=copy)))


def linked(images: list[int]) -> None:
    """These pictures of articles have their rows now; where we have a copy, readers see it from now on."""
    _tell(ArticleImage.objects.filter(Q(picture__copy__isnull=False) | Q(picture__replacement__isnull=False), pk__in=images))


def changed_policy(provider: Provider) -> None:
    """The same, of all pictures of its articles."""
    _tell(ArticleImage.objects.filter(article__provider=provider))


def _tell(images: QuerySet[ArticleImage]) -> None:
    with transaction.atomic():
        # Locked in one order, and behind the pictures, so that two workers cannot lock each other.
        locked = (
            Article.objects.filter(pk__in=images.values("article"), status=Status.PUBLISHED).order_by("pk").select_for_update(no_key=True)
        )
        keys = list(locked.values_list("pk", flat=True))
        for start in range(0, len(keys), PORTION):
            Article.objects.filter(pk__in=keys[start : start + PORTION]).update(updated_at=timezone.now())
