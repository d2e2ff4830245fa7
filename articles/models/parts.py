"""What hangs on an article: its topics in order, its pictures, the other coverage of its story."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from articles.canonical import url_key, web_address
from articles.models.taxonomy import Topic


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
        super().save(*args, **kwargs)


class ArticleImage(models.Model):
    """A picture of an article: elsewhere by its address, or copied into media (`file`) when it came with the files."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="images")
    position = models.PositiveSmallIntegerField(default=0)
    url = models.CharField(max_length=2000)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    is_cached = models.BooleanField(null=True, blank=True, help_text="What the file says of the old system's copy.")
    file = models.ImageField(upload_to="images/", blank=True, max_length=255, editable=False)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def display_url(self) -> str:
        """Our copy, or the address elsewhere; empty where there is nothing to show."""
        if self.file:
            return self.file.url
        return web_address(self.url)


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
