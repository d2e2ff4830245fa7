"""What is mine: the articles that are assigned to me, in any state, and the notes that name me."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse

from articles.desk import columns
from articles.desk.page import page, show
from articles.models import Article, Note, Status
from articles.teamwork import may_name

PAGE = 50
# Notes that name somebody are looked for among so many of the newest; those of last year are not news.
AMONG = 500
MENTIONS = 10
TABS = (("", "All"), ("open", "To decide"), ("decided", "Decided"))


@page("articles.view_article")
def mine(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("state", "")
    articles, below = _assigned(request.user, tab, request.GET.get("below", ""))
    context = {
        "articles": articles,
        "below": below,
        "tab": tab,
        "tabs": TABS,
        "named": _naming(request.user) if request.user.has_perm("articles.view_note") else [],
        "may_assign": request.user.has_perm("articles.assign_article"),
    }
    return show(request, "admin/teamwork/mine.html", "Mine", context)


def _assigned(user: Any, tab: str, below: str) -> tuple[list[Article], int | None]:
    """The newest first, and where the next page goes on."""
    rows = Article.objects.filter(assigned_to=user)
    if tab in ("open", "decided"):
        rows = rows.filter(status=Status.AWAITING) if tab == "open" else rows.exclude(status=Status.AWAITING)
    if below.isdecimal() and len(below) < 19:
        rows = rows.filter(pk__lt=below)
    latest = Note.objects.filter(article=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    shown = rows.select_related("provider").defer("body", "featured_content", "extra").annotate(latest=Subquery(latest))
    found: list[Any] = list(shown.order_by("-pk")[: PAGE + 1])
    articles = found[:PAGE]
    _decorate(articles, with_notes=user.has_perm("articles.view_note"))
    return articles, articles[-1].pk if len(found) > PAGE else None


def _decorate(articles: list[Any], *, with_notes: bool) -> None:
    wanted = [article.latest for article in articles if article.latest] if with_notes else []
    notes = Note.objects.select_related("by").in_bulk(wanted)
    for article in articles:
        article.badge = columns.badge(article)
        article.last_note = notes.get(article.latest)


def _naming(user: Any) -> list[Note]:
    """Notes by others that name me; the database cannot tell @ann from @anna."""
    newest = Note.objects.order_by("-pk").values("pk")[:AMONG]
    likely = Note.objects.filter(pk__in=newest, text__icontains=f"@{user.get_username()}").exclude(by=user)
    found = likely.select_related("by", "article").only("text", "at", "by__username", "article__title").order_by("-pk")[: 5 * MENTIONS]
    return [note for note in found if may_name(note.text, user)][:MENTIONS]
