"""What a list of news can be narrowed by: the site's filters, and those that programs alone ask for."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override

from articles.api.paging import NEWS_A_PAGE, NEWS_AT_MOST
from articles.api.problems import WrongParameters
from articles.filters import ArticleFilter
from articles.querysets import ArticleQuerySet
from articles.search import find, parse

SIZE = "page_size"
HOTTEST = 2_000_000_000
DAYS = ("since", "until")
DAY_FIRST = "Write a day as 2026-11-20."
_SIZE = forms.IntegerField(required=False, min_value=1, max_value=NEWS_AT_MOST)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # a form would take the ways of writing of the site's language too
NARROWING = ("topic", "provider", "type", "since", "until", "minimum_heat", "q")


class WholeNumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


class NewsFilter(ArticleFilter):
    minimum_heat = WholeNumberFilter(field_name="heat", lookup_expr="gte", min_value=-1, max_value=HOTTEST)


def parameters(given: QueryDict, allowed: tuple[str, ...]) -> dict[str, str]:
    """What was asked for. Raises WrongParameters where a name is none of the allowed, or stands there twice."""
    errors = {name[:100]: ["There is no such parameter."] for name in list(given)[:20] if name not in allowed}
    errors |= {name: ["Give it once."] for name in allowed if len(given.getlist(name)) > 1}
    if errors:
        raise WrongParameters(errors, allowed)
    return {name: str(given[name]) for name in given}


class Choice(NamedTuple):
    """What was asked for: articles, or where words were looked for their keys, the best first."""

    articles: ArticleQuerySet
    keys: list[int] | None = None
    size: int = NEWS_A_PAGE


def narrowed(articles: ArticleQuerySet, asked: dict[str, str], allowed: tuple[str, ...]) -> Choice:
    """Those of the articles that were asked for. Raises WrongParameters with a sentence for each value that cannot be, the size of
    a page included."""
    wanted = {name: value for name, value in asked.items() if name in NARROWING}
    choice = NewsFilter(wanted, articles) if wanted else None
    with override("en"):  # as all that the API says
        errors = _errors(choice.errors) if choice else {}
        errors |= {name: [DAY_FIRST] for name in DAYS if wanted.get(name) and not _DAY.fullmatch(wanted[name])}
        try:
            size = _SIZE.clean(asked.get(SIZE, ""))
        except ValidationError as wrong:
            errors[SIZE] = list(wrong.messages)
    if errors:
        raise WrongParameters(errors, allowed)
    if choice is None:
        return Choice(articles, size=size or NEWS_A_PAGE)
    typed = wanted.get("q", "").strip()
    return Choice(choice.qs, find(choice.qs, parse(typed), choice.narrowing).keys if typed else None, size or NEWS_A_PAGE)


def _errors(found: Any) -> dict[str, list[str]]:
    """What concerns two parameters at once stands at the first of them."""
    return {"since" if name == "__all__" else name: [str(message) for message in messages] for name, messages in found.items()}
