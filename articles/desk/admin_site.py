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
        from articles.desk.urls import DAILY, NAVIGATION

        context = super().each_context(request)
        own = {entry.name: _link(entry.label, reverse(entry.name), request) for entry in NAVIGATION if request.user.has_perm(entry.right)}
        daily = [own.pop(name) for name in DAILY if name in own]
        models = [model for app in context["available_apps"] for model in app["models"] if model["admin_url"]]
        known = {link["address"] for link in (*daily, *own.values())}
        more = [*own.values(), *(_link(model["name"], model["admin_url"], request) for model in models if model["admin_url"] not in known)]
        return {**context, "daily": daily, "more": more, "more_open": next((link for link in more if link["current"]), None)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.user.has_perm("articles.view_article"):
            decides = request.user.has_perm("articles.publish_article")
            return redirect("admin:queue" if decides else "admin:articles_article_changelist")
        return super().index(request, extra_context)


def _link(label: str, address: str, request: HttpRequest) -> dict[str, Any]:
    return {"label": label, "address": address, "current": address == request.path}
