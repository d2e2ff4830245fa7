"""What happened, to read only: import runs and the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.desk import columns
from articles.desk.panel import changes
from articles.desk.taxonomy_admin import Bounded
from articles.models import AuditEntry, ImportRun

COUNTS = ("created", "updated", "unchanged", "conflicts", "pruned", "failed")


class ReadOnly(Bounded):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    list_display = ("run", "started_at", "took", "by", "source", "root", *COUNTS)
    list_select_related = ("by",)
    fields = ("run", "started_at", "finished_at", "by", "source", "root", COUNTS, "problems")
    readonly_fields = ("run", "problems")

    @admin.display(description="run", ordering="pk")
    def run(self, run: ImportRun) -> str:
        return f"Run {run.pk}"

    @admin.display(description="took")
    def took(self, run: ImportRun) -> str:
        return f"{(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else "not finished"

    @admin.display(description="errors")
    def problems(self, run: ImportRun) -> SafeString | str:
        rows = [(_place(error), error.get("message", "")) for error in run.errors if isinstance(error, dict)]
        items = format_html_join("", "<li><code>{}</code> {}</li>", rows)
        return format_html('<ul class="problems">{}</ul>', items) if rows else "none"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ("when", "who_", "verb", "article_", "what", "reason")
    list_display_links = None
    list_select_related = ("by", "article")
    search_fields = ("article__title", "by__username")
    ordering = ("-pk",)  # as by time, and with an index
    fields = ("when", "who_", "verb", "article_", "what", "reason")
    readonly_fields = ("when", "who_", "article_", "what")

    @admin.display(description="when", ordering="at")
    def when(self, entry: AuditEntry) -> SafeString:
        return columns.moment(entry.at)

    @admin.display(description="who", ordering="by__username")
    def who_(self, entry: AuditEntry) -> str:
        return entry.who

    @admin.display(description="article")
    def article_(self, entry: AuditEntry) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_article_change", args=[entry.article_id]), entry.article.title)

    @admin.display(description="what changed")
    def what(self, entry: AuditEntry) -> SafeString | str:
        rows = [(change.field, change.before[:200], change.after[:200]) for change in changes(entry)]
        return format_html_join("", '<p class="change"><b>{}</b> {} → {}</p>', rows) or columns.NOTHING


def _place(error: dict[str, Any]) -> str:
    line = error.get("line")
    return f"{error.get('path', '')}:{line}" if line else str(error.get("path", ""))
