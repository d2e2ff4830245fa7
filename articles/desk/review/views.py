"""The review queue: a page that works by itself, and the same answers in pieces for the script that makes it fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from articles import leases
from articles.desk.page import page, show
from articles.desk.review.acting import GONE, NOTHING, Outcome, act, clock, locked, take_back
from articles.desk.review.editing import CandidateForm, save
from articles.desk.review.history import own_entry
from articles.desk.review.sheet import sheet
from articles.desk.review.where import Where, number
from articles.models import Article, AuditEntry, DeclineReason
from articles.rights import may_decide
from articles.undo import may_undo

READ, EDIT = "articles.view_article", "articles.change_article"
PIECES = {"html": "_sheet", "where": "_where"}
MOST_REASONS = 40
UNSAVED = "Not saved: see what is said beside the fields."


@page(READ)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    where = Where.read(request.GET)
    context = sheet(_user(request), where)
    missed = where.item and where.item != context["where"].item
    return _shown(request, context, Outcome("What you asked for is not in this queue now." if missed else ""))


@page(READ)
@require_POST
def decide(request: HttpRequest, verb: str) -> HttpResponse:
    if not may_decide(request.user):
        raise PermissionDenied
    where, reason = Where.read(request.POST), request.POST.get("reason", "").replace("\x00", "")[:100]
    outcome = act(where.item, verb, number(request.POST.get("version")), _user(request), reason)
    following = replace(where, item=number(request.POST.get("next")))
    return _result(request, following if outcome.done else where, outcome)


@page(READ)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    where, entry = Where.read(request.POST), own_entry(number(request.POST.get("entry")), _user(request))
    if entry is None:
        return _result(request, where, Outcome(f"There is no such decision of yours. {NOTHING}", 404))
    if not may_undo(request.user, entry):
        raise PermissionDenied
    outcome = take_back(entry, _user(request))
    return _result(request, _where_it_went(entry, where) if outcome.done else where, outcome)


@page(EDIT)
@require_POST
def edit(request: HttpRequest) -> HttpResponse:
    where = Where.read(request.POST)
    article = Article.objects.filter(pk=where.item).first()
    if article is None:
        return _result(request, where, Outcome(GONE, 404))
    form = CandidateForm(request.POST, instance=article)
    try:
        with transaction.atomic():
            done = form.is_valid() and save(form, _user(request))
    except OperationalError as error:
        form.leave_unchecked()
        return _kept(request, where, form, locked(error))
    if form.is_valid():
        return _result(request, where, Outcome(f"{'Edited' if done else 'Nothing was changed in'}: “{article}”."))
    return _kept(request, where, form, Outcome(" ".join(map(str, form.non_field_errors())) or UNSAVED, 409 if form.is_renewed else 422))


@page(READ)
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Whoever is at work keeps what they hold, as long as they may decide on it."""
    if not may_decide(request.user):
        leases.release(_user(request))
        raise PermissionDenied
    until = leases.renew(_user(request))
    return JsonResponse({"until": until.isoformat(), "clock": clock(until)})


@page(READ)
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """The page is left."""
    until = _moment(request.POST.get("until", ""))
    if until:
        leases.release(_user(request), until)
    return HttpResponse(status=204 if until else 400)


def _where_it_went(entry: AuditEntry, where: Where) -> Where:
    """To the candidate that an undo brought back: into the queue, or among what is put off."""
    until = Article.objects.values_list("later_until", flat=True).get(pk=entry.article_id)
    put_off = until is not None and until > timezone.now()
    return replace(where, view="later" if put_off else "queue", item=entry.article_id)


def _result(request: HttpRequest, where: Where, outcome: Outcome) -> HttpResponse:
    """After a decision: the next candidate, or what stands now. Without a script, a page of its own."""
    if outcome.done and not _wants_pieces(request):
        messages.success(request, outcome.said)
        return redirect(where.at(ask=""))
    return _shown(request, sheet(_user(request), where), outcome)


def _kept(request: HttpRequest, where: Where, form: CandidateForm, outcome: Outcome) -> HttpResponse:
    """After an edit that was refused: the form with what was typed. The script's form has it already; it needs only what is new."""
    context = sheet(_user(request), where, form)
    shows_it = outcome.status != 503 and context["where"].item == form.instance.pk
    return _shown(request, context, outcome) if shows_it or not _wants_pieces(request) else _said(outcome)


def _shown(request: HttpRequest, context: dict[str, Any], outcome: Outcome) -> HttpResponse:
    if _wants_pieces(request):
        pieces = {name: render_to_string(f"admin/review/{file}.html", context, request) for name, file in PIECES.items()}
        return _said(outcome, address=context["where"].at(), **pieces)
    if outcome.said:
        messages.warning(request, outcome.said)
    reasons = DeclineReason.objects.values_list("text", flat=True)[:MOST_REASONS] if context["decides"] else []
    response = show(request, "admin/review/queue.html", "Review queue", {**context, "decline_reasons": reasons}, outcome.status)
    patch_vary_headers(response, ["Accept"])
    return response


def _said(outcome: Outcome, **more: str) -> JsonResponse:
    response = JsonResponse({"said": outcome.said, "done": outcome.done, **more}, status=outcome.status)
    patch_vary_headers(response, ["Accept"])
    return response


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text[:40])
    except ValueError:  # well formed, and no day of any calendar
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _wants_pieces(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)  # a page of the desk has no strangers
