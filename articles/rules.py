"""The rule by which a robot may publish: what it would publish, doing it, changing it. Whether a row passes is said in
`PublishingRule.allows`; what it may not touch, in `candidates`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from articles.models import Article, AuditEntry, Machine, PublishingRule, StaleArticle
from articles.querysets import ArticleQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PORTION = 100  # articles a transaction


class StaleRule(Exception):
    """Somebody changed the rule since it was looked at."""


def because(rule: PublishingRule, quality: int | None, heat: int | None) -> str:
    """Why the rule publishes or does not, in words."""
    if heat == -1:
        return "superseded by better coverage"
    if quality is None:
        return "quality unknown"
    return f"quality {quality}, threshold {rule.threshold}" if quality >= rule.threshold else f"quality {quality} under {rule.threshold}"


def candidates(rule: PublishingRule) -> ArticleQuerySet:
    """What the rule would publish now: it passes, it waits, and no person has had a hand in it or is about to.

    Edited, assigned, put off, undone, born at the desk: then a person finishes it. So it is with what was taken back, by
    whomever. An editor whose account is gone was a person, too.
    """
    of_a_person = Q(by__isnull=False) | Q(run=None, machine="") | Q(took_back=True)
    touched = AuditEntry.objects.filter(of_a_person, article=OuterRef("pk"))
    return Article.objects.awaiting_review().filter(
        Q(heat__isnull=True) | ~Q(heat=-1),
        Q(held_until__isnull=True) | Q(held_until__lte=timezone.now()),
        ~Exists(touched),
        quality__gte=rule.threshold,
        assigned_to=None,
        later_until=None,
        has_conflict=False,
    )


def publish_allowed() -> int:
    """Where the rule is on, publish what it would; how many. One query where it is off."""
    rule = PublishingRule.current()
    if not rule.is_on:
        return 0
    keys = list(candidates(rule).values_list("pk", flat=True))
    done = 0
    for start in range(0, len(keys), PORTION):
        published = _publish(keys[start : start + PORTION], rule)
        if published is None:  # switched off, or changed, since
            break
        done += published
    return done


def change(seen: PublishingRule, *, threshold: int, is_on: bool, by: User) -> None:
    """Set the rule as it was `seen` to something else, with a line of the admin's log. Raises StaleRule."""
    now = timezone.now()
    with transaction.atomic():
        PublishingRule.objects.get_or_create(pk=seen.pk)
        rows = PublishingRule.objects.filter(pk=seen.pk, changed_at=seen.changed_at)
        if not rows.update(threshold=threshold, is_on=is_on, changed_at=_after(now, seen.changed_at), changed_by=by):
            raise StaleRule
        changed = [PublishingRule.current()]
        before, after = _state(seen.is_on, seen.threshold), _state(is_on, threshold)
        LogEntry.objects.log_actions(by.pk, changed, CHANGE, change_message=f"{before} → {after}", single_object=True)


def _publish(keys: list[int], rule: PublishingRule) -> int | None:
    """Publish those of a portion that are still nobody's; None where the rule is no longer the one that chose them."""
    done = 0
    with transaction.atomic():
        now = PublishingRule.current()
        if not now.is_on or now.threshold != rule.threshold:
            return None
        articles = {article.pk: article for article in _locked(keys)}
        # Asked again once the rows are ours: an editor may have taken one between.
        for key in candidates(rule).filter(pk__in=articles).values_list("pk", flat=True):
            article = articles[key]
            try:
                with transaction.atomic():
                    done += article.publish(machine=Machine.RULE, reason=because(rule, article.quality, article.heat))
            except StaleArticle:
                continue
    return done


def _locked(keys: list[int]) -> ArticleQuerySet:
    """Their rows, without those that somebody is writing at this moment. On SQLite the transaction holds them all."""
    rows = Article.objects.filter(pk__in=keys).order_by("pk")
    return rows.select_for_update(of=("self",), skip_locked=True) if connection.vendor == "postgresql" else rows


def _after(now: datetime, seen: datetime | None) -> datetime:
    """It is what tells two states of the rule apart: never the same twice, whatever the clock does."""
    return now if seen is None or now > seen else seen + timedelta(microseconds=1)


def _state(is_on: bool, threshold: int) -> str:
    return f"{'on' if is_on else 'off'} at {threshold}"
