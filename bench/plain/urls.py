"""What a plain Django view of the same list is: a ListView, related rows fetched in advance, a Paginator with its COUNT."""

from django.http import HttpResponse
from django.urls import path
from django.views.generic import ListView

from articles.models import Article


class PlainList(ListView):
    template_name = "list.html"
    paginate_by = 25

    def get_queryset(self):  # type: ignore[no-untyped-def]
        news = Article.objects.published().in_category("news").newest_first()
        return news.select_related("provider").prefetch_related("topics", "images")


def nothing(*args: object, **kwargs: object) -> HttpResponse:
    """Where the list's links lead: only their addresses are needed."""
    return HttpResponse()


urlpatterns = [
    path("news/", PlainList.as_view()),
    path("providers/<domain>/", nothing, name="provider"),
    path("topics/<slug>/", nothing, name="topic"),
    path("<category>/<slug>/", nothing, name="article"),
]
