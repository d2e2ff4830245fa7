"""The publishing rule held against what persons decided: what it would have got right, and what wrong. Writes nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from articles.models import AuditEntry, PublishingRule, Status

NEWEST = 5_000  # decisions
ENOUGH = 50  # decisions under which a share says little
NEVER = -1  # no threshold is so low that the rule would publish it
VERBS = {"publish": Status.PUBLISHED, "decline": Status.DECLINED}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person last decided on an article, and on what."""

    entry: int
    article: int
    at: datetime
    published: bool
    quality: int | None
    heat: int | None
    reach: int  # the highest threshold at which the rule would have published it, or NEVER


@dataclass(slots=True)
class Past:
    """The decisions that count, newest first; how many do not because nobody noted what they were made on."""

    decisions: list[Decision] = field(default_factory=list)
    unknown: int = 0

    @property
    def is_enough(self) -> bool:
        return len(self.decisions) >= ENOUGH


@dataclass(frozen=True, slots=True)
class Confusion:
    """The rule against the editors: what it publishes rightly and wrongly, what it leaves rightly, what it misses."""

    right: int
    wrong: int
    missed: int
    left: int

    @property
    def precision(self) -> float | None:
        """Of what the rule publishes, the share that editors published. None where it publishes nothing."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Of what editors published, the share that the rule publishes. None where they published nothing."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None


class Backtest:
    """Past decisions under any threshold; sorted once, so that a curve of a hundred thresholds costs nothing."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.published = sorted(one.reach for one in past.decisions if one.published)
        self.declined = sorted(one.reach for one in past.decisions if not one.published)

    def at(self, threshold: int) -> Confusion:
        missed, left = bisect_left(self.published, threshold), bisect_left(self.declined, threshold)
        return Confusion(len(self.published) - missed, len(self.declined) - left, missed, left)

    def wrong(self, threshold: int) -> list[Decision]:
        """It would have published these, and an editor declined them."""
        return [one for one in self.past.decisions if not one.published and one.reach >= threshold]

    def missed(self, threshold: int) -> list[Decision]:
        """It would have left these, and an editor published them."""
        return [one for one in self.past.decisions if one.published and one.reach < threshold]

    def lowest_with(self, precision: float) -> int | None:
        """The lowest threshold at which the rule is as precise as that: it publishes the most."""
        thresholds = sorted({*self.published, *self.declined} - {NEVER})
        return next((one for one in thresholds if (self.at(one).precision or 0) >= precision), None)


def past() -> Past:
    """The newest decisions of persons, on facts as they were then. One query.

    An article counts once, by the latest; and only if it is a person's last word on its status: not what was undone,
    taken back or withdrawn since.
    """
    statuses = AuditEntry.objects.filter(article=OuterRef("article"), by__isnull=False, changes__has_key="status")
    last_word = Subquery(statuses.order_by("-pk").values("changes")[:1])
    entries = AuditEntry.objects.filter(verb__in=["publish", "decline"], by__isnull=False).annotate(last_word=last_word)
    rows = entries.order_by("-at").values_list("pk", "article", "at", "verb", "facts", "last_word")[:NEWEST]
    return _counted(rows)


def _counted(rows: Iterable[tuple[int, int, datetime, str, Any, Any]]) -> Past:
    result, seen = Past(), set[int]()
    for pk, article, at, verb, facts, last_word in rows:
        if article in seen or last_word["status"][1] != VERBS[verb]:
            continue
        seen.add(article)
        if not isinstance(facts, dict) or "quality" not in facts:
            result.unknown += 1
            continue
        quality, heat = facts["quality"], facts.get("heat")
        result.decisions.append(Decision(pk, article, at, verb == "publish", quality, heat, reach(quality, heat)))
    return result


def reach(quality: int | None, heat: int | None) -> int:
    """The rule asks for a quality, so the highest threshold that a candidate passes is its own, or none."""
    own = quality if quality is not None else 0
    return own if PublishingRule(threshold=own).allows(quality, heat) else NEVER
