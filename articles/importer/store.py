"""The importer's only writer: a plan → rows, in the caller's transaction. The number of queries does not grow with the plan,
but for articles in dispute, which take a few each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.images.addresses import Site
from articles.images.linking import site_of
from articles.importer import addresses, bulk, children, rows
from articles.importer.children import CHILDREN
from articles.importer.files import ReadFile
from articles.importer.plan import Plan, Update
from articles.importer.records import Fields
from articles.importer.taxonomy import Taxonomy
from articles.models import Article, ArticleSource, ArticleTopic, AuditEntry, Conflict, FormerAddress, ImportRun, SearchDocument, Status
from articles.models.former import path_of
from articles.models.search import Document, document
from articles.stories import resolve_links_to

# Fields that an article is found by.
FOUND_BY = frozenset({"title", "excerpt", "type", "published_at", "provider", "topics"})


class Store:
    """Writes plans for one run. `site` is where site-relative pictures are found."""

    def __init__(self, run: ImportRun, site: Site) -> None:
        self.run, self.site = run, site
        self.taxonomy = Taxonomy(run.source, site)

    def apply(self, planned: Plan) -> None:
        for file in planned.taxonomy:
            self.taxonomy.store(file)
        self.taxonomy.learn([*(file.fields for file in planned.create), *(update.decision.changes for update in planned.update)])
        created, readdressed = self._create(planned.create), self._update(planned.update)
        resolve_links_to([*created, *readdressed])
        found_anew = [update.article.pk for update in planned.update if update.decision.changes.keys() & FOUND_BY]
        SearchDocument.objects.put(found_anew)
        _keep_sources([*((update.file, update.article) for update in planned.update), *planned.ours])

    def _create(self, files: list[ReadFile]) -> list[int]:
        """Rows for new files; the articles' keys."""
        if not files:
            return []
        now = timezone.now()
        slugs = addresses.free_slugs([(file.fields["category"], file.path) for file in files])
        new = (
            (
                *(self.run.pk, self.run.source, file.path, slug, self.taxonomy.provider_of(file.fields), now, now),
                *rows.article_values(file.fields, now),
            )
            for file, slug in zip(files, slugs, strict=True)
        )
        names = ("created_run_id", "source", "path", "slug", "provider_id", "created_at", "updated_at", *rows.ARTICLE_COLUMNS)
        bulk.insert(Article, names, new)
        paths = [file.path for file in files]
        keys = dict(Article.objects.filter(source=self.run.source, path__in=paths).values_list("path", "pk"))
        sources = ((keys[file.path], file.content, file.digest) for file in files)
        bulk.insert(ArticleSource, ("article_id", "content", "digest"), sources)
        children.add([(keys[file.path], file.fields["status"], file.fields) for file in files], self.taxonomy, self.site)
        SearchDocument.objects.add([self._document(keys[file.path], file.fields, now) for file in files])
        return list(keys.values())

    def _document(self, key: int, fields: Fields, now: datetime) -> Document:
        """What a new article is found by: from its file's values, which need not be read back for it."""
        listed_at = rows.as_time(fields["published_at"]) or now
        topics = map(self.taxonomy.topics.__getitem__, fields["topics"])
        provider = self.taxonomy.provider_of(fields)
        return document(key, listed_at, fields["title"], fields["excerpt"], fields["provider"], provider, fields["type"], topics)

    def _update(self, updates: list[Update]) -> list[int]:
        """Changed columns and children of known articles; the keys of those whose address may have changed."""
        if not updates:
            return []
        columns: set[str] = set()
        trail: list[AuditEntry] = []
        moving = {path_of(update.article): update.article for update in updates if "category" in update.decision.changes}
        for update in updates:
            columns |= self._merge(update, trail)
        columns |= self._readdress(moving)
        AuditEntry.objects.bulk_create(trail)
        for status in {update.decision.changes["status"] for update in updates if "status" in update.decision.changes}:
            moved = [update.article for update in updates if update.decision.changes.get("status") == status]
            ArticleTopic.objects.filter(article__in=moved).update(status=status)
        if columns:
            Article.objects.bulk_update([update.article for update in updates], sorted(columns), batch_size=100)
        children.replace(
            [(update.article.pk, update.article.status, update.decision.changes) for update in updates], self.taxonomy, self.site
        )
        return [update.article.pk for update in updates if update.decision.changes.keys() & {"web_url", "original_url"}]

    def _merge(self, update: Update, trail: list[AuditEntry]) -> set[str]:
        """Set what the file changed on the row, with one line for the audit trail; note or close disputes. The columns to write."""
        article, decision = update.article, update.decision
        before = rows.fields_of(article)
        columns = set_columns(article, decision.changes)
        if "provider" in decision.changes:
            article.provider_id = self.taxonomy.provider_of(decision.changes)
        if decision.counts_as_new_version:
            logged = {name: [before[name], value] for name, value in decision.changes.items() if name != "heat"}
            took_back = before["status"] == Status.PUBLISHED != article.status
            trail.append(AuditEntry(article=article, run=self.run, verb="import", changes=logged, took_back=took_back))
        news_of_disputes = (article.has_conflict or decision.conflicts) and self._keep_conflicts(update)
        if decision.counts_as_new_version or news_of_disputes:
            article.version += 1
            article.updated_at = timezone.now()
            columns |= {"version", "updated_at", "has_conflict"}
        return columns

    def _keep_conflicts(self, update: Update) -> bool:
        """Close disputes that have ended, note the new ones. True if an editor who looks at the article now sees others."""
        article, decision = update.article, update.decision
        known = {conflict.field: conflict.theirs for conflict in article.conflicts.all()}
        ended = known.keys() & (decision.settled | decision.changes.keys())
        article.conflicts.filter(field__in=ended).delete()
        for name, (ours, theirs) in decision.conflicts.items():
            Conflict.objects.update_or_create(article=article, field=name, defaults={"ours": ours, "theirs": theirs, "run": self.run})
        article.has_conflict = bool(decision.conflicts or known.keys() - ended)
        return bool(ended) or any(name not in known or known[name] != theirs for name, (_, theirs) in decision.conflicts.items())

    @staticmethod
    def _readdress(moved: dict[str, Article]) -> set[str]:
        """Articles whose category changed stand at another address. {path before: article}"""
        slugs = addresses.free_slugs([(article.category, article.path) for article in moved.values()]) if moved else []
        for article, slug in zip(moved.values(), slugs, strict=True):
            article.slug = slug
        FormerAddress.objects.leave(moved)
        return {"slug"} if moved else set()


def _keep_sources(files: list[tuple[ReadFile, Article]]) -> None:
    """These bytes are the base of the next merge."""
    ArticleSource.objects.bulk_create(
        [ArticleSource(article=article, content=file.content, digest=file.digest) for file, article in files],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["content", "digest", "exported_digests", "missing_since"],
    )


def set_columns(article: Article, fields: Fields) -> set[str]:
    """Set those of `fields` that are columns of the article itself, and what follows from them. The columns' names."""
    columns = {name for name in rows.COLUMNS if name in fields}
    for name in columns:
        setattr(article, name, fields[name])
    if "published_at" in fields:
        article.published_at = rows.as_time(fields["published_at"])
        columns |= {"published_at", "listed_at"}
    if "provider" in fields:
        article.provider_details = fields["provider"]
        columns |= {"provider", "provider_details"}
    if "status" in fields:
        article.status, article.status_reason = fields["status"], ""
        columns |= {"status", "status_reason"}
    if columns & {"web_url", "original_url"}:
        columns.add("url_key")
    article.derive()
    return columns


def apply_field(article: Article, name: str, value: Any) -> None:
    """Give one field of a saved article a record's value (JSON form): an editor takes the file's side of a dispute.

    Writes columns and child rows; version and audit trail are the caller's. Not for `status`: that changes by verbs.
    """
    site = site_of(article.source)
    taxonomy = Taxonomy(article.source, site)
    taxonomy.learn([{name: value}])
    if name in CHILDREN:
        children.replace([(article.pk, article.status, {name: value})], taxonomy, site)
        SearchDocument.objects.put([article.pk])
    else:
        columns = set_columns(article, {name: value})
        if name == "provider":
            article.provider_id = taxonomy.provider_of({"provider": value})
        article.save(update_fields=columns)
    resolve_links_to([article.pk])
