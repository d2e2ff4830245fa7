"""Where pictures are used: a few of the articles of each, however many there are, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery

from articles.images.attention import published_use
from articles.models import ArticleImage, Picture, Provider

FEW = 2


@dataclass
class Uses:
    """`images`: its newest places in articles, `FEW` at the most; `more`: whether there are others."""

    images: list[ArticleImage] = field(default_factory=list)
    more: bool = False
    is_public: bool = False
    providers: list[Provider] = field(default_factory=list)

    @property
    def declared(self) -> tuple[int, int] | None:
        """Width and height as a file says."""
        return next(((image.width, image.height) for image in self.images if image.width and image.height), None)

    @property
    def untitled(self) -> bool:
        return any(not image.title for image in self.images)


def uses_of(pictures: Iterable[Picture], few: int = FEW) -> dict[int, Uses]:
    """{key of the picture: where it is used}"""
    rows = Picture.objects.filter(pk__in=[picture.pk for picture in pictures])
    newest = ArticleImage.objects.filter(picture=OuterRef("pk")).order_by("-pk").values("pk")
    places = {f"use{number}": Subquery(newest[number : number + 1]) for number in range(few + 1)}
    found = list(rows.annotate(is_public=Exists(published_use()), **places).values_list("pk", "is_public", *places))
    images = _images([key for _, _, *keys in found for key in keys[:few] if key])
    uses = {
        pk: Uses([images[key] for key in keys[:few] if key in images], keys[few] is not None, is_public) for pk, is_public, *keys in found
    }
    for provider in Provider.objects.filter(logo__in=uses).only("name", "logo"):
        uses[provider.logo_id].providers.append(provider)
    return uses


def _images(keys: list[int]) -> dict[int, ArticleImage]:
    article = ("title", "status", "publish_at", "expires_at", "embargo_until", "provider_details", "category", "slug")
    columns = ("picture", "width", "height", "title", "attribution", *(f"article__{name}" for name in article), "article__provider__name")
    return ArticleImage.objects.select_related("article__provider").only(*columns).in_bulk(keys)
