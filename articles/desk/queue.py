"""The list of articles: which rows, with what beside them, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db.models import Prefetch
from django.forms import Media
from django.http import HttpRequest, HttpResponse

from articles.desk import columns, filters
from articles.desk.decisions import VERBS, decide_all, may_publish, versions_seen
from articles.desk.paging import BoundedPaginator
from articles.models import Article, ArticleTopic, RelatedLink

if TYPE_CHECKING:
    from articles.querysets import ArticleQuerySet

# Long, or JSON that costs a parse per row; no row of the list shows them.
NOT_IN_THE_LIST = ("body", "featured_content", "extra", "original_url", "web_url", "amp_url", "cdn_amp_url")


class Queue(ChangeList):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "Articles"
        self.result_list: list[Article] = list(self.result_list)
        for article in self.result_list:
            # So that the form leads back to the list as it was filtered.
            article.listed_with = self.preserved_filters  # type: ignore[attr-defined]

    @property
    def narrowed(self) -> bool:
        """Whether a filter beside the tabs is set."""
        return any(spec.value() for spec in self.filter_specs if spec.parameter_name != "status")  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> ArticleQuerySet:
        rows: Any = super().get_queryset(request, exclude_parameters)
        return rows.defer(*NOT_IN_THE_LIST).prefetch_related(
            Prefetch("topic_links", ArticleTopic.objects.select_related("topic").order_by("position")),
            Prefetch("related", RelatedLink.objects.only("article", "target", "title", "web_url", "quality", "position")),
        )


class QueueAdmin(admin.ModelAdmin):
    """The list's half of ArticleAdmin."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    list_display_links = None
    list_select_related = ("provider",)
    list_display = (
        columns.story, columns.provider, columns.topics, "quality", columns.heat,
        columns.coverage, columns.date, columns.badge, columns.decision,
    )  # fmt: skip
    list_filter = (
        filters.StatusFilter, filters.TopicFilter, filters.ProviderFilter, filters.TypeFilter, filters.DateFilter, filters.ConflictFilter,
    )  # fmt: skip
    ordering = ("-listed_at", "path")
    search_fields = ("title", "excerpt", "provider__name")
    actions = tuple(verb for verb in VERBS if verb != "withdraw")

    @property
    def media(self) -> Media:
        return super().media + filters.CONTROLS

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if may_publish(request) else self.list_display[:-1]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offered to those who may decide; who asks without permission gets the reason from the action."""
        return super().get_actions(request) if may_publish(request) or request.method == "POST" else {}

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:  # type: ignore[override]
        _ticked(request)
        return super().response_action(request, queryset)

    @admin.action(description="Publish")
    def publish(self, request: HttpRequest, articles: ArticleQuerySet) -> None:
        _act(request, "publish", articles)

    @admin.action(description="Unpublish")
    def unpublish(self, request: HttpRequest, articles: ArticleQuerySet) -> None:
        _act(request, "unpublish", articles)

    @admin.action(description="Decline")
    def decline(self, request: HttpRequest, articles: ArticleQuerySet) -> None:
        _act(request, "decline", articles)


def _act(request: HttpRequest, verb: str, articles: ArticleQuerySet) -> None:
    """On the rows that were ticked on this page, never on pages that nobody has seen."""
    decide_all(request, verb, Article.objects.filter(pk__in=_ticked(request)).newest_first(), versions_seen(request))


def _ticked(request: HttpRequest) -> list[str]:
    ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if not all(pk.isdecimal() and len(pk) < 19 for pk in ticked):
        raise BadRequest("A tick that this page never had.")
    return ticked
