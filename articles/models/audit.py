"""The audit trail, and work on many articles at once, which leaves its lines there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.imports import ImportRun

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Machine(models.TextChoices):
    """Who acts without a person; an import is known by its run."""

    RULE = "rule", "the publishing rule"
    SCHEDULE = "schedule", "the schedule"


class Batch(models.Model):
    """One verb on many articles, asked for by one person. Worked off in portions; what is left can be gone on with."""

    verb = models.CharField(max_length=30, help_text="publish, unpublish, decline, withdraw, assign, undo, revert")
    reason = models.CharField(max_length=300, blank=True)
    about = models.CharField(max_length=300, blank=True, help_text="What was chosen, in words: a filter, an import run, another batch.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+", help_text="The one that this reverts.")
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"batch {self.pk}: {self.verb}"


class BatchItem(models.Model):
    """One article of a batch, with the version that was confirmed and what became of it."""

    class Outcome(models.TextChoices):
        TODO = "todo", "to do"
        DONE = "done", "done"
        SKIPPED = "skipped", "skipped"
        FAILED = "failed", "failed"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    article = models.ForeignKey("Article", models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default=Outcome.TODO)
    message = models.CharField(max_length=300, blank=True, help_text="Why it was skipped, or failed.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "article"], name="article_once_in_a_batch"),
            models.CheckConstraint(condition=Q(outcome__in=["todo", "done", "skipped", "failed"]), name="batch_item_outcome_known"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="batch_item_outcome")]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.batch_id}"


class AuditEntry(models.Model):
    """One state change or edit: who, when, what from and to, why. Never changed, never deleted by the desk."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="audit")
    at: models.DateTimeField[datetime, datetime] = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="+")
    machine = models.CharField(max_length=10, choices=Machine.choices, blank=True)
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, blank=True, related_name="entries")
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="undone_by")
    via = models.CharField(max_length=60, blank=True, help_text="The name of the access token by which a program acted for the person.")
    verb = models.CharField(max_length=30)
    reason = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, help_text="{field: [before, after]}, in the terms of a record (importer/records.py)")
    facts = models.JSONField(default=dict, blank=True, help_text="What a decision was made on: quality and heat as they were then.")
    took_back = models.BooleanField(default=False, help_text="Its status was “published” and is not any more.")

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["-at"], condition=Q(verb__in=["publish", "decline"], by__isnull=False), name="audit_decisions"),
            models.Index(fields=["at", "id"], condition=Q(took_back=True), name="audit_took_back"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.article}"

    @property
    def who(self) -> str:
        """The actor in words: a person's name, an import run, or a machine of ours."""
        if self.by:
            return f"{self.by.get_username()} via “{self.via}”" if self.via else self.by.get_username()
        if self.run_id:
            return f"import run {self.run_id}"
        return str(self.get_machine_display()) if self.machine else "the newsroom"


class Trail(TypedDict, total=False):
    """Who or what acts, for the audit entry: a person, an import run or a machine; within which batch; undoing what; through what."""

    by: User | None
    via: str
    run: ImportRun | None
    machine: str
    batch: Batch | None
    undoes: AuditEntry | None


def as_json(value: object) -> object:
    """An audit value: text, number, list, map; dates as files write them, related rows as text."""
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else str(value)
