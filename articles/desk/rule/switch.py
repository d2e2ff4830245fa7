"""Setting the rule from its page. What the page showed comes back signed: nobody switches on what he has not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core import signing
from django.http import QueryDict

from articles import rules
from articles.models import PublishingRule

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SALT = "the publishing rule's page"
GOOD_FOR = 3600  # seconds that a page may stand open
COUNTED = 1_000


class CannotSwitch(Exception):
    """Why nothing was changed, in words, and the threshold to show again."""

    def __init__(self, why: str, threshold: int | None = None) -> None:
        super().__init__(why)
        self.threshold = threshold


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with the threshold shown, and what it would publish at the next import."""

    threshold: int
    waiting: int
    shown: str  # signed: the threshold, the rule's last change, the number waiting, and to whom

    @classmethod
    def made(cls, rule: PublishingRule, threshold: int, to: User) -> Offer:
        waiting = _waiting(threshold)
        return cls(threshold, waiting, signing.dumps([threshold, _seen(rule), waiting, to.pk], salt=SALT))

    @property
    def label(self) -> str:
        return f"{COUNTED:,} or more" if self.waiting >= COUNTED else f"{self.waiting:,}"


def switch(posted: QueryDict, by: User) -> str:
    """Do what the page's form asks for, and say so. Raises CannotSwitch."""
    threshold, seen, waiting = _shown(posted.get("shown", ""), by)
    rule, wanted = PublishingRule.current(), posted.get("set")
    if _seen(rule) != seen:
        raise CannotSwitch("somebody changed the rule meanwhile. This is how it stands now.", threshold)
    if wanted not in ("on", "off", "threshold"):
        raise CannotSwitch("the form did not say what to do.", threshold)
    is_on = wanted == "on"
    if is_on:
        _must_be_confirmed(posted, threshold, waiting)
    try:
        rules.change(rule, threshold=rule.threshold if wanted == "off" else threshold, is_on=is_on, by=by)
    except rules.StaleRule:
        raise CannotSwitch("somebody changed the rule meanwhile. This is how it stands now.", threshold) from None
    if is_on:
        return f"The rule is on: from the next import it publishes what has a quality of {threshold} or more."
    return "The rule is off: robots propose, editors publish." + (f" Its threshold is {threshold}." if wanted == "threshold" else "")


def _must_be_confirmed(posted: QueryDict, threshold: int, waiting: int) -> None:
    if posted.get("confirm") != "yes":
        raise CannotSwitch("tick the box to confirm what will be published.", threshold)
    now = _waiting(threshold)
    if now > waiting:
        raise CannotSwitch(f"meanwhile {now:,} waiting articles would be published, not {waiting:,}. Look again.", threshold)


def _shown(text: str, by: User) -> tuple[int, str, int]:
    try:
        given: Any = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        raise CannotSwitch("the backtest was looked at too long ago, or never. Look at it, then decide.") from None
    threshold, seen, waiting, to = given
    if to != by.pk:
        raise CannotSwitch("this form was made for somebody else.", threshold)
    return threshold, seen, waiting


def _seen(rule: PublishingRule) -> str:
    return rule.changed_at.isoformat() if rule.changed_at else ""


def _waiting(threshold: int) -> int:
    """How many the rule would publish at once, counted no further than matters."""
    return rules.candidates(PublishingRule(threshold=threshold)).order_by().values("pk")[:COUNTED].count()
