"""Who publishes, and what about."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from articles.models.former import Addressed
from articles.models.pictures import Picture, PictureCopy
from articles.words import padded


class PicturePolicy(models.TextChoices):
    """What becomes of a provider's pictures."""

    COPY = "copy", "we keep and show copies"
    HOTLINK = "hotlink", "shown from its own server"
    NONE = "none", "not shown"


class Provider(Addressed):
    """Who published an article elsewhere: a newspaper, a company's blog, a video channel."""

    ADDRESSED_BY = "domain"

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, unique=True, help_text="Its identity, as in northern-standard.example.")
    home_page = models.URLField(max_length=2000, blank=True)
    description = models.TextField(blank=True)
    logo = models.ForeignKey(Picture, models.SET_NULL, null=True, blank=True, related_name="providers", editable=False)
    logo_by_hand = models.BooleanField(default=False, editable=False, help_text="An editor chose it, or that there is none.")
    pictures = models.CharField(
        "its pictures",
        max_length=7,
        choices=PicturePolicy.choices,
        default=PicturePolicy.COPY,
        help_text="Copies are quick and private. Shown from its server, its readers are seen there. None: a drawing stands in their place.",
    )
    widest = models.PositiveIntegerField(
        "widest picture",
        null=True,
        blank=True,
        validators=[MinValueValidator(100)],
        help_text="In pixels; empty for as wide as we show any.",
    )
    images = models.JSONField(default=list, blank=True, editable=False, help_text="The logos as the organization file lists them.")
    extra = models.JSONField(default=dict, blank=True, editable=False)
    name_words = models.TextField(editable=False, default="", help_text="What its name is found by (articles/search/names.py).")

    class Meta:
        ordering = ["name_words", "name", "pk"]  # without case and accents, on both databases
        constraints = [
            models.CheckConstraint(condition=~Q(domain=""), name="provider_has_domain"),
            models.CheckConstraint(condition=~Q(name=""), name="provider_has_name"),
            models.CheckConstraint(condition=Q(pictures__in=PicturePolicy.values), name="provider_pictures_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **_with_words(self, kwargs))

    def get_absolute_url(self) -> str:
        return reverse("provider", args=[self.domain])

    @property
    def shown_logo(self) -> PictureCopy | None:
        return self.logo.shown if self.logo else None


class Topic(Addressed):
    """What articles are about. Topics form a tree; names are unique, for files refer to topics by name."""

    ADDRESSED_BY = "slug"

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True, help_text="Its address, and `_id` in the topic file.")
    shortname = models.CharField(max_length=200, blank=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="children")
    description = models.TextField(blank=True)
    keywords = models.JSONField(default=list, blank=True)
    hashtags = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True, editable=False)
    name_words = models.TextField(editable=False, default="", help_text="What its name is found by (articles/search/names.py).")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="topic_has_slug"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="topic_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **_with_words(self, kwargs))

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def clean(self) -> None:
        above = self.parent
        seen = {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": "A topic cannot stand below itself."})
            seen.add(above.pk)
            above = above.parent


def _with_words(named: Provider | Topic, saving: dict[str, Any]) -> dict[str, Any]:
    """How to save it, where its name's words go with its name."""
    named.name_words = padded(named.name)
    columns = saving.get("update_fields")
    return {**saving, "update_fields": {*columns, "name_words"}} if columns and "name" in columns else saving
