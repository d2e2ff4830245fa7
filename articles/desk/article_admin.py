"""An article at the desk: its form. What is done to it by a click is in clicks.py, the list in queue.py."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from articles.conflicts import end_disputes
from articles.desk.born import bear
from articles.desk.clicks import UNAVAILABLE, Clicks
from articles.desk.decisions import may_publish, version_seen
from articles.desk.forms import ArticleForm
from articles.desk.inlines import ImageInline, RelatedInline, TopicInline, attached, renumber
from articles.desk.panel import TIMES, clash, panel
from articles.desk.patience import BUSY, waited_in_vain
from articles.desk.queue import QueueAdmin
from articles.desk.stale import renewed, saved_already
from articles.desk.teamwork.panel import team
from articles.desk.times import SCHEDULE, outlook
from articles.desk.widgets import WithFinders
from articles.images import sweeping
from articles.models import Article
from articles.stories import readdress, resolve_links_of


@admin.register(Article)
class ArticleAdmin(WithFinders, Clicks, QueueAdmin):
    form = ArticleForm
    autocomplete_fields = ("provider",)
    inlines = (TopicInline, ImageInline, RelatedInline)
    fieldsets = (
        (None, {"fields": ("seen_version", "title", "excerpt", ("type", "provider"), ("quality", "heat"), "published_at")}),
        ("Addresses", {"fields": ("original_url", "web_url", "amp_url", "cdn_amp_url")}),
        ("When it is public", {"fields": SCHEDULE}),
    )

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        """Where the database is busy for too long, the form comes back with what was typed, and says that nothing was saved."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                return self._saved_already(request, object_id) or super().changeform_view(request, object_id, form_url, extra_context)
        except OperationalError as error:
            if not waited_in_vain(error):
                raise
        request.refused = f"{BUSY} Nothing was saved. What you typed is still here: save again in a moment."  # type: ignore[attr-defined]
        response = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        response.status_code = UNAVAILABLE
        return response

    def _saved_already(self, request: HttpRequest, object_id: Any) -> HttpResponse | None:
        """What the second click of two is told: not that somebody else has changed the article, for that was the first click."""
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if article is None or not self.has_change_permission(request, article):
            return None
        stored = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)  # waits here until the first click is stored
        if version_seen(request.POST.get("seen_version")) == stored.version:
            return None
        form = self.get_form(request, stored, change=True)(request.POST, instance=stored)
        if not saved_already(form, self._create_formsets(request, stored, change=True)[0]):  # type: ignore[attr-defined]
            return None
        messages.info(request, format_html('It is saved already: “<a href="{}">{}</a>”', request.path, stored.title))
        return redirect(request.get_full_path()) if "_continue" in request.POST else self.response_post_save_change(request, stored)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", "")  # the class is this request's own
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Withdraw instead: what was once public answers 410, and its history stays."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        """When it becomes public is as much a decision as whether."""
        return () if may_publish(request) else ("publish_at", "expires_at", "embargo_until")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address asks for, but for times: text is none, and their inputs cannot hold it."""
        asked = {name: value for name, value in super().get_changeform_initial_data(request).items() if name not in TIMES}
        return {"published_at": timezone.now().replace(second=0, microsecond=0), **asked}

    def view_on_site(self, article: Article) -> str:
        return article.get_absolute_url()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        article = kwargs.get("obj")
        if article:
            # The form's own instance carries what was typed, also where it was refused.
            stored = Article.objects.select_related("provider", "assigned_to").get(pk=article.pk)
            drawn = [inline.formset for inline in context["inline_admin_formsets"]]
            context |= {"stored": stored, **panel(stored, request.user, context.get("clicked")), "team": team(stored, request.user)}
            context["clash"] = clash(context["adminform"].form, drawn)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Also after a save that was refused: then with the rows as somebody else left them."""
        if obj and request.method == "POST" and not hasattr(request, "refused"):
            stored = Article.objects.get(pk=obj.pk)
            if version_seen(request.POST.get("seen_version")) != stored.version:
                for index, (formset, inline) in enumerate(zip(formsets, inline_instances, strict=True)):
                    formsets[index] = renewed(formset, stored, inline.get_queryset(request))
        return super().get_inline_formsets(request, formsets, inline_instances, obj, **kwargs)

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
        if "images" in changes:
            sweeping.ask(first=article.pk)
        if "related" in changes:
            resolve_links_of(article.pk)
        if not change or {"web_url", "original_url"} & set(form.changed_data):
            readdress(article.pk)
        end_disputes(article)
        _say_when(request, form)


def _say_when(request: HttpRequest, form: forms.ModelForm) -> None:
    """What the new times come to; or that they were left out, for whom the right was taken while the page was open."""
    if set(SCHEDULE) & set(form.changed_data):
        messages.info(request, outlook(form.instance) or "It has no times any more: its status alone says whether readers see it.")
    posted = request.POST
    typed = [part for name in SCHEDULE for part in (f"{name}_0", f"{name}_1") if part in posted]
    if not may_publish(request) and any(posted[part] != posted.get(f"initial-{part}", "") for part in typed):
        messages.warning(request, "When it is public was left as it is: that is for those who may publish.")
