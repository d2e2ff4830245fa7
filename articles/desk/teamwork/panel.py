"""Beside the article's form: who has it, and what is said of it inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.models import Article, Note
from articles.teamwork import MOST, assignable, is_on

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

# Beside the form; the rest is a page of its own.
NEWEST = 20
PAGE = 50


def team(article: Article, user: User | AnonymousUser) -> dict[str, Any]:
    """Template context for a stored article, as this user may act on it."""
    may_assign = user.has_perm("articles.assign_article") and may_read(user)
    editors = list(assignable()) if may_assign else []
    found = list(_notes(article)[: NEWEST + 1]) if user.has_perm("articles.view_note") else []
    return {
        "may_assign": may_assign,
        "editors": editors,
        "may_take": user in editors and article.assigned_to_id != user.pk,
        "may_note": may_note(user),
        "may_see_notes": user.has_perm("articles.view_note"),
        "notes": found[:NEWEST],
        "older": len(found) > NEWEST,
        "mail_is_on": is_on(),
        "most": MOST,
    }


def notes_page(article: Article, user: User | AnonymousUser, before: str) -> dict[str, Any]:
    """The notes older than the one with this number, or the newest; the page goes on from the last one shown."""
    rows = _notes(article)
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return {"article": article, "notes": found[:PAGE], "older": older, "may_note": may_note(user), "mail_is_on": is_on()}


def may_read(user: User | AnonymousUser) -> bool:
    return user.has_perm("articles.view_article") or user.has_perm("articles.change_article")


def may_note(user: User | AnonymousUser) -> bool:
    return user.has_perm("articles.add_note") and user.has_perm("articles.view_note") and may_read(user)


def _notes(article: Article) -> Any:
    return Note.objects.filter(article=article).select_related("by").order_by("-pk")
