"""Why a candidate is not public, and what the publishing rule says of it, in an editor's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from articles.canonical import web_address
from articles.desk.columns import lead, lead_address
from articles.models import Article, AuditEntry, PublishingRule, RelatedLink


class Why(NamedTuple):
    short: str
    text: str
    link: RelatedLink | None = None
    address: str = ""


def why_not_public(article: Article, history: Sequence[AuditEntry], rule: PublishingRule) -> list[Why]:
    """At least one reason. `article` with its coverage, `history` with the newest first."""
    reasons = []
    if article.is_superseded:
        reasons.append(_superseded(article))
    if article.quality is None:
        reasons.append(Why("no quality", "Its file gives no quality."))
    elif article.quality < rule.threshold:
        reasons.append(Why("under the threshold", f"Quality {article.quality} is under the threshold of {rule.threshold}."))
    return reasons or [_undecided(history)]


def what_the_rule_says(article: Article, rule: PublishingRule) -> str:
    switch = "is on" if rule.is_on else "is off"
    verdict = "would publish this" if rule.allows(article.quality, article.heat) else "would not publish this"
    return f"The rule ({rule}) {verdict}; it {switch}."


def badge(article: Article, rule: PublishingRule) -> tuple[str, str]:
    """(class, words) for its row in the list."""
    if article.is_superseded:
        return "superseded", "superseded"
    if rule.allows(article.quality, article.heat):
        return "published", f"{article.quality} of {rule.threshold}"
    return "", f"{'no quality' if article.quality is None else article.quality} of {rule.threshold}"


def covered_by(link: RelatedLink) -> str:
    """Where other coverage is read: our own page of it at the desk, else elsewhere; "" where neither is a web address."""
    return lead_address(link) if link.target_id else web_address(link.web_url)


def _superseded(article: Article) -> Why:
    better = lead(article)
    if better is None:
        return Why("superseded", "Better coverage of this story exists; its file does not say where.")
    own = "unknown" if article.quality is None else article.quality
    text = f"Better coverage of this story exists (quality {better.quality} against {own}):"
    return Why("superseded", text, better, covered_by(better))


def _undecided(history: Sequence[AuditEntry]) -> Why:
    verbs = [entry for entry in history if "status" in entry.changes or entry.verb == "create"]
    if verbs and verbs[0].verb in ("unpublish", "undo"):
        return Why("back in review", f"{verbs[0].who} sent it back to review.")
    if verbs and verbs[-1].verb == "create":
        return Why("new", "It was written at the desk, and nobody has decided on it yet.")
    return Why("declared unpublished", "So its file says.")
