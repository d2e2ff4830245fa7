"""From a click to a verb of the article, and what to say of it. No rule lives here. Many at once: articles/desk/batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from articles import decisions
from articles.models import Article, Conflict, StaleArticle, Status
from articles.rights import Forbidden, may_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

VERBS = {
    "publish": ("Published", Status.PUBLISHED),
    "unpublish": ("Unpublished", Status.AWAITING),
    "decline": ("Declined", Status.DECLINED),
    "withdraw": ("Withdrawn", Status.WITHDRAWN),
}


def may_publish(request: HttpRequest) -> bool:
    return may_decide(request.user)


def may_settle(user: User | AnonymousUser, conflict: Conflict) -> bool:
    """A dispute over the status is settled by who may decide on an article in either state."""
    return conflict.field != "status" or all(may_decide(user, status=str(state)) for state in (conflict.article.status, conflict.theirs))


def version_seen(text: str | None) -> int:
    """The version that a page was rendered with; 0, which no article has, where it is missing or forged."""
    try:
        return int(text or 0)
    except ValueError:
        return 0


def decide(article: Article, verb: str, version: int, by: User, reason: str = "") -> str:
    """Call the verb on the version that the editor saw. Answers why nothing was done, or "". Raises WrongReason."""
    article.version = version
    try:
        done = decisions.decide(article, verb, by=by, reason=reason)
    except Forbidden as why_not:
        return str(why_not)
    except StaleArticle:
        return "changed meanwhile, look at it again"
    return "" if done else f"already {article.get_status_display()}"


def versions_seen(request: HttpRequest) -> dict[int, int]:
    """From the hidden `seen` fields of a list, `pk:version` each."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {version_seen(pk): version_seen(version) for pk, _, version in pairs}
