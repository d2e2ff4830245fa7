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

from articles import batches
from articles.desk import columns, filters
from articles.desk.batches.confirming import ask
from articles.desk.decisions import may_publish
from articles.desk.paging import BoundedPaginator
from articles.desk.saved.bar import views_of
from articles.models import Article, ArticleTopic, RelatedLink
from articles.querysets import LOGOS
from articles.rights import may_decide

if TYPE_CHECKING:
    from articles.querysets import ArticleQuerySet

# Long, or JSON that costs a parse per row; no row of the list shows them.
NOT_IN_THE_LIST = ("body", "featured_content", "extra", "original_url", "web_url", "amp_url", "cdn_amp_url")


class Queue(ChangeList):
    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.title = "Articles"
        self.views = views_of(request)
        self.result_list: list[Article] = list(self.result_list)
        for article in self.result_list:
            # So that the form leads back to the list as it was filtered.
            article.listed_with = self.preserved_filters  # type: ignore[attr-defined]
            article.may_decide = may_decide(request.user, status=article.status)  # type: ignore[attr-defined]

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
    list_select_related = (*LOGOS, "assigned_to")
    list_display = (
        columns.story, columns.provider, columns.topics, "quality", columns.heat,
        columns.coverage, columns.date, columns.standing, columns.decision,
    )  # fmt: skip
    list_filter = (
        filters.StatusFilter, filters.TopicFilter, filters.ProviderFilter, filters.TypeFilter, filters.DateFilter, filters.ConflictFilter,
        filters.AssignedFilter, filters.LaterFilter,
    )  # fmt: skip
    ordering = ("-listed_at", "path")
    search_fields = ("title", "excerpt", "provider__name")
    actions = tuple(batches.VERBS)

    @property
    def media(self) -> Media:
        return super().media + filters.CONTROLS + Media(css={"all": ["desk/batches.css"]})

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Queue

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if may_publish(request) else self.list_display[:-1]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those that this editor may; who asks for another one is told that they may not."""
        actions = super().get_actions(request)
        return (
            actions if request.method == "POST" else {verb: one for verb, one in actions.items() if not batches.lacks(request.user, verb)}
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if _all_that_match(request) and not request.POST.getlist(ACTION_CHECKBOX_NAME):
            # Django asks for a tick even where all that match are meant.
            posted = request.POST.copy()
            posted[ACTION_CHECKBOX_NAME] = "0"
            request.POST = posted  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:  # type: ignore[override]
        _ticked(request)
        return super().response_action(request, queryset)

    @admin.action(description="Publish…")
    def publish(self, request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
        return self._ask(request, "publish", articles)

    @admin.action(description="Take back to review…")
    def unpublish(self, request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
        return self._ask(request, "unpublish", articles)

    @admin.action(description="Decline…")
    def decline(self, request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
        return self._ask(request, "decline", articles)

    @admin.action(description="Withdraw…")
    def withdraw(self, request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
        return self._ask(request, "withdraw", articles)

    @admin.action(description="Assign…")
    def assign(self, request: HttpRequest, articles: ArticleQuerySet) -> HttpResponse | None:
        return self._ask(request, "assign", articles)

    def _ask(self, request: HttpRequest, verb: str, articles: ArticleQuerySet) -> HttpResponse | None:
        """To the confirmation page. What was ticked is meant even where it has left the list since."""
        if _all_that_match(request):
            return ask(request, verb, [], articles, self.get_changelist_instance(request))
        return ask(request, verb, _ticked(request))


def _all_that_match(request: HttpRequest) -> bool:
    return request.POST.get("select_across", "0") not in ("", "0", "false", "False")


def _ticked(request: HttpRequest) -> list[str]:
    ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if not all(pk.isdecimal() and len(pk) < 19 for pk in ticked):
        raise BadRequest("A tick that this page never had.")
    return ticked
