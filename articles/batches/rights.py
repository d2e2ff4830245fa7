"""Who may do what to many articles at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models import Batch
from articles.rights import PUBLISH, WITHDRAW, may_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

ASSIGN = "articles.assign_article"
# What is chosen on a list, and the right that it takes. A revert publishes what a run withdrew, so it takes that right.
VERBS = {"publish": PUBLISH, "unpublish": PUBLISH, "decline": PUBLISH, "withdraw": WITHDRAW, "assign": ASSIGN}
_RIGHTS = {**VERBS, "revert": PUBLISH}


class Refused(Exception):
    """Why this cannot be begun or gone on with, in words. Nothing was changed."""


def lacks(user: User | AnonymousUser, verb: str) -> str:
    """What this person may not do, in words; "" where the verb may be done to many articles."""
    if not may_read(user) or not user.has_perm("articles.add_batch"):
        return "you have no permission to decide many articles at once"
    return "" if user.has_perm(_RIGHTS[verb]) else f"you have no permission to {verb} articles"


def may_withdraw(user: User | AnonymousUser) -> bool:
    return user.has_perm(WITHDRAW)


def may_go_on(user: User | AnonymousUser, batch: Batch) -> bool:
    """Whose batch it is, or a Chief: they can withdraw, and so answer for what others have begun."""
    return (batch.by_id is not None and batch.by_id == user.pk) or may_withdraw(user)


def verb_of(batch: Batch) -> str:
    """The verb whose right this batch takes: to undo takes the right of what is undone."""
    while batch.verb == "undo" and batch.undoes:
        batch = batch.undoes
    return batch.verb if batch.verb in _RIGHTS else "publish"
