"""Text of a file → record: which kind of file it is, and its values by field, checked and canonical. Pure.

A record's `fields` are JSON values (dates as ISO text in UTC), so that file, row, conflict and audit trail compare alike.
Absent and empty are one: "" for text, None for numbers and dates, [] and {} for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from articles import frontmatter
from articles.canonical import NEWS, RESERVED_CATEGORIES
from articles.importer import values
from articles.importer.values import Invalid, Where

Fields = dict[str, Any]
Kind = Literal["article", "topic", "provider"]

# Our field -> the file's key, in the file's order.
ARTICLE_KEYS = {
    "category": "category",
    "title": "title",
    "excerpt": "excerpt",
    "published_at": "publishedDateTime",
    "original_url": "originalUrl",
    "web_url": "webUrl",
    "amp_url": "ampWebUrl",
    "cdn_amp_url": "cdnAmpWebUrl",
    "type": "type",
    "quality": "quality",
    "heat": "heat",
    "status": "published",
    "featured_content": "featuredContent",
    "provider": "provider",
    "topics": "topics",
    "images": "images",
    "related": "related",
}
TOPIC_KEYS = {
    "slug": "_id",
    "name": "name",
    "shortname": "shortname",
    "parent": "parent",
    "description": "description",
    "keywords": "keywords",
    "hashtags": "hashtags",
}
PROVIDER_KEYS = {
    "domain": "domain",
    "name": "name",
    "home_page": "homePage",
    "description": "description",
    "images": "images",
}
KEYS: dict[Kind, dict[str, str]] = {"article": ARTICLE_KEYS, "topic": TOPIC_KEYS, "provider": PROVIDER_KEYS}

# Never a field, never in `extra`: these bytes live in the stored source alone.
SEALED = "secured"


@dataclass(slots=True)
class Problem:
    """What is wrong in one place of one file, in words that an editor understands."""

    line: int
    message: str


@dataclass(slots=True)
class Record:
    """What a file says. With `problems`, nothing of it is imported."""

    kind: Kind = "article"
    fields: Fields = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_record(content: bytes, path: str) -> Record:
    """Never raises: whatever is wrong with a file is in `problems`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Record(problems=[Problem(line, "this is not UTF-8; save the file with the encoding UTF-8")])
    fenced = not path.endswith((".yaml", ".yml"))
    try:
        document = frontmatter.parse(text, fenced=fenced)
    except frontmatter.FrontMatterError as error:
        return Record(problems=[Problem(error.line, error.message)])
    kind, fields, invalid = _read(document, path)
    problems = [Problem(frontmatter.line_of(text, error.where, fenced=fenced), str(error)) for error in invalid]
    return Record(kind, fields, problems)


def title_key(data: dict[str, Any]) -> str:
    """Communities have a `name` where the others have a `title`."""
    return "name" if "title" not in data and "name" in data else "title"


def collection_of(path: str) -> str:
    """The collection's folder name: `_learning/videos/x.md` → learning; "" outside of one."""
    return next((part[1:] for part in path.split("/")[:-1] if part.startswith("_")), "")


def suggested_path(content: bytes) -> str:
    """A path for a document that came without one: as such a file is usually called."""
    bare = not content.removeprefix(b"\xef\xbb\xbf").startswith(b"---") and b"taxonomy:" in content
    record = read_record(content, "x.yaml" if bare else "x.md")
    fields, ending = record.fields, "yaml" if bare else "md"
    if record.kind == "topic" and "slug" in fields:
        return f"_data/topics/{fields['slug']}.{ending}"
    if record.kind == "provider" and "domain" in fields:
        return f"_data/organizations/{fields['domain']}.{ending}"
    words = re.sub(r"[^\w]+", "-", fields.get("title", "").lower()).strip("-")[:120] or "untitled"
    day = (fields.get("published_at") or "")[:10]
    return f"_{fields.get('category') or NEWS}/{f'{day}-' if day else ''}{words}.md"


def _read(document: frontmatter.Document, path: str) -> tuple[Kind, Fields, list[Invalid]]:
    taxonomy = document.data.get("taxonomy")
    if taxonomy == "topic":
        return "topic", *_convert(document, TOPIC, {"taxonomy"})
    if taxonomy == "organization":
        return "provider", *_convert(document, PROVIDER, {"taxonomy", "_id"})
    if taxonomy is not None:
        return "article", {}, [Invalid(("taxonomy",), "taxonomy is neither topic nor organization")]
    return "article", *_read_article(document, path)


def _read_article(document: frontmatter.Document, path: str) -> tuple[Fields, list[Invalid]]:
    fields, invalid = _convert(document, ARTICLE, {SEALED, "name"} if title_key(document.data) == "name" else {SEALED})
    for name, read in (("title", _title), ("status", _status), ("category", _category)):
        try:
            fields[name] = read(document, path)
        except Invalid as error:
            invalid.append(error)
    fields["body"] = document.body
    return fields, invalid


def _convert(document: frontmatter.Document, converters: dict[str, tuple[str, Convert]], apart: set[str]) -> tuple[Fields, list[Invalid]]:
    """Fields by their converters; what no converter knows goes into `extra`."""
    fields: Fields = {}
    invalid: list[Invalid] = []
    data = document.data
    for name, (key, convert) in converters.items():
        try:
            fields[name] = convert(data.get(key), (key,))
        except Invalid as error:
            invalid.append(error)
    known = {key for key, _ in converters.values()} | apart
    try:
        fields["extra"] = values.anything({key: value for key, value in data.items() if key not in known}, ())
    except Invalid as error:
        invalid.append(error)
    return fields, invalid


def _title(document: frontmatter.Document, path: str) -> str:
    key = title_key(document.data)
    return values.text(500, required=True)(document.data.get(key), (key,))


def _status(document: frontmatter.Document, path: str) -> str:
    """Whatever is not plainly true is not published; whatever is not plainly true or false is an error."""
    value = document.data.get("published")
    if value is None:
        return "awaiting"
    if isinstance(value, str) and "published" in document.plain and value in values.BOOLEANS:
        return "published" if values.BOOLEANS[value] else "awaiting"
    raise Invalid(("published",), f"published must be true or false, not {values.shown(value)}; nothing of this file is imported")


def _category(document: frontmatter.Document, path: str) -> str:
    value = values.text(100)(document.data.get("category"), ("category",)) or collection_of(path) or NEWS
    category = values.SPACES.sub("-", value.strip().lower())
    if not values.CATEGORY.match(category):
        raise Invalid(("category",), f"category {values.shown(value)} must be one word of letters, digits, - and _: it becomes an address")
    if category in RESERVED_CATEGORIES:
        raise Invalid(("category",), f"category {values.shown(value)} is an address of the site itself; take another word")
    return category


Convert = Callable[[Any, Where], Any]

ARTICLE: dict[str, tuple[str, Convert]] = {
    "title": ("title", lambda value, where: ""),  # read by _title, for it may stand under `name`
    "category": ("category", lambda value, where: ""),
    "status": ("published", lambda value, where: "awaiting"),
    "excerpt": ("excerpt", values.text(5000)),
    "published_at": ("publishedDateTime", values.timestamp),
    "original_url": ("originalUrl", values.url),
    "web_url": ("webUrl", values.url),
    "amp_url": ("ampWebUrl", values.url),
    "cdn_amp_url": ("cdnAmpWebUrl", values.url),
    "type": ("type", values.text(50)),
    "quality": ("quality", values.integer(0)),
    "heat": ("heat", values.integer(-1)),
    "featured_content": ("featuredContent", values.text(20_000)),
    "provider": ("provider", values.provider),
    "topics": ("topics", values.names(200)),
    "images": ("images", values.images),
    "related": ("related", values.related),
}
TOPIC: dict[str, tuple[str, Convert]] = {
    "slug": ("_id", values.slug),
    "name": ("name", values.text(200, required=True)),
    "shortname": ("shortname", values.text(200)),
    "parent": ("parent", values.text(200)),
    "description": ("description", values.text(5000)),
    "keywords": ("keywords", values.names(200)),
    "hashtags": ("hashtags", values.names(200)),
}
PROVIDER: dict[str, tuple[str, Convert]] = {
    "domain": ("domain", values.domain(required=True)),
    "name": ("name", values.text(200, required=True)),
    "home_page": ("homePage", values.url),
    "description": ("description", values.text(5000)),
    "images": ("images", values.images),
}
