from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.shortcuts import redirect


class DeskSite(AdminSite):
    """Django's admin, opening on the articles that await review."""

    site_header = "Newsroom desk"
    site_title = "Newsroom desk"
    index_title = "The desk"
    enable_nav_sidebar = False

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.user.has_perm("articles.view_article"):
            return redirect("admin:articles_article_changelist")
        return super().index(request, extra_context)
