"""Articles, topics and organizations back to files: the bytes that came in, other only in the lines of changed keys.

A file that changed on disk since we last read or wrote it is not overwritten but reported: import it first.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet

from articles import frontmatter
from articles.frontmatter.yamltext import Plain
from articles.importer import rows
from articles.importer.records import KEYS, Fields, Kind, read_record, title_key
from articles.importer.taxonomy import touched_by_a_person
from articles.models import Article, ArticleSource, Provider, Status, TaxonomySource, Topic

BATCH = 500
REMEMBERED = 20  # versions of a file that we wrote and still know as ours
# How the real files are grouped, with a blank line between groups.
_GROUPS = (("provider",), ("topics",), ("images",), ("related",))


class NotExportable(Exception):
    """This one file cannot be written; the others can."""


@dataclass
class Report:
    """What an export did. `errors` are {"path", "line", "message"}."""

    source: str | None
    written: int = 0
    unchanged: int = 0
    failed: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def fail(self, path: str, message: str) -> None:
        self.failed += 1
        self.errors.append({"path": path, "line": 1, "message": message})


@dataclass(slots=True)
class OutFile:
    """One file to write, and the row that remembers what was read and written."""

    path: str
    make: Callable[[], bytes]
    known: ArticleSource | TaxonomySource


def export_articles(folder: Path, *, source: str | None = None, progress: Callable[[int], None] = lambda done: None) -> Report:
    """Write all files of a source (of all, where none is named) below `folder`. Never raises for a single file."""
    report = Report(source)
    seen: set[str] = set()
    for done, file in enumerate(_files(source), start=1):
        try:
            if file.path in seen:
                raise NotExportable("two sources have a file of this path; export them one at a time with --source")
            seen.add(file.path)
            changed = _write(folder, file)
            report.written += changed
            report.unchanged += not changed
        except (NotExportable, frontmatter.FrontMatterError) as error:
            report.fail(file.path, str(error))
        except OSError as error:
            report.fail(file.path, f"cannot be written: {error.strerror or error}")
        progress(done)
    return report


def article_bytes(article: Article) -> bytes:
    """The article's file: the bytes last imported, with the lines of changed keys replaced; a new file where there is none.

    Reads source_file, topic_links, images and related: prefetch them. Raises NotExportable.
    """
    ours = rows.fields_of(article)
    ours["status"] = rows.file_status(article.status)
    source: ArticleSource | None = getattr(article, "source_file", None)
    if source is None or not source.digest:
        return _born_here(ours)
    return _with_changes("article", article.path, bytes(source.content), ours)


def _files(source: str | None) -> Iterator[OutFile]:
    """Keys first, then rows in portions: a query left open would keep SQLite from writing beside it."""
    articles, taxonomy = Article.objects.all(), TaxonomySource.objects.all()
    if source is not None:
        articles, taxonomy = articles.filter(source=source), taxonomy.filter(source=source)
    for known in _in_portions(taxonomy.select_related("topic__parent", "provider")):
        yield OutFile(known.path, lambda known=known: _taxonomy_bytes(known), known)  # type: ignore[misc]
    dropped = Q(status__in=(Status.WITHDRAWN, Status.DECLINED), source_file__missing_since__isnull=False)
    articles = articles.exclude(dropped).select_related("source_file").prefetch_related("topic_links__topic", "images", "related")
    for article in _in_portions(articles):
        known = getattr(article, "source_file", None) or ArticleSource(article=article, content=b"", digest="")
        yield OutFile(article.path, lambda article=article: article_bytes(article), known)  # type: ignore[misc]


def _in_portions(rows: QuerySet[Any]) -> Iterator[Any]:
    keys = list(rows.order_by("source", "path", "pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        portion = keys[start : start + BATCH]
        found = rows.in_bulk(portion)
        yield from (found[key] for key in portion if key in found)


def _taxonomy_bytes(known: TaxonomySource) -> bytes:
    """A taxonomy file may share its row with another file of that name or domain, so only what a person changed is written."""
    kind: Kind = "topic" if known.topic else "provider"
    row: Any = known.topic or known.provider
    if not touched_by_a_person(row):
        return bytes(known.content)
    ours = rows.topic_fields(row) if isinstance(row, Topic) else rows.provider_fields(row) if isinstance(row, Provider) else {}
    return _with_changes(kind, known.path, bytes(known.content), ours)


def _with_changes(kind: Kind, path: str, content: bytes, ours: Fields) -> bytes:
    """Splice what differs from the source into it, and prove that the result says what the row says."""
    record = read_record(content, path)
    if record.problems:
        raise NotExportable(f"its source cannot be read any more: {record.problems[0].message}")
    changed = {name: value for name, value in ours.items() if name in KEYS[kind] and value != record.fields[name]}
    if not changed:
        return content
    text = content.decode("utf-8")
    fenced = not path.endswith((".yaml", ".yml"))
    keys = dict(KEYS[kind])
    if kind == "article":
        keys["title"] = title_key(frontmatter.parse(text, fenced=fenced).data)
    edits = {keys[name]: _file_value(name, value) for name, value in changed.items()}
    result = frontmatter.splice(text, edits, list(keys.values()), fenced=fenced).encode("utf-8")
    written = read_record(result, path)
    if written.problems or written.fields != {**record.fields, **changed}:
        raise NotExportable("the changed values could not be put into its source without loss")
    return result


def _born_here(ours: Fields) -> bytes:
    """A well-formed file for an article that was made in the admin."""
    values = {KEYS["article"][name]: _file_value(name, ours[name]) for name in KEYS["article"] if name != "title"}
    values["title"] = ours["title"]
    order = [key for key in KEYS["article"].values() if values[key] is not None]
    apart = [key for group in _GROUPS for key in group]
    head = {key: values[key] for key in order if key not in apart}
    groups = [head, *({key: values[key] for key in group if key in order} for group in _GROUPS)]
    return frontmatter.compose(groups, ours["body"]).encode("utf-8")


def _file_value(name: str, value: Any) -> Any:
    """A field's value as the file writes it; None for what is left out."""
    if name == "status":
        return value == "published"
    if name == "published_at":
        return Plain(value) if value else None
    if name == "related":
        return [{key: Plain(item) if key == "publishedDateTime" else item for key, item in entry.items()} for entry in value] or None
    return None if value in ("", [], {}) else value


def _write(folder: Path, file: OutFile) -> bool:
    """Write if that changes anything. True if it did."""
    content = file.make()
    target = _inside(folder, file.path)
    digest = hashlib.sha256(content).hexdigest()
    ours = {file.known.digest, *file.known.exported_digests}
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise NotExportable("there is something other than a file of this name")
    if target.exists():
        there = hashlib.sha256(target.read_bytes()).hexdigest()
        if there == digest:
            return False
        if there not in ours:
            raise NotExportable("the file on disk has changed since it was imported; import it first, then export again")
    if digest not in ours:
        # Before the file: killed in between, the next import still knows these bytes as ours.
        file.known.exported_digests = [*file.known.exported_digests, digest][-REMEMBERED:]
        file.known.save()
    _replace(target, content)
    return True


def _inside(folder: Path, path: str) -> Path:
    """The place of `path` below `folder`. A path from the database, or a link in the folder, must not lead out of it."""
    target = folder / path
    inside = os.path.realpath(folder)
    if os.path.commonpath([os.path.realpath(target.parent), inside]) != inside or ".." in Path(path).parts or os.path.isabs(path):
        raise NotExportable("its path leads out of the folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _replace(target: Path, content: bytes) -> None:
    """Write aside, make it last, rename: a reader sees the old file or the new one, never half of one."""
    handle, aside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".writing")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        os.chmod(aside, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(aside, target)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
