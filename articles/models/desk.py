"""What the desk keeps for its editors: notes, corrections, saved views, the reasons to pick from, the publishing rule."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Note(models.Model):
    """An internal remark on an article. Never public, never exported."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class Correction(models.Model):
    """What was wrong in a public article and was put right: dated, and shown to readers."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="corrections")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class DeclineReason(models.Model):
    """A reason to pick when a candidate is declined."""

    text = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller comes first.")

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A list's filters under a name, for one editor or for all."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text="The query of the list's address.")
    is_shared = models.BooleanField("for everybody at the desk", default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="view_name_once_per_owner")]

    def __str__(self) -> str:
        return self.name


class PublishingRule(models.Model):
    """The one rule by which a robot may publish: not superseded, and a quality at or over the threshold. At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    threshold = models.PositiveIntegerField(default=70, validators=[MaxValueValidator(1_000_000)])
    is_on = models.BooleanField("publishes by itself", default=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_publishing_rule")]

    def __str__(self) -> str:
        return f"not superseded, and quality {self.threshold} or more"

    @classmethod
    def current(cls) -> PublishingRule:
        """The stored rule, or the one that holds until somebody has set one: threshold 70, off."""
        return cls.objects.filter(pk=1).first() or cls()

    def allows(self, quality: int | None, heat: int | None) -> bool:
        return heat != -1 and quality is not None and quality >= self.threshold
