"""What the list of pictures shows: a tab for each thing that needs a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.images import attention
from articles.models import Picture

BROKEN = "broken"
TABS: dict[str, tuple[str, Callable[[QuerySet[Picture]], QuerySet[Picture]]]] = {
    BROKEN: ("broken", attention.broken),
    "missed": ("missed by readers", lambda pictures: attention.of_published(attention.broken(pictures))),
    "untold": ("without text", attention.without_text),
    "changed": ("changed", attention.changed),
    "gone": ("gone", attention.gone),
    "placeholder": ("like a placeholder", attention.placeholders),
    "size": ("odd size", attention.odd_size),
    "all": ("all", lambda pictures: pictures),
}
EMPTY = {
    BROKEN: "No picture is broken. What could not be had stands here, with why.",
    "missed": "Readers miss no picture of a published article.",
    "untold": "Every picture that we show is said in words.",
    "changed": "No address shows another picture than our copy.",
    "gone": "Every picture is still where it was.",
    "placeholder": "No copy looks like a placeholder.",
    "size": "Every copy has about the size that its file declares.",
    "all": "There are no pictures yet. An import brings their addresses.",
}


class TabFilter(admin.SimpleListFilter):
    title, parameter_name, template = "what needs a person", "show", "admin/pictures/tabs.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in TABS.items()]

    def value(self) -> str:
        return super().value() or BROKEN

    def choices(self, changelist: Any) -> Any:
        """All but Django's own "All" choice, which would be the default."""
        return list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> QuerySet[Picture]:
        _, narrowed = TABS.get(self.value(), TABS[BROKEN])
        return narrowed(queryset)
