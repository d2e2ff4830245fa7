"""SQLite's side: an FTS5 table beside the documents, which triggers keep in step whoever writes them.

The words are folded already and hold nothing but letters and digits, so the plainest of its tokenizers is the right one. A
document's place is its rowid: newest first is the order in which FTS5 walks back, and it stops where enough is found. It has no
index of beginnings: each import would pay twice for what three typed letters find quickly without.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.search.query import Term

TABLE = "articles_search"
COLUMNS = "title, about, excerpt, facets"
_NEW, _OLD = (", ".join(f"{row}.{name}" for name in COLUMNS.split(", ")) for row in ("new", "old"))
_INSERT = f"INSERT INTO {TABLE} (rowid, {COLUMNS}) VALUES (new.id, {_NEW});"
_DELETE = f"INSERT INTO {TABLE} ({TABLE}, rowid, {COLUMNS}) VALUES ('delete', old.id, {_OLD});"

# A migration that lets Django make the table of documents anew must install this again: triggers go with their table.
INSTALL = (
    f"""CREATE VIRTUAL TABLE {TABLE} USING fts5({COLUMNS}, content='articles_searchdocument', content_rowid='id',
        tokenize="ascii tokenchars '_'", columnsize=0)""",
    f"CREATE TRIGGER {TABLE}_insert AFTER INSERT ON articles_searchdocument BEGIN {_INSERT} END",
    f"CREATE TRIGGER {TABLE}_delete AFTER DELETE ON articles_searchdocument BEGIN {_DELETE} END",
    f"CREATE TRIGGER {TABLE}_update AFTER UPDATE ON articles_searchdocument BEGIN {_DELETE} {_INSERT} END",
)
UNINSTALL = (*(f"DROP TRIGGER {TABLE}_{event}" for event in ("insert", "delete", "update")), f"DROP TABLE {TABLE}")
REBUILD = (f"INSERT INTO {TABLE} ({TABLE}) VALUES ('rebuild')",)

# The newest documents that match and whose article is among {gate}: it is asked one by one, in their order.
SELECT = f"""
SELECT d.article_id, d.id, d.title, d.about, d.facets
FROM {TABLE} s CROSS JOIN articles_searchdocument d ON d.id = s.rowid
WHERE {TABLE} MATCH %s AND s.rowid BETWEEN %s AND %s AND EXISTS (SELECT 1 FROM ({{gate}}) g WHERE g.id = d.article_id)
ORDER BY s.rowid DESC LIMIT %s"""

ALL, ANY = " AND ", " OR "


def word(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.is_prefix else ""}'


def facet(name: str) -> str:
    return f'"{name}"'


def combined(wanted: Sequence[str], without: Collection[str]) -> str:
    return f"({ALL.join(wanted)}){f' NOT ({ANY.join(without)})' if without else ''}"
