"""What becomes of a provider's pictures when somebody changes what is to become of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.images.addresses import ODD, UPLOAD
from articles.models import ArticleImage, Picture, PicturePolicy, Provider, Use


def follow(provider: Provider) -> int:
    """Fetch what is missing of a provider whose pictures are to be copied, and nothing more of any other; how many pictures that
    concerns. Copies that we have stay as they are: they are not shown, and are there when somebody thinks otherwise."""
    pictures = Picture.objects.filter(
        use=Use.STORY, copy=None, pk__in=ArticleImage.objects.filter(article__provider=provider).values("picture")
    )
    if provider.pictures == PicturePolicy.COPY:
        missing = askable(pictures.filter(replacement=None, due_at=None))
        return missing.update(due_at=timezone.now(), attempts=0)
    return pictures.filter(~Exists(_copied_use()), due_at__isnull=False).update(due_at=None, claimed_until=None)


def askable(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    """Those with an address that anybody could ask for."""
    return pictures.exclude(Q(address__startswith=UPLOAD) | Q(address__startswith=ODD) | Q(address__startswith="/"))


def copied(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    """Those that are kept and shown as copies: logos, and what an article of such a provider, or of none, shows."""
    return pictures.filter(Q(use=Use.LOGO) | Q(Exists(_copied_use())) | ~Q(Exists(ArticleImage.objects.filter(picture=OuterRef("pk")))))


def _copied_use() -> QuerySet[ArticleImage]:
    any_provider = Q(article__provider=None) | Q(article__provider__pictures=PicturePolicy.COPY)
    return ArticleImage.objects.filter(any_provider, picture=OuterRef("pk"))
