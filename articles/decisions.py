"""A person's decision on an article: the one way from a click, a key, a program or a batch to a verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.conflicts import end_disputes
from articles.images.sweeping import ask
from articles.models import Article, Batch
from articles.rights import Forbidden, may_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = 300  # characters of a reason


class WrongReason(ValueError):
    """What is wrong with the reason of a decision, in words."""


def decide(article: Article, verb: str, *, by: User, reason: str = "", batch: Batch | None = None, via: str = "") -> bool:
    """Do it on the version that the article carries; `via` names a program's token. True if this changed anything.

    Raises Forbidden where this person may not, WrongReason, and StaleArticle where the article was changed since; nothing is
    changed then.
    """
    if not may_decide(by, verb, article.status):
        whose = "withdrawn articles" if may_decide(by, verb) else "articles"
        raise Forbidden(f"you have no permission to {verb} {whose}")
    if wrong := wrong_reason(verb, reason):
        raise WrongReason(wrong)
    with transaction.atomic():
        done: bool = getattr(article, verb)(by=by, reason=reason, batch=batch, via=via)
        if done:
            end_disputes(article)
            # Its picture is wanted at once; or its social card must go.
            ask(first=article.pk if verb == "publish" else None)
    return done


def wrong_reason(verb: str, reason: str) -> str:
    """Why nothing is decided for this reason; "" where it can be."""
    if "\x00" in reason:
        return "a reason is plain text, without the character NUL"
    if len(reason) > LONGEST:
        return f"the reason is longer than {LONGEST} characters"
    return "a withdrawal needs a reason: readers are shown it" if verb == "withdraw" and not reason.strip() else ""
