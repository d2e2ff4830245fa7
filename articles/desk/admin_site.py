from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse


class DeskSite(AdminSite):
    """Django's admin with the desk's own pages, opening on what awaits review."""

    site_header = "Newsroom desk"
    site_title = "Newsroom desk"
    index_title = "The desk"
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        from articles.desk.urls import urlpatterns  # the pages import the site that they stand on

        return [*urlpatterns, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from articles.desk.urls import NAVIGATION

        own = [(entry.label, reverse(entry.name)) for entry in NAVIGATION if request.user.has_perm(entry.right)]
        return {**super().each_context(request), "own_pages": own}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.user.has_perm("articles.view_article"):
            decides = request.user.has_perm("articles.publish_article")
            return redirect("admin:queue" if decides else "admin:articles_article_changelist")
        return super().index(request, extra_context)
