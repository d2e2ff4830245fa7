"""What is done to an article by one click or a short form beside its form: verbs, disputes, corrections."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, re_path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from articles.conflicts import TYPED, disputes, resolve, rewrite
from articles.corrections import correct
from articles.decisions import WrongReason
from articles.desk.decisions import VERBS, decide, may_settle, version_seen
from articles.desk.forms import CorrectionForm, SettleForm
from articles.desk.patience import BUSY, waited_in_vain
from articles.models import Article, Conflict, StaleArticle
from articles.rights import may_decide

DECIDE = rf"^(?P<pk>\d+)/(?P<verb>{'|'.join(VERBS)})/$"
RESOLVE = r"^(?P<pk>\d+)/conflicts/(?P<conflict>\d+)/(?P<take>ours|theirs|edit)/$"
CORRECT = r"^(?P<pk>\d+)/correct/$"
LONGEST = 500  # a message travels in a cookie
UNPROCESSABLE, CONFLICT, UNAVAILABLE = 422, 409, 503

Click = Callable[..., HttpResponse]


def kept_if_busy(click: Click) -> Click:
    """Where the database is busy for too long, nothing is changed, and the page says so with what was typed."""

    @wraps(click)
    def guarded(self: Clicks, request: HttpRequest, pk: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return click(self, request, pk, *args, **kwargs)
        except OperationalError as error:
            if not waited_in_vain(error):
                raise
        article = get_object_or_404(Article, pk=pk)
        messages.error(request, f"{BUSY} Nothing was changed: “{article.title}”. Try again in a moment.")
        return self.again(request, article, UNAVAILABLE)

    return guarded


class Clicks(admin.ModelAdmin):
    """Of ArticleAdmin: the addresses that take one POST each."""

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            re_path(DECIDE, guard(self.decide_view), name="articles_article_decide"),
            re_path(RESOLVE, guard(self.resolve_view), name="articles_article_resolve"),
            re_path(CORRECT, guard(self.correct_view), name="articles_article_correct"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    @kept_if_busy
    def decide_view(self, request: HttpRequest, pk: str, verb: str) -> HttpResponse:
        """The one-click verbs, from the list and from the form."""
        article = get_object_or_404(Article, pk=pk)
        if not may_decide(request.user, verb, article.status):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()
        try:
            why_not = decide(article, verb, version_seen(request.POST.get("version")), request.user, reason)  # type: ignore[arg-type]
        except WrongReason as wrong:
            messages.error(request, f"Not {VERBS[verb][0].lower()}. {capfirst(str(wrong))}.")
            return self.again(request, article, UNPROCESSABLE)
        if why_not:
            messages.warning(request, f"Not {VERBS[verb][0].lower()}, {why_not}: “{article.title}”")
        else:
            messages.success(request, f"{VERBS[verb][0]}: “{article.title}”")
        return _back(request, article)

    @method_decorator(require_POST)
    @kept_if_busy
    def resolve_view(self, request: HttpRequest, pk: str, conflict: str, take: Any) -> HttpResponse:
        article = get_object_or_404(Article, pk=pk)
        if not self.has_change_permission(request, article):
            raise PermissionDenied
        found = Conflict.objects.select_related("article").filter(pk=conflict).first()
        if found is None:
            wrote = request.POST.get(f"conflict-{conflict}-value", "")[:LONGEST]
            also = f" You had written: “{wrote}”" if wrote else ""
            messages.info(request, f"This dispute is settled already. Nothing was changed by your click.{also}")
            return _back(request, article)
        if found.article_id != article.pk:
            raise Http404("no such dispute of this article")
        if not may_settle(request.user, found):
            raise PermissionDenied
        found.article.version = version_seen(request.POST.get("version"))
        return self._settle(request, found, take)

    @method_decorator(require_POST)
    @kept_if_busy
    def correct_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        article = get_object_or_404(Article, pk=pk)
        if not self.has_change_permission(request, article) or not request.user.has_perm("articles.add_correction"):
            raise PermissionDenied
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Not corrected: look at what you wrote.")
            return self.again(request, article, UNPROCESSABLE)
        if not article.is_public:
            messages.warning(request, f"Not corrected: no reader sees “{article.title}”.")
            return self.again(request, article, CONFLICT)
        article.version = version_seen(request.POST.get("version"))
        try:
            done = correct(article, form.cleaned_data["text"], by=request.user)  # type: ignore[arg-type]
        except StaleArticle as stale:
            messages.warning(request, f"Not corrected. {stale}")
            return self.again(request, article, CONFLICT)
        if done:
            messages.success(request, f"Readers see the correction of “{article.title}” from now on.")
        else:
            messages.info(request, f"That correction of “{article.title}” stands already.")
        return _back(request, article)

    def again(self, request: HttpRequest, article: Article, status: int) -> HttpResponse:
        """The article's page once more, with what was typed and why nothing was done; from the list, back to the list."""
        if "stay" not in request.POST:
            return _back(request, article)
        page = copy(request)
        page.method, page.GET = "GET", QueryDict(request.POST["stay"])
        address = reverse("admin:articles_article_change", args=[article.pk])
        response = self.changeform_view(page, str(article.pk), address, {"clicked": request.POST})
        response.status_code = status
        return response

    def _settle(self, request: HttpRequest, conflict: Conflict, take: str) -> HttpResponse:
        article, word = conflict.article, conflict.field.replace("_", " ")
        try:
            said = _take(conflict, take, request) if take != "edit" else _take_typed(conflict, request)
        except StaleArticle as stale:
            messages.warning(request, f"Nothing was resolved. {stale}")
            return self.again(request, article, CONFLICT) if take == "edit" else _back(request, article)
        if not said:
            messages.error(request, f"Nothing was resolved: what you wrote is no {word}.")
            return self.again(request, article, UNPROCESSABLE)
        messages.success(request, f"{said}: {word} of “{article.title}”")
        return _back(request, article)


def _take(conflict: Conflict, take: Any, request: HttpRequest) -> str:
    resolve(conflict, take, request.user)  # type: ignore[arg-type]
    return f"Kept {'ours' if take == 'ours' else 'the file’s value'}"


def _take_typed(conflict: Conflict, request: HttpRequest) -> str:
    """What to say of it; "" where no such value can be stored, which the form then says."""
    if conflict.field not in TYPED:
        return ""
    ours = next((dispute.ours for dispute in disputes(conflict.article) if dispute.conflict.pk == conflict.pk), conflict.ours)
    form = SettleForm(conflict, ours, request.POST)
    if not form.has_changed():
        return _take(conflict, "ours", request)
    if not form.is_valid():
        return ""
    rewrite(conflict, form.cleaned_data["value"], request.user)  # type: ignore[arg-type]
    return "Saved what you wrote"


def _back(request: HttpRequest, article: Article) -> HttpResponse:
    """To the form if the click came from there, else to the list; either with the query that it had."""
    if "stay" in request.POST:
        page, query = reverse("admin:articles_article_change", args=[article.pk]), request.POST["stay"]
    else:
        page, query = reverse("admin:articles_article_changelist"), request.POST.get("back", "")
    query = QueryDict(query).urlencode()
    return redirect(f"{page}?{query}" if query else page)
