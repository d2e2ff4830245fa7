"""Providers and topics at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.desk import columns
from articles.desk.given import WatchedForm
from articles.desk.paging import BoundedPaginator
from articles.desk.provider_form import ProviderForm, sent_logo
from articles.desk.widgets import WithFinders
from articles.images import policies, sweeping, telling
from articles.models import PicturePolicy, Provider, Topic
from articles.querysets import OWN_LOGO


class Bounded(WithFinders, admin.ModelAdmin):
    """A list that counts no further than it pages."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0


class Edited(Bounded):
    """Several editors at once: each stores what he changed, and nothing else."""

    form = WatchedForm

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        obj.save(update_fields=form.changed_data if change else None)


@admin.register(Provider)
class ProviderAdmin(Edited):
    form = ProviderForm
    list_display = ("logo_", "name", "domain", "pictures", "articles_", "card")
    list_display_links = ("name",)
    list_select_related = OWN_LOGO
    search_fields = ("name", "domain")
    fieldsets = (
        (None, {"fields": ("name", "domain", "home_page", "description")}),
        ("Its logo", {"fields": ("seen_logo", "logo_now", "new_logo", "no_logo")}),
        ("Pictures of its articles", {"fields": ("pictures", "widest")}),
    )
    readonly_fields = ("logo_now",)
    radio_fields = {"pictures": admin.VERTICAL}
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    def changeform_view(self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None) -> Any:
        """A logo is looked at before anything is locked: that can take seconds, and nobody else should wait for it."""
        if request.method == "POST" and self.has_change_permission(request):
            request.sent_logo = sent_logo(request.FILES)  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Provider | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.sent_logo = getattr(request, "sent_logo", None)  # the class is this request's own
        return form

    def save_model(self, request: HttpRequest, obj: Provider, form: Any, change: bool) -> None:
        if "logo" in form.changed_columns:
            obj.logo, obj.logo_by_hand = form.logo(), True
        obj.save(update_fields=form.changed_columns if change else None)
        if change and "pictures" in form.changed_data:
            _say_what_follows(request, obj)
        if change and {"pictures", "widest"}.intersection(form.changed_data):
            telling.changed_policy(obj)

    @admin.display(description="now")
    def logo_now(self, provider: Provider) -> SafeString:
        if not provider.pk:
            return format_html("{}", columns.NOTHING)
        address = reverse("admin:articles_picture_change", args=[provider.logo_id]) if provider.logo_id else ""
        link = (
            format_html(' <a href="{}">its page</a>', address) if address else format_html(' <span class="quiet">{}</span>', "its letter")
        )
        return format_html('<span class="by">{}{}</span>', columns.logo(provider), link)

    @admin.display(description="logo")
    def logo_(self, provider: Provider) -> SafeString:
        return columns.logo(provider)

    @admin.display(description="articles")
    def articles_(self, provider: Provider) -> SafeString:
        return _articles(f"provider={provider.pk}", f"Articles of {provider.name}")

    @admin.display(description="how it does")
    def card(self, provider: Provider) -> SafeString:
        address = reverse("admin:provider_card", args=[provider.pk])
        return format_html('<a href="{}" aria-label="Report card of {}">report card</a>', address, provider.name)


@admin.register(Topic)
class TopicAdmin(Edited):
    list_display = ("name", "shortname", "stands_below", "slug", "articles_")
    search_fields = ("name", "shortname")
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "shortname", "slug", "parent", "description", "keywords", "hashtags")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).select_related("parent__parent")

    @admin.display(description="stands below", ordering="parent__name")
    def stands_below(self, topic: Topic) -> str:
        """Two levels up, in the list's one query."""
        if topic.parent is None:
            return columns.NOTHING
        above = topic.parent.parent
        return f"{above.name} › {topic.parent.name}" if above else topic.parent.name

    @admin.display(description="articles")
    def articles_(self, topic: Topic) -> SafeString:
        return _articles(f"topic={topic.pk}", f"Articles about {topic.name}")


def _say_what_follows(request: HttpRequest, provider: Provider) -> None:
    count = policies.follow(provider)
    sweeping.ask()
    if provider.pictures == PicturePolicy.COPY:
        messages.info(request, f"{count:,} of its pictures are fetched now." if count else "Copies of its pictures are shown.")
    else:
        messages.info(request, "Nothing more is fetched of its pictures. Copies that we have are kept, and not shown.")


def _articles(query: str, label: str) -> SafeString:
    address = reverse("admin:articles_article_changelist")
    return format_html('<a href="{}?status=all&amp;{}" aria-label="{}">articles</a>', address, query, label)
