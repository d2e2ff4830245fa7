"""Did you mean …: the query with its typing errors put right, where that finds what the query does not.

Words come from all articles, and each one is looked up among those that are given before it is offered: a word that only an
unpublished article uses is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Q

from articles.models import SearchWord
from articles.models.search import KNOWN_FROM, KNOWN_TO
from articles.querysets import ArticleQuerySet
from articles.search import find
from articles.search.distance import distance, letters_apart
from articles.search.query import Query, Term

FEW = 2  # matches up to which a query may have been meant otherwise
MOST_WORDS, MOST_TRIED = 8, 6  # words of a query; candidates for each that are weighed
MOST_LOOKED_UP = 60  # so many candidates are asked for until enough of them are said by an article that is given
ENOUGH = 20  # matches of a candidate that are counted
FARTHEST = 2  # letters wrong, left out, too many, or changed about; in a short word one
SHORT = 5
MOST_NEAR = 2_000  # words of a like beginning or end that are compared


def did_you_mean(articles: ArticleQuerySet, query: Query) -> Query | None:
    """Another query that finds more, or None; none either for a query of many words. Not worth asking where it found more than FEW."""
    if sum(len(term.words) for term in query.terms) > MOST_WORDS:
        return None
    terms = dict.fromkeys(_corrected(articles, term) for term in query.terms)
    meant = Query(tuple(terms), query.without)
    return meant if meant != query and _count(articles, meant) > _count(articles, query) else None


def _corrected(articles: ArticleQuerySet, term: Term) -> Term:
    """The term with each word that hardly anything says replaced; the term itself where there is nothing to replace it by."""
    words = tuple(_better(articles, word) or word for word in term.words)
    return Term(words) if words != term.words else term


def _better(articles: ArticleQuerySet, word: str) -> str | None:
    if not KNOWN_FROM <= len(word) <= KNOWN_TO:
        return None
    said = _count(articles, Query((Term((word,)),)))
    if said > FEW:
        return None
    near = sorted((distance(word, other, FARTHEST), other) for other in _near(word))
    tried = [(apart, other) for apart, other in near if apart <= (1 if len(word) <= SHORT else FARTHEST)][:MOST_LOOKED_UP]
    counts = ((apart, -_count(articles, Query((Term((other,)),))), other) for apart, other in tried)
    known = islice((each for each in counts if each[1]), MOST_TRIED)
    return next((other for _, count, other in sorted(known) if -count > said), None)


def _near(word: str) -> Iterator[str]:
    """Words that begin or end alike and hold about the same letters."""
    like = Q(head=word[:3]) | Q(tail=word[-3:]) | (Q(head__startswith=word[:2]) if len(word) <= SHORT else Q())
    sizes = (len(word) - FARTHEST, len(word) + FARTHEST)
    for other in SearchWord.objects.filter(like, size__range=sizes).values_list("word", flat=True).order_by("word")[:MOST_NEAR]:
        if other != word and letters_apart(word, other) <= FARTHEST:
            yield other


def _count(articles: ArticleQuerySet, query: Query) -> int:
    return len(find(articles, query, window=ENOUGH).keys)
