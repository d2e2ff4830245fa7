"""Found articles as rows, with what was looked for marked. Each piece is escaped by format_html, and then marked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.plain import plain
from articles.search import Query
from articles.search.marking import excerpt, pieces
from articles.teasers import Teaser
from articles.templatetags.newsroom import day
from articles.templatetags.rows import EXCERPT, row_saying

register = template.Library()


@register.filter
def found(teasers: Iterable[Teaser], query: Query) -> SafeString:
    """The rows of a list with title and excerpt marked, and each with its day: they are not in the order of days."""
    return format_html_join("", "{}", ((_row(teaser, query),) for teaser in teasers))


def _row(teaser: Teaser, query: Query) -> SafeString:
    told = marked(excerpt(plain(teaser.excerpt), query, EXCERPT), query)
    names = " • ".join([teaser.provider_name, *(topic.name for topic in teaser.topics_in_order)])
    # Most names say nothing of it, and are written once for all queries.
    mark = partial(marked, query=query) if any(piece.is_hit for piece in pieces(names, query)) else None
    return row_saying(teaser, day(teaser.listed_at), marked(teaser.title, query), told, mark)


def marked(text: str, query: Query) -> SafeString:
    shown = ((format_html("<mark>{}</mark>", piece.text) if piece.is_hit else piece.text,) for piece in pieces(text, query))
    return format_html_join("", "{}", shown)
