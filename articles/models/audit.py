"""The audit trail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.imports import ImportRun


class AuditEntry(models.Model):
    """One state change or edit: who, when, what from and to, why. Never changed, never deleted by the desk."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="audit")
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=30)
    reason = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, help_text="{field: [before, after]}")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.verb} {self.article}"


def as_json(value: object) -> object:
    """An audit value: text, number, list, map; dates and related rows as text."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return value.isoformat() if isinstance(value, datetime) else str(value)
