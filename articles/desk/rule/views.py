"""The publishing rule's page: try a threshold on past decisions, then set it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from articles import rules
from articles.backtest import Backtest, Decision, past
from articles.desk.page import page, show
from articles.desk.rule.pictures import percent, pictures, shares
from articles.desk.rule.switch import CannotSwitch, Offer, switch
from articles.models import AuditEntry, PublishingRule

CHANGE = "articles.change_publishingrule"
LARGEST = 1_000_000
PER_PAGE = 25
TRIED = (50, 60, 70, 80, 90)
LAST_CHANGES = 10


class Try(forms.Form):
    threshold = forms.IntegerField(min_value=0, max_value=LARGEST)


@page("articles.view_publishingrule")
@require_http_methods(["GET", "HEAD", "POST"])
def rule_page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _draw(request)
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    try:
        said = switch(request.POST, request.user)  # type: ignore[arg-type]
    except CannotSwitch as why:
        messages.error(request, f"Nothing was changed: {why}")
        return _draw(request, why.threshold, status=409)
    messages.success(request, said)
    return redirect("admin:rule")


def _draw(request: HttpRequest, threshold: int | None = None, status: int = 200) -> HttpResponse:
    rule = PublishingRule.current()
    tried = rule.threshold if threshold is None else threshold
    form = Try(request.GET if "threshold" in request.GET else None, initial={"threshold": tried})
    if form.is_valid():
        tried = form.cleaned_data["threshold"]
    elif form.is_bound:
        status = 400
    backtest = Backtest(past())
    context = {"rule": rule, "form": form, "tried": tried, **_measured(backtest, tried), **_wrong(request, backtest, tried)}
    if request.user.has_perm(CHANGE):
        context["offer"] = Offer.made(rule, tried, request.user)  # type: ignore[arg-type]
    return show(request, "admin/rule/rule.html", "The publishing rule", {**context, "changes": _changes()}, status)


def _measured(backtest: Backtest, threshold: int) -> dict[str, Any]:
    confusion, best = backtest.at(threshold), backtest.lowest_with(0.95)
    others = sorted({*TRIED, threshold, *([best] if best is not None else [])})
    counts = [(other, backtest.at(other)) for other in others]
    return {
        "past": backtest.past,
        "counted": len(backtest.past.decisions),
        "confusion": confusion,
        "precision": percent(confusion.precision),
        "recall": percent(confusion.recall),
        "pictures": pictures(backtest, threshold) if backtest.past.decisions else None,
        "shares": shares(confusion),
        "best": best,
        "others": [(other, one, percent(one.precision), percent(one.recall)) for other, one in counts],
    }


def _wrong(request: HttpRequest, backtest: Backtest, threshold: int) -> dict[str, Any]:
    """The two kinds of error, one of them in pages. All of them are in memory; only the page's rows are asked for."""
    kinds = {"wrong": backtest.wrong(threshold), "missed": backtest.missed(threshold)}
    kind = "missed" if request.GET.get("kind") == "missed" else "wrong"
    pages = Paginator(kinds[kind], PER_PAGE).get_page(request.GET.get("page"))
    tabs = (("wrong", "Published, though editors declined"), ("missed", "Left, though editors published"))
    return {
        "kind": kind,
        "tabs": [(name, label, len(kinds[name])) for name, label in tabs],
        "pages": pages,
        "rows": _rows(list(pages), PublishingRule(threshold=threshold)),
    }


def _rows(decisions: list[Decision], rule: PublishingRule) -> list[dict[str, Any]]:
    entries = AuditEntry.objects.select_related("by", "article").only("reason", "by__username", "article__title")
    found = {entry.pk: entry for entry in entries.filter(pk__in=[one.entry for one in decisions])}
    return [
        {"entry": found[one.entry], "decision": one, "because": rules.because(rule, one.quality, one.heat)}
        for one in decisions
        if one.entry in found
    ]


def _changes() -> list[LogEntry]:
    kind = ContentType.objects.get_for_model(PublishingRule)
    return list(LogEntry.objects.filter(content_type=kind).select_related("user").order_by("-action_time", "-pk")[:LAST_CHANGES])
