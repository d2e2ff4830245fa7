"""The rows of a list, newest first. A list of 25 is the page that is asked for most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.plain import plain, shortened
from articles.teasers import Teaser
from articles.templatetags.newsroom import day
from articles.templatetags.pictures import picture
from articles.templatetags.remembered import filled, remembered

register = template.Library()

EXCERPT = 120
Mark = Callable[[str], str]


@register.filter
def stream(teasers: Iterable[Teaser]) -> SafeString:
    return format_html_join("", "{}", ((row,) for row in rows(teasers)))


def rows(teasers: Iterable[Teaser]) -> Iterator[SafeString]:
    """Each with its day where that differs from the row above."""
    above: date | None = None
    for teaser in teasers:
        local = timezone.localtime(teaser.listed_at)
        yield row(teaser, day(local) if local.date() != above else "")
        above = local.date()


# No template: 25 for each page of results would take as long as the search.
_ROW = """<li>{0}
<div class="words" dir="auto"><h3><a href="{1}">{title}</a></h3>
{excerpt}{2}</div>
{3}</li>
"""


@remembered
def row(teaser: Teaser, day: str) -> SafeString:
    return row_saying(teaser, day, teaser.title, shortened(plain(teaser.excerpt), EXCERPT))


def row_saying(teaser: Teaser, day: str, title: str, excerpt: str, mark: Mark | None = None) -> SafeString:
    """With another title and excerpt than its own, such as marked ones; `mark` marks the names below them likewise."""
    words = format_html("<p>{}</p>\n", excerpt) if excerpt else ""
    known = _when(teaser.listed_at, day), teaser.get_absolute_url(), _meta_saying(teaser, mark) if mark else _meta(teaser), _picture(teaser)
    return format_html(_ROW, *known, title=title, excerpt=words)


@remembered
def _when(moment: datetime, day: str) -> SafeString:
    return filled("site/_row_when.html", moment=moment, day=day)


@remembered
def _meta(teaser: Teaser) -> SafeString:
    """Who tells it, and its topics."""
    return _meta_saying(teaser, str)


def _meta_saying(teaser: Teaser, mark: Mark) -> SafeString:
    topics = [(topic.get_absolute_url(), mark(topic.name)) for topic in teaser.topics_in_order]
    return filled("site/_row_meta.html", article=teaser, name=mark(teaser.provider_name), topics=topics)


@remembered
def _picture(teaser: Teaser) -> SafeString:
    return picture(teaser, "thumbnail")
