"""Who may undo what: whoever may do what the undo does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from articles.models import AuditEntry, Status
from articles.rights import PUBLISH, WITHDRAW, may_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

EDIT = "articles.change_article"
# Of the columns that are the desk's; any other field is an edit's.
RIGHTS = {
    "publish_at": PUBLISH,
    "expires_at": PUBLISH,
    "embargo_until": PUBLISH,
    "later_until": PUBLISH,
    "assigned_to": "articles.assign_article",
    "correction": "articles.add_correction",
}


def rights(entry: AuditEntry) -> set[str]:
    """All that undoing this entry takes: publishing for states and times, withdrawing where it withdraws or takes that back."""
    changes = entry.changes if isinstance(entry.changes, dict) else {}
    needed = {RIGHTS.get(name, EDIT) for name in changes if name != "status"}
    if "status" in changes:
        states = changes["status"]
        needed.add(WITHDRAW if isinstance(states, list) and Status.WITHDRAWN in states else PUBLISH)
    return needed or {EDIT}


def may_undo(user: User | AnonymousUser, entry: AuditEntry) -> bool:
    return may_read(user) and all(user.has_perm(right) for right in rights(entry))
