"""Who may do what: the one place that the desk and the editors' API ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

PUBLISH = "articles.publish_article"
WITHDRAW = "articles.withdraw_article"


class Forbidden(Exception):
    """What this person may not do to an article, in words."""


def may_read(user: User | AnonymousUser) -> bool:
    """Also what is not public."""
    return user.has_perm("articles.view_article") or may_edit(user)


def may_edit(user: User | AnonymousUser) -> bool:
    return user.has_perm("articles.change_article")


def may_decide(user: User | AnonymousUser, verb: str = "publish", status: str = "") -> bool:
    """Nobody decides on what they may not read, and who may not withdraw does not bring back what was withdrawn."""
    right = WITHDRAW if verb == "withdraw" or status == "withdrawn" else PUBLISH
    return user.has_perm(right) and may_read(user)
