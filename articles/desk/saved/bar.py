"""The views above the article list: two that everybody has, one's own, and those that are shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from articles.desk.saved.query import kept
from articles.models import SavedView

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

SHOWN = 40
BUILT_IN = (("Mine", "assigned=me"), ("Put off", "later=1"))


class Link(NamedTuple):
    name: str
    address: str
    is_current: bool
    shared_by: str = ""


class Bar(NamedTuple):
    links: list[Link]
    query: str  # of the list as it is shown, to save it
    may_save: bool
    may_share: bool


def views_of(request: HttpRequest) -> Bar:
    query = kept(request.GET.urlencode())
    built_in = [Link(name, address_of(wanted), query == wanted) for name, wanted in BUILT_IN]
    own = [_link(view, query, request.user) for view in visible_to(request.user)[:SHOWN]]
    links = [*built_in, *own]
    is_new = bool(query) and not any(link.is_current for link in links)
    return Bar(links, query, is_new, may_share(request.user))


def visible_to(user: User | AnonymousUser) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(owner=user.pk) | Q(is_shared=True)).select_related("owner").order_by("name", "pk")


def may_share(user: User | AnonymousUser) -> bool:
    """What everybody sees is set by those who decide."""
    return user.has_perm("articles.publish_article")


def address_of(query: str) -> str:
    """Of the list with this query. Nothing stored can lead elsewhere: it is cleaned again, and stands behind our own path."""
    address = reverse("admin:articles_article_changelist")
    query = kept(query)
    return f"{address}?{query}" if query else address


def _link(view: SavedView, query: str, user: User | AnonymousUser) -> Link:
    shared_by = view.owner.get_username() if view.owner_id != user.pk else ""
    return Link(view.name, address_of(view.query), bool(query) and kept(view.query) == query, shared_by)
