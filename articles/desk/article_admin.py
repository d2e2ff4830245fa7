"""An article at the desk: its form and what can be done to it. The list is in queue.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, re_path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from articles.conflicts import end_disputes, resolve
from articles.desk.born import bear
from articles.desk.decisions import VERBS, decide, may_decide, may_publish, version_seen
from articles.desk.forms import ArticleForm
from articles.desk.inlines import ImageInline, RelatedInline, TopicInline, attached, renumber
from articles.desk.panel import panel
from articles.desk.queue import QueueAdmin
from articles.desk.stale import renewed
from articles.desk.widgets import WithFinders
from articles.models import Article, Conflict, StaleArticle
from articles.stories import readdress, resolve_links_of

DECIDE = rf"^(?P<pk>\d+)/(?P<verb>{'|'.join(VERBS)})/$"
RESOLVE = r"^(?P<pk>\d+)/conflicts/(?P<conflict>\d+)/(?P<take>ours|theirs)/$"


@admin.register(Article)
class ArticleAdmin(WithFinders, QueueAdmin):
    form = ArticleForm
    autocomplete_fields = ("provider",)
    inlines = (TopicInline, ImageInline, RelatedInline)
    fieldsets = (
        (None, {"fields": ("seen_version", "title", "excerpt", ("type", "provider"), ("quality", "heat"), "published_at")}),
        ("Addresses", {"fields": ("original_url", "web_url", "amp_url", "cdn_amp_url")}),
        ("When it is public", {"fields": (("publish_at", "expires_at"), "embargo_until")}),
    )

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            re_path(DECIDE, guard(self.decide_view), name="articles_article_decide"),
            re_path(RESOLVE, guard(self.resolve_view), name="articles_article_resolve"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def decide_view(self, request: HttpRequest, pk: str, verb: str) -> HttpResponse:
        """The one-click verbs, from the list and from the form."""
        article = get_object_or_404(Article, pk=pk)
        if not may_decide(request.user, verb):
            raise PermissionDenied
        reason = decide(article, verb, version_seen(request.POST.get("version")), request.user, request.POST.get("reason", ""))  # type: ignore[arg-type]
        if reason:
            messages.warning(request, f"Not {VERBS[verb][0].lower()}, {reason}: “{article.title}”")
        else:
            messages.success(request, f"{VERBS[verb][0]}: “{article.title}”")
        return _back(request, article)

    @method_decorator(require_POST)
    def resolve_view(self, request: HttpRequest, pk: str, conflict: str, take: Any) -> HttpResponse:
        disagreement = get_object_or_404(Conflict.objects.select_related("article"), pk=conflict, article=pk)
        article = disagreement.article
        if not self.has_change_permission(request, article) or (disagreement.field == "status" and not may_publish(request)):
            raise PermissionDenied
        article.version = version_seen(request.POST.get("version"))
        try:
            resolve(disagreement, take, request.user)  # type: ignore[arg-type]
            messages.success(request, f"Kept {'ours' if take == 'ours' else 'the file’s value'}: {disagreement.field} of “{article.title}”")
        except StaleArticle as stale:
            messages.warning(request, f"Nothing was resolved. {stale}")
        return _back(request, article)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Withdraw instead: what was once public answers 410, and its history stays."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        """When it becomes public is as much a decision as whether."""
        return () if may_publish(request) else ("publish_at", "expires_at", "embargo_until")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"published_at": timezone.now().replace(second=0, microsecond=0), **super().get_changeform_initial_data(request)}

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        article = kwargs.get("obj")
        if article:
            # The form's own instance carries what was typed, also where it was refused.
            stored = Article.objects.select_related("provider").get(pk=article.pk)
            context |= {"stored": stored, **panel(stored, request.user)}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Also after a save that was refused: then with the rows as somebody else left them."""
        if obj and request.method == "POST":
            stored = Article.objects.get(pk=obj.pk)
            if version_seen(request.POST.get("seen_version")) != stored.version:
                self._renew(request, formsets, inline_instances, stored)
        return super().get_inline_formsets(request, formsets, inline_instances, obj, **kwargs)

    def _renew(self, request: HttpRequest, formsets: Any, inlines: Any, stored: Article) -> None:
        for index, (formset, inline) in enumerate(zip(formsets, inlines, strict=True)):
            formsets[index], said = renewed(formset, stored, inline.get_queryset(request))
            if said:
                messages.warning(request, said)

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        if "provider" in form.changed_data:
            obj.credit(obj.provider)
        if not change:  # an edit is stored with what hangs on the article, as one entry of the trail
            bear(obj, request.user)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        article: Article = form.instance
        before = attached(article)
        super().save_related(request, form, formsets, change)
        renumber(article)
        after = attached(article)
        changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        if change:
            article.save_edit([*form.changed_data, "provider_details"], also=changes, by=request.user)  # type: ignore[arg-type]
        if "related" in changes:
            resolve_links_of(article.pk)
        if not change or {"web_url", "original_url"} & set(form.changed_data):
            readdress(article.pk)
        end_disputes(article)


def _back(request: HttpRequest, article: Article) -> HttpResponse:
    """To the form if the click came from there, else to the list; either with the query that it had."""
    if "stay" in request.POST:
        page, query = reverse("admin:articles_article_change", args=[article.pk]), request.POST["stay"]
    else:
        page, query = reverse("admin:articles_article_changelist"), request.POST.get("back", "")
    query = QueryDict(query).urlencode()
    return redirect(f"{page}?{query}" if query else page)
