"""How an editor narrows the list: one form of plain fields, so that it works without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.desk.widgets import Finder
from articles.filters import TYPES
from articles.models import Article, ArticleTopic, Provider, Standing, Status, Topic
from articles.querysets import ArticleQuerySet
from articles.taxonomy import TopicTree

STANDINGS = (Standing.SCHEDULED, Standing.EMBARGOED, Standing.EXPIRED)
EDITORS = 200  # names in a list to pick from
DAYS = {"1": "past 24 hours", "7": "past 7 days", "30": "past 30 days", "365": "past year"}


class StatusFilter(admin.SimpleListFilter):
    """Tabs; without a choice, what awaits review. Of what is published, those that no reader sees yet or any more have their own."""

    title, parameter_name, template = "status", "status", "admin/desk/status_tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        standings = [*Status.choices[:2], *((standing.value, standing.label) for standing in STANDINGS), *Status.choices[2:]]
        return [*standings, ("all", "all")]

    def value(self) -> str:
        return super().value() or Status.AWAITING

    def choices(self, changelist: Any) -> Any:
        """All but Django's own "All" choice, which would be the default."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: Any) -> ArticleQuerySet:
        if self.value() == Status.AWAITING:
            return queryset.awaiting_review()
        if self.value() in STANDINGS:
            return standing(queryset, Standing(self.value()))
        return queryset if self.value() == "all" else queryset.filter(status=self.value())


def standing(articles: Any, which: Standing) -> ArticleQuerySet:
    """`Article.standing` as a query, for the published ones that no reader sees; a truth-table test holds the two together."""
    now = timezone.now()
    if which == Standing.EXPIRED:
        return articles.filter(status=Status.PUBLISHED, expires_at__lte=now)
    alive = articles.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), status=Status.PUBLISHED)
    if which == Standing.EMBARGOED:
        return alive.filter(embargo_until__gt=now)
    return alive.filter(Q(embargo_until__isnull=True) | Q(embargo_until__lte=now), publish_at__gt=now)


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


class AssignedFilter(admin.SimpleListFilter):
    title, parameter_name, template = "assigned to", "assigned", "admin/desk/select_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username").values_list("pk", "username")[:EDITORS]
        return [("", "anybody"), ("me", "me"), ("nobody", "nobody"), *((str(pk), name) for pk, name in staff)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        who = self.value() or ""
        if who == "me":
            return queryset.filter(assigned_to=request.user.pk)
        if who == "nobody":
            return queryset.filter(assigned_to=None)
        return queryset.filter(assigned_to=int(who)) if is_key(who) else queryset


class LaterFilter(admin.SimpleListFilter):
    title, parameter_name, template = "put off", "later", "admin/desk/select_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "or not"), ("1", "put off for later"), ("0", "not put off")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        put_off = Q(later_until__gt=timezone.now())
        if self.value() == "1":
            return queryset.filter(put_off)
        return queryset.exclude(put_off) if self.value() == "0" else queryset


def is_key(text: str) -> bool:
    """Whether it can be the key of a row; more digits than that no database takes."""
    return text.isdecimal() and len(text) < 19


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
        return int(value) if is_key(value) else 0

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
