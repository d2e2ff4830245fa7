"""What the queue's page shows: what waits, what the candidate is, why it ranks. In a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from articles import leases, score
from articles.canonical import web_address
from articles.desk.panel import line
from articles.desk.patience import waited_in_vain
from articles.desk.pictures.words import broken
from articles.desk.review import why
from articles.desk.review.acting import clock
from articles.desk.review.editing import CandidateForm
from articles.desk.review.history import OWN, Trail, seconds_each, trail
from articles.desk.review.where import ORDERS, VIEWS, Where
from articles.models import Article, ArticleImage, ArticleTopic, PicturePolicy, PublishingRule, RelatedLink
from articles.querysets import COPIES
from articles.rights import may_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass
class Row:
    """A candidate in the list."""

    article: Article
    address: str
    current: bool
    badge: tuple[str, str]


def sheet(user: User, where: Where, form: CandidateForm | None = None) -> dict[str, Any]:
    """The page's context. `form` is an edit that was refused: it is shown again, with what was typed."""
    rule, decides = PublishingRule.current(), may_decide(user)
    found, unheld = _portion(user, where, rule, decides)
    candidate = _candidate(found, where)
    past = trail(candidate, user)
    where = replace(where, item=candidate.pk if candidate else 0, place=found.index(candidate) if candidate else 0)
    return {
        "where": where,
        "decides": decides,
        "edits": user.has_perm("articles.change_article"),
        "rule": rule,
        "rows": [_row(article, where, rule) for article in found],
        "unheld": unheld,
        **_header(where, found, past),
        **_beside(where, found),
        **(_facts(candidate, where, rule, past, user, form) if candidate else {}),
        "last": past.last,
        "last_verb": OWN[past.last.verb].lower() if past.last else "",
    }


def _portion(user: User, where: Where, rule: PublishingRule, decides: bool) -> tuple[list[Article], bool]:
    """What is listed, and whether it could not be held for this editor."""
    portion = leases.Portion(order=where.order, view=where.view, item=where.item, threshold=rule.threshold)
    try:
        return (leases.lease(user, portion), False) if decides else (leases.look(user, portion), False)
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        return leases.look(user, portion), True


def _candidate(found: list[Article], where: Where) -> Any:
    """The one that was asked for, else what stands in its place."""
    asked = next((article for article in found if article.pk == where.item), None)
    return asked or (found[min(where.place, len(found) - 1)] if found else None)


def _row(article: Article, where: Where, rule: PublishingRule) -> Row:
    return Row(article, where.at(item=article.pk, place=0, ask=""), article.pk == where.item, why.badge(article, rule))


def _header(where: Where, found: list[Any], past: Trail) -> dict[str, Any]:
    total = found[0].total if found else 0
    left = min(total, leases.WINDOW)
    here = {"item": 0, "place": 0, "ask": ""}
    return {
        "left": left,
        "cut_off": total > leases.WINDOW,
        "minutes": max(1, round(left * seconds_each(past.mine) / 60)),
        "views": [(label, where.at(view=name, **here), name == where.view) for name, label in VIEWS.items()],
        "orders": [(label, where.at(order=name, **here), name == where.order) for name, label in ORDERS.items()],
        "until": found[0].held_until if found else None,
    }


def _beside(where: Where, found: list[Article]) -> dict[str, Any]:
    """The candidates before and after this one in the list: their keys, and their addresses."""
    before = found[where.place - 1] if where.place else None
    after = found[where.place + 1] if where.place + 1 < len(found) else None
    address = {"before": before, "after": after}
    moves = {name: where.at(item=article.pk, place=0, ask="") for name, article in address.items() if article}
    return {"moves": moves, "following": after.pk if after else 0, "cancel": where.at(ask="")}


def _facts(candidate: Any, where: Where, rule: PublishingRule, past: Trail, user: User, form: CandidateForm | None) -> dict[str, Any]:
    prefetch_related_objects(
        [candidate],
        Prefetch("topic_links", ArticleTopic.objects.select_related("topic").order_by("position"), to_attr="ordered_topics"),
        Prefetch("images", ArticleImage.objects.select_related(*COPIES).defer("extra").order_by("position", "pk"), to_attr="pictures"),
        Prefetch("related", RelatedLink.objects.select_related("target").only(*_OF_COVERAGE).order_by("position", "pk")),
    )
    images, candidate.pictures = candidate.pictures, _ours(candidate)
    missing = [] if candidate.pictures else [image for image in images if web_address(image.url)]
    now = timezone.now()
    related = list(candidate.related.all())
    if where.ask == "edit" and form is None and user.has_perm("articles.change_article"):
        form = CandidateForm(instance=candidate)
    return {
        "article": candidate,
        "form": form,
        "picture_elsewhere": web_address(missing[0].url) if missing else "",
        "picture_broken": broken(missing[0].picture) if missing else "",
        "picture_pk": images[0].picture_id if images else None,
        "original": web_address(candidate.web_url) or web_address(candidate.original_url),
        "reasons_why": why.why_not_public(candidate, past.history, rule),
        "rule_says": why.what_the_rule_says(candidate, rule),
        "coverage": [(link, why.covered_by(link)) for link in related],
        "terms": score.terms(candidate.quality, candidate.heat, candidate.listed_at, len(related), now),
        "history": [line(entry) for entry in past.history],
        "held_by_other": leases.holder(candidate, user),
        "held_until": clock(candidate.held_until) if candidate.held_until and candidate.held_until > now else "",
    }


def _ours(candidate: Any) -> list[ArticleImage]:
    """The desk loads nothing from elsewhere: where we keep or show no copy of a picture, there is the drawing and a link."""
    copied = candidate.provider is None or candidate.provider.pictures == PicturePolicy.COPY
    return [image for image in candidate.pictures if copied and image.shown]


_OF_COVERAGE = (
    *("article", "title", "web_url", "quality", "position", "provider_details", "published_at"),
    *("target__status", "target__title", "target__quality"),
)
