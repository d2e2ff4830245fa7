"""Topics and providers by their names. They are looked up when somebody asks, so a renamed topic re-indexes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from articles.models import Provider, Topic
from articles.search.query import Term

MOST = 50  # topics, and as many providers, that one query may mean


def facets_named(terms: Sequence[Term]) -> dict[Term, list[str]]:
    """For each term the facets of topics and providers whose name says it. Two queries."""
    found: dict[Term, list[str]] = {term: [] for term in terms}
    if not terms:
        return found
    asked = reduce(or_, (Q(name_words__contains=term.padded) for term in terms))
    for model, letter in ((Topic, "t"), (Provider, "p")):
        for pk, name in model._default_manager.filter(asked).order_by("pk").values_list("pk", "name_words")[:MOST]:
            for term in terms:
                if term.padded in name:
                    found[term].append(f"_{letter}{pk}")
    return found
