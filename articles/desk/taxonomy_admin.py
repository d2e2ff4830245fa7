"""Providers and topics at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.desk import columns
from articles.desk.given import WatchedForm
from articles.desk.paging import BoundedPaginator
from articles.desk.widgets import WithFinders
from articles.models import Provider, Topic


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
    list_display = ("logo_", "name", "domain", "articles_", "card")
    list_display_links = ("name",)
    search_fields = ("name", "domain")
    fields = ("name", "domain", "home_page", "description", "logo")
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

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


def _articles(query: str, label: str) -> SafeString:
    address = reverse("admin:articles_article_changelist")
    return format_html('<a href="{}?status=all&amp;{}" aria-label="{}">articles</a>', address, query, label)
