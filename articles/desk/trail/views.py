"""The history of everything, of one article, and of one entry."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles import schedule
from articles.desk import columns
from articles.desk.page import page, show
from articles.desk.trail.filters import HistoryForm
from articles.desk.trail.lines import MOST_ALONE, days_of, differences, line
from articles.desk.trail.paging import Page, page_of, shown
from articles.models import Article, AuditEntry
from articles.undo import prospects

RIGHT = "articles.view_auditentry"


@page(RIGHT)
def history(request: HttpRequest) -> HttpResponse:
    """Every entry that the filters leave, newest first."""
    schedule.note_due()
    form = HistoryForm(request.GET)
    if not form.is_valid():
        return show(request, "admin/trail/history.html", "History", {"form": form, "page": Page()}, status=400)
    about = form.about
    if "article" in form.asked and about is None:
        raise Http404("There is no such article.")
    found = page_of(form, request.GET)
    context = {
        "form": form,
        "page": found,
        "days": days_of(found.entries, request.user),
        "narrowed": bool(form.asked.keys() - {"article"}),
        "kept": request.GET.urlencode(),
        "query": _without_place(request),
        "batch": form.asked.get("batch"),
        **(_about(about, found) if about else {}),
    }
    return show(request, "admin/trail/history.html", f"History of “{about}”" if about else "History", context)


@page(RIGHT)
def entry(request: HttpRequest, pk: str) -> HttpResponse:
    """One entry at length, and where it can be undone what that would change back."""
    return show_entry(request, get_object_or_404(shown(AuditEntry.objects.all()), pk=pk))


def show_entry(request: HttpRequest, entry: AuditEntry, *, refused: str = "", status: int = 200) -> HttpResponse:
    step = prospects([entry])[entry.pk]
    version = Article.objects.values_list("version", flat=True).get(pk=entry.article_id)
    context: dict[str, Any] = {
        "line": line(entry, step, request.user, MOST_ALONE),
        "back_to": differences(step.changes, MOST_ALONE),
        "version": version,
        "refused": refused,
        "typed": request.POST.get("reason", ""),
        "back": (request.POST or request.GET).get("back", ""),
    }
    return show(request, "admin/trail/entry.html", "Undo" if not context["line"].why_not else "An entry of the history", context, status)


def checked(request: HttpRequest) -> HistoryForm:
    """The filters of a request that can show no form. Raises BadRequest."""
    form = HistoryForm(request.GET)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    return form


def _about(article: Article, found: Page) -> dict[str, Any]:
    """What the history of one article says beside its entries: what it is now, and how it came in."""
    born = article.audit.filter(verb="create").exists()
    return {"about": article, "badge": columns.badge(article), "beginning": not found.older and not born}


def _without_place(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("older", "newer"):
        query.pop(name, None)
    return query.urlencode()
