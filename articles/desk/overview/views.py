"""The dashboard and a provider's report card: what articles/statistics.py counts, drawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles import statistics
from articles.desk.overview import pictures
from articles.desk.page import page, show
from articles.images import attention
from articles.models import Provider

READ = "articles.view_article"


@page(READ)
def dashboard(request: HttpRequest) -> HttpResponse:
    decided = statistics.decisions()
    context = {
        "queue": pictures.queue(statistics.waiting()),
        "decisions": pictures.decisions(decided),
        "providers": pictures.rates(statistics.rates_by_provider()),
        "topics": pictures.rates(statistics.rates_by_topic()),
        "quiet": [pictures.silence(rhythm) for rhythm in statistics.quiet_providers()],
        "imports": pictures.imports(statistics.imports()),
        "pictures": pictures.needs(attention.needs()) if request.user.has_perm("articles.view_picture") else [],
    }
    return show(request, "admin/overview/dashboard.html", "Dashboard", {**context, **_frame()})


@page(READ)
def provider_card(request: HttpRequest, pk: str) -> HttpResponse:
    provider = get_object_or_404(Provider, pk=pk)
    context = {"provider": provider, "card": pictures.card(statistics.card(provider)), "weeks": statistics.WEEKS}
    return show(request, "admin/overview/provider_card.html", provider.name, {**context, **_frame()})


def _frame() -> dict[str, object]:
    windows = {"days": statistics.DAYS, "rate_days": statistics.RATE_DAYS}
    return {"now": timezone.now(), "zone": timezone.get_current_timezone_name(), **windows}
