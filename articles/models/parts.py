"""What hangs on an article: its topics in order, its pictures, the other coverage of its story."""

from __future__ import annotations

from typing import Any, Protocol

from django.db import models, transaction
from django.db.models import Q

from articles.canonical import url_key, web_address
from articles.models.pictures import Picture, PictureCopy
from articles.models.search import SearchDocument
from articles.models.taxonomy import PicturePolicy, Topic


class ArticleTopic(models.Model):
    """The topics of an article in the file's order; the first is the main one."""

    # No index of its own: the unique constraint begins with it.
    article = models.ForeignKey("Article", models.CASCADE, related_name="topic_links", db_index=False)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="article_links")
    position = models.PositiveSmallIntegerField(default=0)
    # A copy of the article's, so that topics with something public are found without reading all that is not. It only narrows:
    # what a reader may see is said in `published()`.
    status = models.CharField(max_length=10, default="awaiting", editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["article", "topic"], name="article_topic_once")]
        indexes = [models.Index(fields=["topic"], condition=Q(status="published"), name="article_topic_public")]

    def __str__(self) -> str:
        return self.topic.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.status = self.article.status
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._found_anew()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            gone = super().delete(*args, **kwargs)
            self._found_anew()
        return gone

    def _found_anew(self) -> None:
        """Bulk writes of links say so themselves."""
        SearchDocument.objects.put([self.article_id])


class ArticleImage(models.Model):
    """A picture of an article, as its file names it; `picture` is what we know and keep of that address."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="images")
    position = models.PositiveSmallIntegerField(default=0)
    url = models.CharField(max_length=2000)
    width = models.PositiveIntegerField(null=True, blank=True, help_text="As the file declares it.")
    height = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    was_cached = models.BooleanField(null=True, blank=True, help_text="What the file says of the old system's copy (isCached).")
    # Found or made after an import (articles/images/linking.py), so that an import need not wait for it.
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, blank=True, related_name="images", editable=False, db_index=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["picture"], condition=Q(picture__isnull=False), name="image_picture"),
            models.Index(fields=["id"], condition=Q(picture__isnull=True), name="image_without_picture"),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def shown(self) -> PictureCopy | None:
        """Our copy of it, or what an editor put in its place; None where we have neither."""
        return self.picture.shown if self.picture else None

    def copy_for(self, provider: HasPolicy | None) -> PictureCopy | None:
        """What may be shown of it: nothing of ours where its provider's pictures are not shown as copies."""
        return self.shown if may_show_copies(provider) else None

    @property
    def is_cached(self) -> bool:
        """Whether we have a copy: what is true, not what the file says."""
        return self.shown is not None

    @property
    def alt(self) -> str:
        """What it shows, in words: an editor's, else the file's."""
        return words_of(self.title, self.picture.alt, self.picture.is_decoration) if self.picture else self.title

    @property
    def display_url(self) -> str:
        """Our copy, whole and as large as we show it, as JPEG; the address elsewhere where we have none; "" for neither."""
        copy = self.shown
        files = copy.of("lead", "jpeg") if copy else []
        return files[-1].url if files else web_address(self.url)


class HasPolicy(Protocol):
    """A provider, or as much of one."""

    @property
    def pictures(self) -> str: ...


def may_show_copies(provider: HasPolicy | None) -> bool:
    return provider is None or provider.pictures == PicturePolicy.COPY


def words_of(title: str, alt: str, is_decoration: bool) -> str:
    """What a picture shows, in words: an editor's, else the file's."""
    return alt if alt or is_decoration else title


class RelatedLink(models.Model):
    """Other coverage of the same story, as nested in the article's file, highest quality first."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="related")
    # Our article with that address.
    target = models.ForeignKey("Article", models.SET_NULL, null=True, blank=True, editable=False, related_name="linked_from")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    web_url = models.URLField(max_length=2000, blank=True)
    amp_url = models.URLField(max_length=2000, blank=True)
    cdn_amp_url = models.URLField(max_length=2000, blank=True)
    url_key = models.CharField(max_length=64, blank=True, editable=False)
    type = models.CharField(max_length=50, blank=True)
    quality = models.IntegerField(null=True, blank=True)
    provider_details = models.JSONField(default=dict, blank=True, editable=False)
    images = models.JSONField(default=list, blank=True, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["url_key"], condition=~Q(url_key=""), name="related_url_key")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.url_key = url_key(self.web_url)
        super().save(*args, **kwargs)

    @property
    def provider_name(self) -> str:
        return self.provider_details.get("name", "")
