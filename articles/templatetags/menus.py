"""What there is to choose from: the line of topics and the foot of every page, and the lists of a form."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.template.loader import get_template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article, Topic
from articles.taxonomy import TopicTree
from articles.templatetags.remembered import remembered

register = template.Library()


@register.simple_tag
def topics_menu(topics: list[Topic], topic: Topic | str = "", article: Article | str = "") -> SafeString:
    """`topic`: what this page is about; on an article's page its main one."""
    here = topic.slug if isinstance(topic, Topic) else ""
    return _menu(tuple((each.shortname or each.name, each.slug) for each in topics), here, bool(article))


@register.simple_tag
def footer(site: Any) -> SafeString:
    return _footer(site.name, site.news)


@register.simple_tag
def topic_options(tree: TopicTree, chosen: str = "") -> SafeString:
    """`chosen` may be anything that somebody typed: what is no topic is not remembered."""
    known = chosen if tree.by_slug(chosen) else ""
    return _options(tuple((each.slug, f"– {each.name}" if depth else each.name) for depth, each in tree.walk()), known)


@register.simple_tag
def domain_options(domains: list[str]) -> SafeString:
    return format_html_join("", '<option value="{}">', ((domain,) for domain in domains))


@remembered
def _menu(topics: tuple[tuple[str, str], ...], here: str, is_within: bool) -> SafeString:
    values: dict[str, Any] = {"topics": topics, "here": here, "current": "true" if is_within else "page"}
    return cast(SafeString, get_template("site/_topics_menu.html").render(values))


@remembered
def _footer(name: str, news: str) -> SafeString:
    return cast(SafeString, get_template("site/_footer.html").render({"name": name, "news": news}))


@remembered
def _options(topics: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    rows = ((slug, format_html(" {}", "selected") if slug == chosen else "", name) for slug, name in topics)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
