"""PostgreSQL's side: a generated column of the documents' words, with a GIN index.

The words are folded already, so no parser and no dictionary of a language has a say: a phrase, a prefix and a word mean here
what they mean on SQLite. Between two texts lie a thousand places, so that no phrase runs from one into the other. For a common
word the planner walks the newest documents, for a rare one it asks the index; its statistics are of words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.search.query import Term

FUNCTION, COLUMN, INDEX = "articles_search_words", "words", "search_document_words"
TEXTS = ("title", "about", "excerpt")
_PLACED = " UNION ALL ".join(
    f"SELECT '''' || w || ''':' || n + {1000 * number} AS lexeme FROM unnest(string_to_array({name}, ' ')) WITH ORDINALITY AS t(w, n)"
    for number, name in enumerate(TEXTS)
)

INSTALL = (
    f"""CREATE FUNCTION {FUNCTION}(title text, about text, excerpt text, facets text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(lexeme, ' '), '')::tsvector FROM (
            {_PLACED} UNION ALL SELECT '''' || w || '''' FROM unnest(string_to_array(facets, ' ')) AS t(w)
        ) AS lexemes WHERE lexeme NOT LIKE '''''%' $$""",
    f"""ALTER TABLE articles_searchdocument ADD COLUMN {COLUMN} tsvector
        GENERATED ALWAYS AS ({FUNCTION}(title, about, excerpt, facets)) STORED""",
    # The planner chooses by how common a word is, and should know that of ten thousand words and not of a thousand.
    f"ALTER TABLE articles_searchdocument ALTER COLUMN {COLUMN} SET STATISTICS 1000",
    # To start helpers takes longer than they help.
    "ALTER TABLE articles_searchdocument SET (parallel_workers = 0)",
    # Without a list of what is pending: whoever searches would have to read it.
    f"CREATE INDEX {INDEX} ON articles_searchdocument USING gin ({COLUMN}) WITH (fastupdate = off)",
)
UNINSTALL = (f"ALTER TABLE articles_searchdocument DROP COLUMN {COLUMN}", f"DROP FUNCTION {FUNCTION}(text, text, text, text)")
REBUILD = (f"REINDEX INDEX {INDEX}", "ANALYZE articles_searchdocument")

# The newest documents that match and whose article is among {gate}. Each OFFSET 0 keeps the planner from joining the two: the
# gate is asked one by one, in their order, until there are enough. An ORDER BY beside the LIMIT would hide it from the planner.
SELECT = f"""
SELECT d.article_id, d.id, d.title, d.about, d.facets FROM (
    SELECT m.id FROM (
        SELECT id, article_id FROM articles_searchdocument
        WHERE {COLUMN} @@ %s::tsquery AND id BETWEEN %s AND %s ORDER BY id DESC OFFSET 0
    ) m WHERE EXISTS (SELECT 1 FROM ({{gate}}) g WHERE g.id = m.article_id OFFSET 0) LIMIT %s
) k JOIN articles_searchdocument d USING (id) ORDER BY d.id DESC"""

ALL, ANY = " & ", " | "


def word(term: Term) -> str:
    return "(" + " <-> ".join(f"'{one}'" for one in term.words) + (":*" if term.is_prefix else "") + ")"


def facet(name: str) -> str:
    return f"'{name}'"


def combined(wanted: Sequence[str], without: Collection[str]) -> str:
    return f"({ALL.join(wanted)}){f' & !({ANY.join(without)})' if without else ''}"
