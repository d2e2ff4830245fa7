"""What happened, to read only: import runs and the audit trail."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles import batches
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

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None) -> Any:
        run = self.get_object(request, object_id)
        may = run is not None and not batches.lacks(request.user, "revert")
        extra = {"may_revert": may, "reverted_by": batches.reverted_by(run) if run else None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

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
    """The history is a page of the desk (articles/desk/trail); the admin's addresses lead there."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}  # no line of its own in the navigation

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("admin:trail")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        if request.method == "POST":
            raise PermissionDenied
        return redirect("admin:trail_entry", object_id) if re.fullmatch("[0-9]{1,18}", object_id) else redirect("admin:trail")


def _place(error: dict[str, Any]) -> str:
    line = error.get("line")
    return f"{error.get('path', '')}:{line}" if line else str(error.get("path", ""))
