"""What says whether entries can be undone, and what that comes to. Reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

from django.contrib.auth.models import User

from articles.importer.addresses import free_slugs
from articles.importer.records import read_record
from articles.importer.rows import COLUMNS, as_text, as_time, fields_of, file_status
from articles.importer.store import set_columns
from articles.models import Article, ArticleSource, AuditEntry, Machine, Provider, Topic
from articles.querysets import ArticleQuerySet

TIMES = ("publish_at", "expires_at", "embargo_until", "later_until")
# Robots move it by a point all day long: where they did, it stays, and the rest is put back.
MOVES_BY_ITSELF = "heat"

UNDONE = "it was undone already"

Pairs = dict[str, list[Any]]  # {field: [before, after]}


class Step(NamedTuple):
    """What undoing an entry comes to: the fields from what they are to what they were, or why it cannot be."""

    entry: AuditEntry
    changes: Pairs
    obstacle: str

    @property
    def is_undone(self) -> bool:
        return self.obstacle == UNDONE


def snapshot(article: Article) -> dict[str, Any]:
    """An article in the terms of the audit trail: a record's fields and what only the desk knows."""
    desk = {name: as_text(getattr(article, name)) for name in TIMES}
    assigned = article.assigned_to.get_username() if article.assigned_to else None
    return {**fields_of(article), **desk, "assigned_to": assigned}


def obstacle(entry: AuditEntry, article: Article) -> str:
    """Why this entry cannot be undone on this article as it stands; "" where it can. Writes nothing."""
    return Ground([entry], {article.pk: article}).step(entry).obstacle


def prospects(entries: Sequence[AuditEntry]) -> dict[int, Step]:
    """What undoing each of these alone would come to, by key. The number of queries does not grow with them."""
    ground = Ground(entries)
    return {entry.pk: ground.step(entry) for entry in entries}


def rehearse(entries: Iterable[AuditEntry]) -> list[Step]:
    """What undoing all of these would come to, the newest first, each on what the ones before it leave. Writes nothing."""
    newest_first = sorted(entries, key=lambda entry: entry.pk, reverse=True)
    ground = Ground(newest_first)
    return [ground.take(entry) for entry in newest_first]


class Ground:
    """Articles as they stand and what lies around them: what says whether entries can be undone, in a fixed number of queries."""

    def __init__(self, entries: Sequence[AuditEntry], articles: Mapping[int, Article] | None = None) -> None:
        keys = {entry.article_id for entry in entries}
        self.articles = articles if articles is not None else {article.pk: article for article in to_undo_on().filter(pk__in=keys)}
        self.now = {key: snapshot(article) for key, article in self.articles.items()}
        self.corrections = {key: {row.text for row in article.corrections.all()} for key, article in self.articles.items()}
        links = AuditEntry.objects.filter(article__in=keys, undoes__isnull=False).select_related("undoes").order_by("-pk")
        self.origins = {link.pk: link.undoes for link in links.only("pk", "undoes__verb") if link.undoes}
        self.undone: set[int] = set()
        for pk, target in self.origins.items():  # the newest first: an undo that was undone counts for nothing
            if pk not in self.undone:
                self.undone.add(target.pk)
        self._look_around([change for entry in entries for change in pairs(entry).items()])
        self.in_file = self._files([entry for entry in entries if self.settles(entry) is not None])

    def take(self, entry: AuditEntry) -> Step:
        """The step, and from now on the ground as it is after it."""
        step = self.step(entry)
        if not step.obstacle:
            self.now[entry.article_id] |= {name: values[1] for name, values in step.changes.items()}
            self.undone.add(entry.pk)
            if "correction" in step.changes:
                self.corrections[entry.article_id] ^= {text for text in step.changes["correction"] if text}
        return step

    def step(self, entry: AuditEntry) -> Step:
        changes = pairs(entry)
        if entry.pk in self.undone:
            return Step(entry, {}, UNDONE)
        if entry.machine == Machine.SCHEDULE and not changes:
            return Step(entry, {}, "time has passed; change the date instead")
        if not changes or not (self._moves(changes) or self._can_reopen(entry)):
            return Step(entry, {}, f"“{entry.verb}” changed nothing that could be put back")
        why, back = self._compare(entry, changes)
        return Step(entry, back, why or self._lacking(entry, back))

    def settles(self, entry: AuditEntry) -> bool | None:
        """Whether the entry settled a dispute (True) or took that back (False); None where it has to do with no dispute."""
        key, verb, did = entry.pk, entry.verb, True
        while key in self.origins:
            origin = self.origins[key]
            key, verb = origin.pk, origin.verb
            did = not did
        return did if verb == "resolve" else None

    def columns(self, entry: AuditEntry, before: dict[str, Any]) -> dict[str, object]:
        """The columns to write so that these fields are what they were."""
        article = copy(self.articles[entry.article_id])
        names = set_columns(article, {name: before[name] for name in before if name in (*COLUMNS, "published_at", "provider")})
        if "provider" in before:
            article.provider_id = self.providers.get(_domain(before["provider"]))
        columns: dict[str, object] = {name: getattr(article, name) for name in names}
        columns |= {name: as_time(before[name]) for name in TIMES if name in before}
        if "category" in before:
            columns["slug"] = free_slugs([(before["category"], article.path)])[0]
        if "status" in before:
            reason = self._reason_of(entry, before["status"])
            columns |= {"status": before["status"], "status_reason": reason, "held_by": None, "held_until": None}
        if "assigned_to" in before:
            columns["assigned_to"] = self.users.get(before["assigned_to"])
        return columns

    def reopened(self, entry: AuditEntry, before: dict[str, Any]) -> dict[str, Any]:
        """The disputes that are open again where the entry settled them: field → the file's side."""
        key = entry.article_id
        return {name: self.in_file[key][name] for name in before if self._disputed(key, name, before[name])}

    def _compare(self, entry: AuditEntry, changes: Pairs) -> tuple[str, Pairs]:
        now, back = self.now.get(entry.article_id, {}), {}
        settled = self.settles(entry) is not None
        for name, (before, after) in changes.items():
            is_now = self._correction(entry) if name == "correction" else now.get(name)
            if name != "correction" and name not in now:
                return f"{word(name)} cannot be put back", {}
            if not _same(name, is_now, after) and not (settled and _same(name, is_now, before)):
                if name == MOVES_BY_ITSELF and len(changes) > 1:
                    continue
                return f"{word(name)} was changed since", {}
            back[name] = [is_now, before]
        return "", back

    def _lacking(self, entry: AuditEntry, back: Pairs) -> str:
        """What is no longer there, or would not fit what was decided since."""
        before = {name: values[1] for name, values in back.items()}
        for name in before.get("topics") or ():
            if name not in self.topics:
                return f"there is no topic “{name}” any more"
        domain = _domain(before.get("provider"))
        if domain and domain not in self.providers:
            return f"there is no provider “{domain}” any more"
        if before.get("assigned_to") and before["assigned_to"] not in self.users:
            return f"there is no account “{before['assigned_to']}” any more"
        then = {**self.now.get(entry.article_id, {}), **before}
        begin, end = as_time(then.get("publish_at")), as_time(then.get("expires_at"))
        return "it would expire before it is published" if begin and end and end <= begin else ""

    def _look_around(self, changes: list[tuple[str, list[Any]]]) -> None:
        """Which of the topics, providers and editors that these changes name are still there."""
        before: dict[str, list[Any]] = {"topics": [], "provider": [], "assigned_to": []}
        for name, values in changes:
            if name in before and values[0]:
                before[name].append(values[0])
        names = {topic for topics in before["topics"] if isinstance(topics, list) for topic in topics}
        domains = {_domain(provider) for provider in before["provider"]}
        self.topics = set(Topic.objects.filter(name__in=names).values_list("name", flat=True))
        self.providers = dict(Provider.objects.filter(domain__in=domains).values_list("domain", "pk"))
        users = User.objects.filter(username__in=map(str, before["assigned_to"]), is_active=True)
        self.users = {user.get_username(): user for user in users}

    def _files(self, entries: list[AuditEntry]) -> dict[int, dict[str, Any]]:
        """What the files last said of articles whose disputes these entries settled."""
        sources = ArticleSource.objects.filter(article__in={entry.article_id for entry in entries}).exclude(digest="")
        rows = sources.values_list("article_id", "article__path", "content")
        return {key: read_record(bytes(content), path).fields for key, path, content in rows}

    def _moves(self, changes: Pairs) -> bool:
        return any(not _same(name, before, after) for name, (before, after) in changes.items())

    def _can_reopen(self, entry: AuditEntry) -> bool:
        """Whether a dispute that was settled by keeping our value could be open again, or be settled once more."""
        settled, key = self.settles(entry), entry.article_id
        if settled:
            return any(self._disputed(key, name, before) for name, (before, _) in pairs(entry).items())
        return settled is False

    def _disputed(self, key: int, name: str, ours: Any) -> bool:
        theirs = self.in_file.get(key, {})
        return name in theirs and theirs[name] != (file_status(ours) if name == "status" else ours)

    def _correction(self, entry: AuditEntry) -> str | None:
        """The text of the correction that this entry made or took back, if readers see it now."""
        texts = [text for text in pairs(entry)["correction"] if text]
        return texts[0] if texts and texts[0] in self.corrections.get(entry.article_id, ()) else None

    def _reason_of(self, entry: AuditEntry, status: str) -> str:
        """Why the article was what it becomes again, as readers of a withdrawn one are told."""
        earlier = AuditEntry.objects.filter(article=entry.article_id, pk__lt=entry.pk, changes__has_key="status")
        for other in earlier.exclude(verb="undo").exclude(pk__in=self.undone).order_by("-pk")[:50]:
            if pairs(other).get("status", [None, None])[1] == status:
                return other.reason
        return ""


def pairs(entry: AuditEntry) -> Pairs:
    """An entry's changes; nothing where they are not what the newsroom writes."""
    changes = entry.changes if isinstance(entry.changes, dict) else {}
    return dict(changes) if all(isinstance(values, list) and len(values) == 2 for values in changes.values()) else {}


def word(name: str) -> str:
    return name.replace("_", " ")


def to_undo_on() -> ArticleQuerySet:
    rows: ArticleQuerySet = Article.objects.select_related("assigned_to")
    return rows.prefetch_related("topic_links__topic", "images", "related", "corrections")


def _same(name: str, value: Any, other: Any) -> bool:
    """Dates are compared as moments: a form writes them in the desk's time zone, the database gives UTC."""
    if name in (*TIMES, "published_at") and isinstance(value, str) and isinstance(other, str):
        return as_time(value) == as_time(other)
    return bool(value == other)


def _domain(provider: Any) -> str:
    return str(provider.get("domain") or "").lower() if isinstance(provider, dict) else ""
