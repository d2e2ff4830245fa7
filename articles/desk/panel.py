"""What stands around the article's form: state and verbs, conflicts, where it came from, who did what."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from articles.conflicts import TYPED, Dispute, disputes
from articles.desk import columns
from articles.desk.decisions import VERBS, may_settle, version_seen
from articles.desk.forms import CorrectionForm, SettleForm
from articles.desk.source import masked
from articles.desk.stale import Row, rows_of
from articles.desk.times import SCHEDULE, outlook
from articles.desk.words import compared, readable
from articles.importer.rows import as_time
from articles.models import Article, ArticleSource, AuditEntry, Status
from articles.rights import may_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User
    from django.http import QueryDict

    from articles.desk.forms import ArticleForm

__all__ = ["Change", "Clash", "Line", "changes", "clash", "line", "panel", "readable"]

TIMES = ("published_at", "later_until", *SCHEDULE)
NEWEST = 50
MOST_TOLD = 10


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


class Clash(NamedTuple):
    """Somebody saved while this form was open: who and when, and what is different."""

    lines: list[Line]
    rows: list[Row]


def panel(article: Article, user: User | AnonymousUser, clicked: QueryDict | None = None) -> dict[str, Any]:
    """Template context of a stored article's form, as this user may act on it. `clicked` is what a refused click had posted."""
    superseder = columns.lead(article) if article.is_superseded else None
    may_edit = user.has_perm("articles.change_article")
    correction = CorrectionForm(clicked if clicked is not None and "text" in clicked else None, auto_id="correction-%s")
    return {
        "badge": columns.badge(article),
        "outlook": outlook(article),
        "verbs": [(verb, label) for verb, label in _verbs(article) if verb != "withdraw" and may_decide(user, verb, article.status)],
        "may_withdraw": article.status != Status.WITHDRAWN and may_decide(user, "withdraw"),
        "asks_reason": clicked is not None and clicked.get("asked") == "withdraw",
        "may_correct": may_edit and user.has_perm("articles.add_correction") and (article.is_public or correction.is_bound),
        "corrections": list(article.corrections.select_related("by")),
        "correction": correction,
        "lead": superseder,
        "lead_address": columns.lead_address(superseder) if superseder else "",
        "conflicts": [_dispute(dispute, may_edit and may_settle(user, dispute.conflict), clicked) for dispute in disputes(article)],
        "source_text": _source_text(article),
        "trail": [line(entry) for entry in article.audit.select_related("by")[:NEWEST]],
    }


def clash(form: ArticleForm, formsets: list[Any]) -> Clash | None:
    """Both versions of what was changed meanwhile; None where the form is no stale one."""
    if form.stands is None:
        return None
    seen = version_seen(form.data.get("seen_version"))
    since = form.stands.version - seen if seen > 0 else 1  # each change is one version and one entry; a forged page saw none
    entries = form.stands.audit.select_related("by")[: min(max(since, 1), MOST_TOLD)]
    rows = [*rows_of(form), *(formset.both for formset in formsets if hasattr(formset, "both"))]
    return Clash([line(entry) for entry in entries], rows)


def line(entry: AuditEntry) -> Line:
    return Line(entry.at, entry.who, entry.verb, entry.reason, changes(entry))


def changes(entry: AuditEntry) -> list[Change]:
    pairs = entry.changes.items() if isinstance(entry.changes, dict) else ()
    return [Change(name.replace("_", " "), *_before_after(name, pair)) for name, pair in pairs]


def _verbs(article: Article) -> list[tuple[str, str]]:
    """Those that would change something, with their labels."""
    labels = {verb: verb.capitalize() for verb in VERBS}
    if article.status != Status.PUBLISHED:
        labels["unpublish"] = "Back to review"
    return [(verb, labels[verb]) for verb, (_, status) in VERBS.items() if status != article.status]


def _dispute(dispute: Dispute, may: bool, clicked: QueryDict | None) -> dict[str, Any]:
    conflict = dispute.conflict
    ours, theirs = compared(_in_words(conflict.field, dispute.ours), _in_words(conflict.field, conflict.theirs))
    prefix = f"conflict-{conflict.pk}-"
    typed = clicked if clicked is not None and any(name.startswith(prefix) for name in clicked) else None
    return {
        "pk": conflict.pk,
        "field": conflict.field.replace("_", " "),
        "ours": ours,
        "theirs": theirs,
        "run": conflict.run_id,
        "at": conflict.created_at,
        "may": may,
        "form": SettleForm(conflict, dispute.ours, typed) if may and conflict.field in TYPED else None,
    }


def _source_text(article: Article) -> str:
    source = ArticleSource.objects.filter(article=article).only("content").first()
    return masked(bytes(source.content).decode("utf-8", "replace")) if source else ""


def _before_after(name: str, pair: Any) -> tuple[str, str]:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    return _in_words(name, before), _in_words(name, after)


def _in_words(field: str, value: Any) -> str:
    """A record's value; its times on the desk's clock."""
    if field in TIMES and isinstance(value, str):
        with suppress(ValueError):
            return readable(as_time(value))
    return readable(value)
