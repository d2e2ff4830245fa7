"""From a click to a verb of the article, and what to say of it. No rule lives here: loop and call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from articles.conflicts import end_disputes
from articles.models import Article, StaleArticle, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

PUBLISH = "articles.publish_article"
WITHDRAW = "articles.withdraw_article"
VERBS = {
    "publish": ("Published", Status.PUBLISHED),
    "unpublish": ("Unpublished", Status.AWAITING),
    "decline": ("Declined", Status.DECLINED),
    "withdraw": ("Withdrawn", Status.WITHDRAWN),
}


def may_publish(request: HttpRequest) -> bool:
    return may_decide(request.user)


def may_decide(user: User | AnonymousUser, verb: str = "publish") -> bool:
    """Nobody decides on what they may not read."""
    right = WITHDRAW if verb == "withdraw" else PUBLISH
    return user.has_perm(right) and (user.has_perm("articles.view_article") or user.has_perm("articles.change_article"))


def version_seen(text: str | None) -> int:
    """The version that a page was rendered with; 0, which no article has, where it is missing or forged."""
    try:
        return int(text or 0)
    except ValueError:
        return 0


def decide(article: Article, verb: str, version: int, by: User, reason: str = "") -> str:
    """Call the verb on the version that the editor saw. Answers why nothing was done, or ""."""
    if not may_decide(by, verb):
        return f"you have no permission to {verb} articles"
    article.version = version
    try:
        with transaction.atomic():
            done = getattr(article, verb)(by=by, reason=reason[:300])
            if done:
                end_disputes(article)
    except StaleArticle:
        return "changed meanwhile, look at it again"
    return "" if done else f"already {article.get_status_display()}"


def decide_all(request: HttpRequest, verb: str, articles: Iterable[Article], seen: dict[int, int]) -> None:
    """The bulk action: one verb on many articles, then one message for what was done and one for each reason why not."""
    outcomes: defaultdict[str, list[str]] = defaultdict(list)
    for article in articles:
        reason = decide(article, verb, seen.get(article.pk, 0), request.user)  # type: ignore[arg-type]
        outcomes[reason].append(article.title)
    done = outcomes.pop("", [])
    word = VERBS[verb][0]
    messages.add_message(request, messages.SUCCESS if done else messages.INFO, f"{len(done)} {word.lower()}.")
    for reason, titles in outcomes.items():
        messages.warning(request, f"{len(titles)} not {word.lower()}, {reason}: {_named(titles)}")


def versions_seen(request: HttpRequest) -> dict[int, int]:
    """From the hidden `seen` fields of a list, `pk:version` each."""
    pairs = (text.partition(":") for text in request.POST.getlist("seen"))
    return {version_seen(pk): version_seen(version) for pk, _, version in pairs}


def _named(titles: list[str], most: int = 10) -> str:
    names = ", ".join(f"“{title}”" for title in titles[:most])
    return names + (f" and {len(titles) - most} more" if len(titles) > most else "")
