"""Undoing one entry, or several that were ticked; each after a page that shows what will change back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from articles.desk.decisions import version_seen, versions_seen
from articles.desk.page import page, show
from articles.desk.patience import BUSY, waited_in_vain
from articles.desk.trail.lines import differences, line, what
from articles.desk.trail.paging import shown
from articles.desk.trail.views import RIGHT, show_entry
from articles.models import Article, AuditEntry, StaleArticle
from articles.undo import MOST, CannotUndo, may_undo, rehearse, undo, undo_many

CONFLICT, UNAVAILABLE = 409, 503


@page(RIGHT)
def undo_entry(request: HttpRequest, pk: str) -> HttpResponse:
    entry = get_object_or_404(shown(AuditEntry.objects.all()), pk=pk)
    if request.method != "POST":
        return redirect(f"{reverse('admin:trail_entry', args=[entry.pk])}?{request.GET.urlencode()}".rstrip("?"))
    if not may_undo(request.user, entry):
        raise PermissionDenied
    try:
        with transaction.atomic():
            undo(entry, version=version_seen(request.POST.get("version")), reason=_reason(request), by=request.user)  # type: ignore[arg-type]
    except (CannotUndo, StaleArticle) as why:
        return show_entry(request, entry, refused=f"Nothing was undone: {why}", status=CONFLICT)
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        return show_entry(request, entry, refused=f"{BUSY} Nothing was undone. Try again in a moment.", status=UNAVAILABLE)
    messages.success(request, f"Undone: “{what(entry)}” of “{entry.article.title}”")
    return redirect(_back(request))


@page(RIGHT)
def undo_ticked(request: HttpRequest) -> HttpResponse:
    entries = _ticked(request)
    if request.method != "POST":
        return _confirm(request, entries)
    if not entries:
        messages.warning(request, "Tick at least one entry that is still there. Nothing was undone.")
        return redirect(_back(request))
    if not any(may_undo(request.user, entry) for entry in entries):
        raise PermissionDenied
    try:
        with transaction.atomic():
            batch = undo_many(entries, versions_seen(request), by=request.user, reason=_reason(request))  # type: ignore[arg-type]
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        return _confirm(request, entries, refused=f"{BUSY} Nothing was undone. Try again in a moment.", status=UNAVAILABLE)
    if batch is None:
        return _confirm(request, entries, refused="Nothing was undone: what you saw has changed meanwhile.", status=CONFLICT)
    messages.success(request, f"{batch.entries.count()} of {len(entries)} undone.")
    return redirect("admin:batch", batch.pk)


def _confirm(request: HttpRequest, entries: list[AuditEntry], *, refused: str = "", status: int = 200) -> HttpResponse:
    """What undoing them would change back, the newest first, each on what the one before it leaves."""
    mine = [entry for entry in entries if may_undo(request.user, entry)]
    steps = {step.entry.pk: step for step in rehearse(mine)}
    lines = [(line(entry, steps[entry.pk], request.user), differences(steps[entry.pk].changes)) for entry in mine]
    keys = {one.entry.article_id for one, _ in lines}
    context = {
        "lines": lines,
        "not_mine": len(entries) - len(mine),
        "count": sum(not one.why_not for one, _ in lines),
        "versions": Article.objects.filter(pk__in=keys).values_list("pk", "version"),
        "refused": refused,
        "typed": request.POST.get("reason", ""),
        "back": (request.POST or request.GET).get("back", ""),
    }
    return show(request, "admin/trail/ticked.html", "Undo the ticked", context, status)


def _ticked(request: HttpRequest) -> list[AuditEntry]:
    """The entries that were ticked, newest first; those that are gone with their article are left out."""
    ticked = set((request.POST if request.method == "POST" else request.GET).getlist("entry"))
    if len(ticked) > MOST:
        raise BadRequest(f"More than {MOST} entries at once.")
    if not all(pk.isascii() and pk.isdecimal() and len(pk) < 19 for pk in ticked):
        raise BadRequest("A tick that this page never had.")
    return list(shown(AuditEntry.objects.filter(pk__in=ticked)).order_by("-pk"))


def _reason(request: HttpRequest) -> str:
    return " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:300]


def _back(request: HttpRequest) -> str:
    """To the history as it was filtered."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return reverse("admin:trail") + (f"?{query}" if query else "")
