"""Pictures at the desk: the list of those that need a person. A picture's own page is in views.py."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from articles.desk.paging import FARTHEST
from articles.desk.pictures import columns, views
from articles.desk.pictures.tabs import BROKEN, EMPTY, TabFilter
from articles.desk.pictures.urls import urlpatterns
from articles.desk.pictures.uses import uses_of
from articles.desk.taxonomy_admin import Bounded
from articles.images.editing import ask_for
from articles.models import Picture


class Pictures(ChangeList):
    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.title = "Pictures"
        self.empty = EMPTY.get(request.GET.get("show", BROKEN), EMPTY[BROKEN]) if not self.query else "No such picture here."
        self.result_list: list[Picture] = list(self.result_list)
        uses = uses_of(self.result_list)
        for picture in self.result_list:
            picture.uses = uses[picture.pk]  # type: ignore[attr-defined]
            picture.listed_with = self.preserved_filters  # type: ignore[attr-defined]


@admin.register(Picture)
class PictureAdmin(Bounded):
    list_display = (
        columns.picture, columns.used_by, columns.standing, columns.text, columns.sizes, columns.address, columns.seen,
    )  # fmt: skip
    list_display_links = None
    list_select_related = ("copy", "replacement")
    list_filter = (TabFilter,)
    ordering = ("-pk",)
    search_fields = ("address", "alt")
    actions = ("ask_again",)

    @property
    def media(self) -> Media:
        return super().media + Media(css={"all": ["desk/pictures.css"]})

    def get_urls(self) -> list[URLPattern]:
        return [*urlpatterns, *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Pictures

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come with articles and providers."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return views.picture(request, object_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """It stands on the picture's own page."""
        return redirect("admin:articles_picture_change", object_id)

    @admin.action(description="Ask for them again", permissions=["change"])
    def ask_again(self, request: HttpRequest, pictures: QuerySet[Picture]) -> None:
        keys = list(pictures.order_by("-pk").values_list("pk", flat=True)[: FARTHEST + 1])
        asked = ask_for(keys[:FARTHEST], request.user)  # type: ignore[arg-type]
        rest = min(len(keys), FARTHEST) - asked
        messages.success(request, f"{asked} {'picture is' if asked == 1 else 'pictures are'} asked for again.")
        if rest:
            messages.info(request, f"{rest} {'is' if rest == 1 else 'are'} not: asked for already, or of a kind that nobody can ask for.")
        if len(keys) > FARTHEST:
            messages.info(request, f"The first {FARTHEST:,} of those that match; do it again for more.")
