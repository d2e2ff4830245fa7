"""What stands around the article's form: state and verbs, conflicts, where it came from, who did what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from articles.conflicts import Dispute, disputes
from articles.desk import columns
from articles.desk.decisions import VERBS, may_decide
from articles.desk.source import masked, masked_value
from articles.models import Article, ArticleSource, AuditEntry, Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

NEWEST = 50


class Change(NamedTuple):
    field: str
    before: str
    after: str


class Line(NamedTuple):
    """One entry of the audit trail, in words."""

    at: datetime
    who: str
    verb: str
    reason: str
    changes: list[Change]


def panel(article: Article, user: User | AnonymousUser) -> dict[str, Any]:
    """Template context of a stored article's form, as this user may act on it."""
    may_publish = may_decide(user)
    superseder = columns.lead(article) if article.is_superseded else None
    return {
        "badge": columns.badge(article),
        "verbs": [(verb, label) for verb, label in _verbs(article) if may_decide(user, verb)],
        "lead": superseder,
        "lead_address": columns.lead_address(superseder) if superseder else "",
        "conflicts": [_dispute(dispute, may_publish) for dispute in disputes(article)],
        "source_text": _source_text(article),
        "trail": [line(entry) for entry in article.audit.select_related("by")[:NEWEST]],
    }


def line(entry: AuditEntry) -> Line:
    return Line(entry.at, entry.who, entry.verb, entry.reason, changes(entry))


def changes(entry: AuditEntry) -> list[Change]:
    pairs = entry.changes.items() if isinstance(entry.changes, dict) else ()
    return [Change(name.replace("_", " "), *_before_after(pair)) for name, pair in pairs]


def readable(value: Any) -> str:
    """Any stored value as a line of text. Lists by comma, maps as `key: value`; never a sealed payload."""
    value = masked_value(value)
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, list):
        return ", ".join(f"({readable(item)})" if isinstance(item, dict) else readable(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {readable(item)}" for key, item in value.items() if item not in (None, "", [], {}))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
    return str(value)


def _verbs(article: Article) -> list[tuple[str, str]]:
    """Those that would change something, with their labels."""
    labels = {verb: verb.capitalize() for verb in VERBS}
    if article.status != Status.PUBLISHED:
        labels["unpublish"] = "Back to review"
    return [(verb, labels[verb]) for verb, (_, status) in VERBS.items() if status != article.status]


def _dispute(dispute: Dispute, may_publish: bool) -> dict[str, Any]:
    conflict = dispute.conflict
    return {
        "pk": conflict.pk,
        "field": conflict.field.replace("_", " "),
        "ours": readable(dispute.ours),
        "theirs": readable(conflict.theirs),
        "may": may_publish or conflict.field != "status",
    }


def _source_text(article: Article) -> str:
    source = ArticleSource.objects.filter(article=article).only("content").first()
    return masked(bytes(source.content).decode("utf-8", "replace")) if source else ""


def _before_after(pair: Any) -> tuple[str, str]:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    return readable(before), readable(after)
