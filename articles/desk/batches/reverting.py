"""Taking an import run back: first what that would do, then a batch like any other."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from articles import batches
from articles.desk.batches.views import worked
from articles.desk.page import page, show
from articles.models import ImportRun


@page("articles.view_article")
@require_http_methods(["GET", "HEAD", "POST"])
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    if batches.lacks(request.user, "revert"):
        raise PermissionDenied
    run = get_object_or_404(ImportRun.objects.select_related("by"), pk=pk)
    error = ""
    if request.method == "POST":
        try:
            return worked(request, batches.revert_run(run, request.user))  # type: ignore[arg-type]
        except batches.Refused as why:
            error = str(why)
    expected = batches.prospect(run)
    context = {
        "run": run,
        "expected": expected,
        "reverted_by": batches.reverted_by(run),
        "may": not expected.withdrawn or request.user.has_perm("articles.withdraw_article"),
        "error": error,
    }
    return show(request, "admin/batches/revert.html", f"Revert import run {run.pk}?", context, status=409 if error else 200)
