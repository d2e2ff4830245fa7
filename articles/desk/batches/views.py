"""The pages of batches: the recent ones, one of them at work or done, and what can be asked of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from articles import batches
from articles.desk.batches.choosing import Unconfirmed, unsealed
from articles.desk.batches.confirming import confirmation, once
from articles.desk.batches.words import heading, said
from articles.desk.decisions import version_seen
from articles.desk.page import page, show
from articles.desk.patience import BUSY
from articles.models import Batch, BatchItem

PER_PAGE, RECENT = 100, 20
AT_ONCE = 500  # articles in a request; its second is over sooner
OUTCOMES = BatchItem.Outcome.values
_SHOWN = Batch.objects.select_related("by", "run", "undoes", "assignee")


@page("articles.view_article")
@require_GET
def recent(request: HttpRequest) -> HttpResponse:
    before = version_seen(request.GET.get("before"))
    rows = list((_SHOWN.filter(pk__lt=before) if before else _SHOWN.all()).prefetch_related("undone_by")[: RECENT + 1])
    shown = rows[:RECENT]
    counts: dict[int, dict[str, int]] = {batch.pk: {} for batch in shown}
    for key, outcome, count in BatchItem.objects.filter(batch__in=shown).order_by().values_list("batch", "outcome").annotate(Count("pk")):
        counts[key][outcome] = count
    lines = [_line(batch, batches.Progress(**counts[batch.pk])) for batch in shown]
    context = {"lines": lines, "older": shown[-1].pk if len(rows) > RECENT else None, "before": before}
    return show(request, "admin/batches/recent.html", "Batches", context)


@page("articles.view_article")
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a script its own Continue button does what the script does."""
    batch = get_object_or_404(_SHOWN, pk=pk)
    now = batches.progress(batch)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    after = version_seen(request.GET.get("after"))
    found = batch.items.filter(**{"outcome": outcome} if outcome else {}).select_related("article__provider").order_by("pk")
    items = list((found.filter(pk__gt=after) if after else found).defer("article__body", "article__featured_content")[: PER_PAGE + 1])
    undoing = batches.undone_by(batch)
    may = not batches.lacks(request.user, batches.verb_of(batch)) and batches.may_go_on(request.user, batch)
    context = {
        **_line(batch, now),
        "items": items[:PER_PAGE],
        "next": items[PER_PAGE - 1].pk if len(items) > PER_PAGE else None,
        "after": after,
        "outcome": outcome,
        "tabs": [("", "All", now.total), *((name, name.replace("todo", "to do").capitalize(), getattr(now, name)) for name in OUTCOMES)],
        "may_go_on": bool(now.todo) and batches.may_go_on(request.user, batch),
        "may_undo": bool(now.done) and may and undoing is None,
        "undone_by": undoing,
    }
    return show(request, "admin/batches/batch.html", heading(batch, now.total), context)


@page("articles.view_article")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    try:
        choice = unsealed(request)
    except Unconfirmed as not_so:
        messages.error(request, f"{not_so} Nothing was done.")
        return redirect("admin:articles_article_changelist")
    if why := batches.lacks(request.user, choice.verb):
        raise PermissionDenied(why)
    assignee = User.objects.filter(pk=version_seen(request.POST.get("assignee"))).first() if choice.verb == "assign" else None

    def make() -> Batch:
        reason = request.POST.get("reason", "")
        return batches.begin(choice.verb, choice.versions, _user(request), reason=reason, about=choice.about, assignee=assignee)

    try:
        batch = once(request, choice.key, make)
    except batches.Refused as why_not:
        return confirmation(request, choice, error=str(why_not))
    return worked(request, batch)


@page("articles.view_article")
@require_POST
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The next portion. A script asks for JSON."""
    return worked(request, get_object_or_404(_SHOWN, pk=pk))


@page("articles.view_article")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(_SHOWN, pk=pk)
    if batches.lacks(request.user, batches.verb_of(batch)) or not batches.may_go_on(request.user, batch):
        raise PermissionDenied
    try:
        return worked(request, batches.undo_batch(batch, _user(request)))
    except batches.Refused as why:
        messages.warning(request, f"Nothing was undone: {why}.")
        return redirect("admin:batch", pk)


def worked(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Work off a portion and show how far it is; `#go` lets the page's script go on with the rest."""
    as_json = request.headers.get("Accept") == "application/json"
    try:
        now = batches.work(batch, _user(request), count=AT_ONCE)
    except batches.Refused as why:
        raise PermissionDenied(str(why)) from None
    except OperationalError:
        if as_json:
            return JsonResponse({"busy": BUSY}, status=503)
        messages.warning(request, f"{BUSY} What was done is done; go on with the rest in a moment.")
        return redirect("admin:batch", batch.pk)
    if as_json:
        return JsonResponse({**now._asdict(), "worked": now.worked, "total": now.total, "said": said(batch, now)})
    return redirect(reverse("admin:batch", args=[batch.pk]) + ("#go" if now.todo else ""))


def _line(batch: Batch, now: batches.Progress) -> dict[str, Any]:
    return {"batch": batch, "now": now, "heading": heading(batch, now.total), "words": said(batch, now), "undoings": batch.undone_by.all()}


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]
