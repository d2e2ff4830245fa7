"""What imports leave behind: runs, the exact bytes of files, and what file and editor disagree on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.models.taxonomy import Provider, Topic


class ImportRun(models.Model):
    """One run of the importer. Unfinished and not running means that it was killed; the next run goes on."""

    source = models.CharField(max_length=100)
    root = models.CharField(max_length=1000, help_text="Where the files came from.")
    base_url = models.CharField(max_length=500, blank=True, help_text="Where its site-relative pictures are, when not in the folder.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    pruned = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.source}"


class ArticleSource(models.Model):
    """The exact bytes last imported: the base of the three-way merge, and what export gives back.

    Empty, without a digest, for an article born at the desk that was only exported so far.
    """

    article = models.OneToOneField("Article", models.CASCADE, related_name="source_file")
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the content, in hexadecimal.")
    exported_digests = models.JSONField(default=list, blank=True, help_text="Of other bytes that export wrote since, the latest last.")
    missing_since = models.DateTimeField(null=True, blank=True, help_text="When --prune found its file gone.")
    content = models.BinaryField()  # last: SQLite reads a row from its front, and digests are asked for alone

    def __str__(self) -> str:
        return f"source of {self.article}"


class TaxonomySource(models.Model):
    """The exact bytes of a topic or organization file."""

    source = models.CharField(max_length=100)
    path = models.CharField(max_length=500)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="source_files")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, blank=True, related_name="source_files")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    exported_digests = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "path"], name="taxonomy_path_unique_in_source"),
            models.CheckConstraint(condition=Q(topic__isnull=False) ^ Q(provider__isnull=False), name="taxonomy_is_topic_or_provider"),
        ]

    def __str__(self) -> str:
        return self.path


class Conflict(models.Model):
    """File and editor changed the same field since the last import. The editor's value stands until it is resolved."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="conflicts")
    field = models.CharField(max_length=50)
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "field"], name="one_conflict_per_field")]

    def __str__(self) -> str:
        return f"{self.field} of {self.article}"
