"""How an editor narrows the list: one form of plain fields, so that it works without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.desk.widgets import Finder
from articles.filters import TYPES
from articles.models import Article, ArticleTopic, Provider, Status, Topic
from articles.querysets import ArticleQuerySet
from articles.taxonomy import TopicTree

DAYS = {"1": "past 24 hours", "7": "past 7 days", "30": "past 30 days", "365": "past year"}


class StatusFilter(admin.SimpleListFilter):
    """Tabs; without a choice, what awaits review."""

    title, parameter_name, template = "status", "status", "admin/desk/status_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Status.choices, ("all", "all")]

    def value(self) -> str:
        return super().value() or Status.AWAITING

    def choices(self, changelist: Any) -> Any:
        """All but Django's own "All" choice, which would be the default."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: Any) -> ArticleQuerySet:
        if self.value() == Status.AWAITING:
            return queryset.awaiting_review()
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


class TypeFilter(admin.SimpleListFilter):
    title, parameter_name, template = "type", "type", "admin/desk/select_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        # Not DISTINCT over the table: that reads every row.
        return [("", "any type"), *((name, name) for name in TYPES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(type=self.value()) if self.value() in TYPES else queryset


class DateFilter(admin.SimpleListFilter):
    title, parameter_name, template = "date", "date", "admin/desk/select_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "any date"), *DAYS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        days = self.value()
        if days not in DAYS:
            return queryset
        return queryset.filter(listed_at__gte=timezone.now() - timedelta(days=int(days)))


class ConflictFilter(admin.SimpleListFilter):
    title, parameter_name, template = "conflicts", "conflict", "admin/desk/select_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "with or without"), ("1", "has a conflict")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(has_conflict=True) if self.value() == "1" else queryset


class AutocompleteFilter(admin.SimpleListFilter):
    """Type to search; only what is chosen is rendered, however many there are."""

    template = "admin/desk/autocomplete_filter.html"
    field: ClassVar[Field[Any, Any]]
    others: ClassVar[type[Model]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.site = model_admin.admin_site
        return [("", "")]

    def chosen(self) -> int:
        value = self.value() or ""
        return int(value) if value.isdecimal() and len(value) < 19 else 0

    def control(self) -> str:
        field = forms.ModelChoiceField(self.others._default_manager.all(), required=False)
        field.widget = Finder(self.field, self.site, {"data-placeholder": f"any {self.title}"})
        field.widget.is_required = False
        field.widget.choices = field.choices
        name = self.parameter_name
        return field.widget.render(name, self.chosen() or None, {"id": f"filter-{name}"})


# The scripts and styles of the autocomplete fields, for the list's page.
CONTROLS = Finder(Article._meta.get_field("provider"), admin.site).media


class ProviderFilter(AutocompleteFilter):
    title, parameter_name = "provider", "provider"
    field, others = Article._meta.get_field("provider"), Provider

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        return queryset.filter(provider=self.chosen()) if self.chosen() else queryset


class TopicFilter(AutocompleteFilter):
    """The topic with all below it."""

    title, parameter_name = "topic", "topic"
    field, others = ArticleTopic._meta.get_field("topic"), Topic

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.chosen():
            return queryset
        tree = TopicTree.everything()
        topic = tree.topics.get(self.chosen())
        # Narrowed by a status and more, what is many elsewhere is few here; it saves the question.
        return queryset.about(tree.ids_with_descendants(topic), many=False) if topic else queryset.none()
