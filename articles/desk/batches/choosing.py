"""From the ticks of a list to what the confirmation page says, and back: the choice travels signed, so that what is done
is what was shown."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.http import HttpRequest

from articles.batches import MOST
from articles.desk.batches.words import ALREADY
from articles.desk.decisions import versions_seen
from articles.models import Article, Status

_SALT = "articles.desk.batches"
_VALID = 24 * 3600  # seconds for which a confirmation page can be confirmed
_AT_ONCE = 1_000
SHOWN = 8
Row = tuple[int, int, str, str | None, str]  # key, version, status, provider, title
_COLUMNS = ("pk", "version", "status", "provider__name", "title")


class Unconfirmed(Exception):
    """Why what was posted confirms nothing, in words."""


@dataclass
class Choice:
    """Which articles, each with the version that the editor saw; `key` is what makes a second click the same click."""

    verb: str
    versions: dict[int, int]
    about: str
    back: str
    user: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))

    def sealed(self) -> str:
        return signing.dumps(asdict(self) | {"versions": list(self.versions.items())}, salt=_SALT, compress=True)


@dataclass
class Summary:
    """What is said of a choice before it is confirmed."""

    count: int
    statuses: list[tuple[str, str, int]]
    providers: list[tuple[str, int]]
    other_providers: int
    already: int
    changed: int
    titles: list[tuple[str, str]]

    @property
    def more(self) -> int:
        return self.count - len(self.titles)


def unsealed(request: HttpRequest) -> Choice:
    """The choice that this editor confirms. Unconfirmed where it is forged, old, or somebody else's."""
    try:
        given = signing.loads(request.POST.get("choice", ""), salt=_SALT, max_age=_VALID)
    except signing.BadSignature:
        raise Unconfirmed("This confirmation is older than a day, or was never given. Choose the articles again.") from None
    choice = Choice(**given | {"versions": dict(given["versions"])})
    if choice.user != request.user.pk:
        raise Unconfirmed("This confirmation is somebody else’s. Choose the articles yourself.")
    return choice


def chosen(request: HttpRequest, articles: Any) -> tuple[dict[int, int], list[Row]]:
    """Versions and rows of these articles, MOST + 1 at the most: as the list showed them where it did, else as they are."""
    rows: list[Row] = list(articles.prefetch_related(None).values_list(*_COLUMNS)[: MOST + 1])
    seen = _seen(request)
    return {row[0]: seen.get(row[0], row[1]) for row in rows}, rows


def rows_of(versions: dict[int, int]) -> list[Row]:
    keys = list(versions)
    found: dict[int, Row] = {}
    for start in range(0, len(keys), _AT_ONCE):
        portion = Article.objects.filter(pk__in=keys[start : start + _AT_ONCE]).values_list(*_COLUMNS)
        found |= {row[0]: row for row in portion}
    return [found[key] for key in keys if key in found]


def summary(choice: Choice, rows: list[Row]) -> Summary:
    statuses = Counter(row[2] for row in rows)
    providers = Counter(row[3] or "no provider" for row in rows)
    few = providers.most_common(5)
    return Summary(
        count=len(rows),
        statuses=[(status, Status(status).label, count) for status, count in statuses.most_common()],
        providers=few,
        other_providers=len(rows) - sum(count for _, count in few),
        already=statuses.get(ALREADY.get(choice.verb, ""), 0),
        changed=sum(choice.versions[row[0]] != row[1] for row in rows),
        titles=[(row[4], row[3] or "") for row in rows[:SHOWN]],
    )


def in_words(request: HttpRequest, changelist: Any, count: int) -> str:
    """What the list was narrowed to: “all 120 that match: awaiting review, “robots”, provider Reuters”."""
    parts = [f"“{changelist.query}”"] if changelist.query else []
    for spec in changelist.filter_specs:
        value = spec.value()
        if value and spec.parameter_name == "status":
            parts.insert(0, "any status" if value == "all" else Status(value).label if value in Status.values else str(value))
        elif value:
            parts.append(f"{spec.title} {_word(spec, value)}")
    return f"all {count:,} that match: {', '.join(parts)}"[:300]


def _word(spec: Any, value: str) -> str:
    if hasattr(spec, "others"):
        return str(spec.others._default_manager.filter(pk=spec.chosen()).first() or value)
    return str(dict(spec.lookup_choices).get(value, value))


def _seen(request: HttpRequest) -> dict[int, int]:
    return {pk: version for pk, version in versions_seen(request).items() if 0 < version < 2**31}
