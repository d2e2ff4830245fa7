"""What a batch of read files comes to: new, changed, in dispute. Reads rows, writes nothing; a dry run stops here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from articles.importer import prune, rows
from articles.importer.decide import Decision, decide
from articles.importer.files import ReadFile
from articles.importer.records import read_record
from articles.models import Article, ArticleSource, AuditEntry, Status, TaxonomySource


@dataclass(slots=True)
class Update:
    """A file that was imported before, its row, and what the merge makes of the two."""

    file: ReadFile
    article: Article
    decision: Decision


@dataclass(slots=True)
class Plan:
    """What a batch comes to. `ours` are files that our own export wrote: nothing new, but the base of the next merge."""

    create: list[ReadFile] = field(default_factory=list)
    update: list[Update] = field(default_factory=list)
    taxonomy: list[ReadFile] = field(default_factory=list)
    ours: list[tuple[ReadFile, Article]] = field(default_factory=list)
    created: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def conflicts(self) -> int:
        """Articles on which file and editor disagree now."""
        return sum(bool(update.decision.conflicts) for update in self.update)


def known_digests(source: str, paths: list[str]) -> dict[str, set[str]]:
    """The digests under which these files were imported last; a file that returns after it was missed has none."""
    articles = ArticleSource.objects.filter(article__source=source, article__path__in=paths, missing_since=None)
    known = {path: {digest} for path, digest in articles.values_list("article__path", "digest")}
    for path, digest in TaxonomySource.objects.filter(source=source, path__in=paths).values_list("path", "digest"):
        known[path] = {digest}
    return known


def plan(source: str, files: list[ReadFile]) -> Plan:
    """Decide on readable, changed files. Locks their rows where the database can."""
    result = Plan()
    stored = {article.path: article for article in _stored(source, [file.path for file in files])}
    taxonomy = TaxonomySource.objects.filter(source=source, path__in=[file.path for file in files if file.kind != "article"])
    exported = dict(taxonomy.values_list("path", "exported_digests"))
    for file in files:
        if file.kind != "article":
            result.taxonomy.append(file)
            known = exported.get(file.path)
            result.created += known is None
            result.unchanged += known is not None and file.digest in known
            result.updated += known is not None and file.digest not in known
        elif file.path not in stored:
            result.create.append(file)
            result.created += 1
        elif _is_our_own(file, stored[file.path]):
            result.ours.append((file, stored[file.path]))
            result.unchanged += 1
        else:
            result.update.append(_update(file, stored[file.path]))
            result.updated += 1
    return result


def _is_our_own(file: ReadFile, article: Article) -> bool:
    source: ArticleSource | None = getattr(article, "source_file", None)
    return source is not None and source.missing_since is None and file.digest in source.exported_digests


def _update(file: ReadFile, article: Article) -> Update:
    theirs = dict(file.fields)
    ours = rows.fields_of(article)
    source: ArticleSource | None = getattr(article, "source_file", None)
    base = read_record(bytes(source.content), article.path).fields if source and source.digest else None
    returns = source is not None and source.missing_since is not None and article.status == Status.WITHDRAWN
    if returns:
        ours["status"] = prune.status_before(article)
    if rows.file_status(ours["status"]) == theirs["status"]:
        theirs["status"] = ours["status"]  # declined and withdrawn are “not published” in a file
    decided = theirs["status"] != ours["status"] and _somebody_decided(article)
    decision = decide(base or None, theirs, ours, ours_stands=frozenset({"status"} if decided else ()))
    if returns:
        decision.changes.setdefault("status", ours["status"])
    return Update(file, article, decision)


def _somebody_decided(article: Article) -> bool:
    """Whether the status is a person's decision, although it may be what the file once said: decided, taken back, scheduled."""
    if any((article.publish_at, article.expires_at, article.embargo_until)):
        return True
    return AuditEntry.objects.filter(article=article, run=None, machine="", changes__has_key="status").exists()


def _stored(source: str, paths: list[str]) -> Iterable[Article]:
    articles = Article.objects.filter(source=source, path__in=paths)
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        articles = articles.select_for_update(of=("self",))
    return articles.select_related("source_file").prefetch_related("topic_links__topic", "images", "related")
