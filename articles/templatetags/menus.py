"""What there is around a page and to choose from: its head's links, its masthead, the line of topics, its foot, the form of a list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.dates import written
from articles.filters import TYPE_CHOICES
from articles.models import Article, Topic
from articles.taxonomy import TopicTree
from articles.templatetags.numbers import thousands
from articles.templatetags.remembered import filled, remembered

register = template.Library()


FORMATS = ("atom", "rss", "json")


@register.simple_tag
def feed_links(of: str, name: str, *place: str) -> SafeString:
    """Where the feeds of this are, in each format: the address of this name and place."""
    return _feed_links(of, _feeds(name, place))


@register.simple_tag
def search_feed_links(typed: str) -> SafeString:
    return _feed_links(typed, _feeds("search-feed", query=f"?q={quote(typed)}"))


@register.simple_tag
def feed_formats(of: str, name: str, *place: str, query: str = "") -> SafeString:
    """The same for people, a link for each format."""
    return filled("site/_feed_formats.html", of=of, **dict(zip(FORMATS, _feeds(name, place, query), strict=True)))


@register.simple_tag
def assets(site: Any) -> SafeString:
    """What every page loads, and how it is searched."""
    return _assets(site.name)


@register.simple_tag
def masthead(site: Any, typed: str = "") -> SafeString:
    """`typed`: what was searched for; that may be anything, so it is not remembered."""
    path = site.request.path
    here = path if path in (site.news, reverse("topics"), reverse("providers")) else ""
    dateline = written(timezone.now(), "weekday") if path == reverse("front") else ""
    return (_write_masthead if typed else _masthead)(site.name, site.news, here, dateline, typed)


@register.simple_tag
def topics_menu(topics: list[Topic], topic: Topic | str = "", article: Article | str = "") -> SafeString:
    """`topic`: what this page is about; on an article's page its main one."""
    here = topic.slug if isinstance(topic, Topic) else ""
    return _menu(tuple((each.shortname or each.name, each.slug) for each in topics), here, bool(article))


@register.simple_tag
def footer(site: Any) -> SafeString:
    return _footer(site.name, site.news)


@register.simple_tag
def list_filter(
    category: str, given: dict[str, str], papers: list[tuple[str, str]], topics: TopicTree, errors: list[tuple[str, str]]
) -> SafeString:
    """`papers`: (domain, name) of providers to offer; `given`: what the list is narrowed to, which may be anything that somebody typed;
    `errors`: what of that could not be answered."""
    options = tuple((each.slug, f"– {each.name}" if depth else each.name) for depth, each in topics.walk())
    values = tuple(sorted(given.items())), tuple(errors)
    return (_write_list_filter if any(given.values()) else _list_filter)(category, tuple(papers), options, *values)


@register.simple_tag
def counted_options(choices: list[tuple[str, str, int]], chosen: str | None) -> SafeString:
    """(value, label, how many there are) of each."""
    return _options(((value, f"{label} ({thousands(count)})") for value, label, count in choices), chosen)


def _feeds(name: str, place: tuple[str, ...] = (), query: str = "") -> tuple[str, ...]:
    return tuple(f"{reverse(name, args=[*place, format])}{query}" for format in FORMATS)


@remembered
def _menu(topics: tuple[tuple[str, str], ...], here: str, is_within: bool) -> SafeString:
    return filled("site/_topics_menu.html", topics=topics, here=here, current="true" if is_within else "page")


@remembered
def _footer(name: str, news: str) -> SafeString:
    return filled("site/_footer.html", name=name, news=news)


@remembered
def _feed_links(of: str, addresses: tuple[str, ...]) -> SafeString:
    return filled("site/_feed_links.html", of=of, **dict(zip(FORMATS, addresses, strict=True)))


@remembered
def _assets(name: str) -> SafeString:
    return filled("site/_assets.html", name=name)


def _write_masthead(name: str, news: str, here: str, dateline: str, typed: str) -> SafeString:
    return filled("site/_masthead.html", name=name, news=news, here=here, dateline=dateline, typed=typed)


def _write_list_filter(
    category: str, papers: tuple[tuple[str, str], ...], options: tuple[tuple[str, str], ...], given: Any, errors: Any
) -> SafeString:
    asked = dict(given)
    chosen = {"options": _options(options, asked["topic"]), "given": asked, "asked": any(asked.values())}
    return filled("site/_narrow_list.html", category=category, papers=papers, types=TYPE_CHOICES, errors=errors, **chosen)


_masthead, _list_filter = remembered(_write_masthead), remembered(_write_list_filter)


def _options(choices: Iterable[tuple[str, str]], chosen: str | None) -> SafeString:
    rows = ((value, format_html(" {}", "selected") if value == chosen else "", label) for value, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
