"""Found articles as rows, with what was looked for marked. Each piece is escaped by format_html, and then marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article
from articles.plain import plain
from articles.search import Query
from articles.search.marking import excerpt, pieces
from articles.templatetags.newsroom import day
from articles.templatetags.rows import EXCERPT, rows

register = template.Library()


@register.filter
def found(articles: Iterable[Article], query: Query) -> list[dict[str, Any]]:
    """The rows of a list with title and excerpt marked, and each with its day: they are not in the order of days."""
    articles = list(articles)
    return [
        {
            **row,
            "title": marked(article.title, query),
            "excerpt": marked(excerpt(plain(article.excerpt), query, EXCERPT), query),
            "day": day(timezone.localtime(article.listed_at)),
        }
        for row, article in zip(rows(articles), articles, strict=True)
    ]


def marked(text: str, query: Query) -> SafeString:
    shown = ((format_html("<mark>{}</mark>", piece.text) if piece.is_hit else piece.text,) for piece in pieces(text, query))
    return format_html_join("", "{}", shown)
