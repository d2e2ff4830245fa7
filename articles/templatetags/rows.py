"""What a list says of each article, worked out once as plain values. A list of 25 is the page that is asked for most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TypedDict

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article, Topic
from articles.plain import plain, shortened
from articles.templatetags.newsroom import day
from articles.templatetags.pictures import mark, picture

register = template.Library()

EXCERPT = 220


class Row(TypedDict):
    url: str
    title: str
    excerpt: str
    iso: str
    day: str  # only where it differs from the row above
    clock: str
    source: str
    logo: SafeString
    chips: SafeString
    picture: SafeString


@register.filter
def rows(articles: Iterable[Article]) -> list[Row]:
    """The rows of a list, in its order."""
    marks, chips = cache(mark), cache(_chip)
    found: list[Row] = []
    above: date | None = None
    for article in articles:
        local = timezone.localtime(article.listed_at)
        row: Row = {
            "url": article.get_absolute_url(),
            "title": article.title,
            "excerpt": shortened(plain(article.excerpt), EXCERPT),
            "iso": local.isoformat(),
            "day": day(local) if local.date() != above else "",
            "clock": f"{local:%H:%M}",
            "source": article.provider_name,
            "logo": marks(article.provider, article.provider_name),
            "chips": format_html_join("", " {}", [(chips(link.topic),) for link in article.ordered_topics]),
            "picture": picture(article, "thumbnail"),
        }
        found.append(row)
        above = local.date()
    return found


def _chip(topic: Topic) -> SafeString:
    return format_html('<a class="chip" href="{}">{}</a>', topic.get_absolute_url(), topic.name)
