"""Topics and providers by their names. They are looked up when somebody asks, so a renamed topic re-indexes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, Q, QuerySet

from articles.models import Provider, Topic
from articles.search.query import Term
from articles.taxonomy import public_articles, public_links

MOST = 50  # topics, and as many providers, that one query may mean


def facets_named(terms: Sequence[Term]) -> dict[Term, list[str]]:
    """For each term the facets of topics and providers whose name says it. Two queries; one more for each of them that are many."""
    found: dict[Term, list[str]] = {term: [] for term in terms}
    if not terms:
        return found
    asked = reduce(or_, (Q(name_words__contains=term.padded) for term in terms))
    for model, letter, public in ((Topic, "t", public_links()), (Provider, "p", public_articles())):
        for pk, name in _first(model._default_manager.filter(asked), public):
            for term in terms:
                if term.padded in name:
                    found[term].append(f"_{letter}{pk}")
    return found


def _first(named: QuerySet[Any], public: QuerySet[Any]) -> list[tuple[int, str]]:
    """Those with something public before the others: what readers find never hangs on how many there are that they do not see."""
    rows = list(named.order_by("pk").values_list("pk", "name_words")[: MOST + 1])
    if len(rows) > MOST:
        rows = list(named.order_by(Exists(public).desc(), "pk").values_list("pk", "name_words")[:MOST])
    return rows
