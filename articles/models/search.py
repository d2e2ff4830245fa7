"""What an article can be found by: its words, kept in step by whatever writes articles, in the same transaction.

One row an article, published or not: so publishing costs nothing here, and who may see what stays with `published()`. The two
databases index these columns each in its own way (articles/search/sqlite.py, postgres.py), by triggers and a generated column:
whoever writes a row has written the index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connections, models, transaction

from articles.plain import plain
from articles.words import words

# Columns of an article that a document follows from, and as callers may name them.
SEARCHED = frozenset({"title", "excerpt", "type", "listed_at", "published_at", "provider", "provider_id", "provider_details"})
MOST_WORDS = {"title": 200, "about": 100, "excerpt": 1000}
# A place is the minute of an article's date and its key: the newest has the greatest, on both databases.
_KEY_BITS = 30
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_COLUMNS = ("id", "article_id", "title", "about", "excerpt", "facets")
PORTION = 5_000  # words asked for at once
KNOWN_FROM, KNOWN_TO = 4, 24  # letters of a word that is worth correcting a typing error to


class Document(NamedTuple):
    """A row, in the order of its columns."""

    place: int
    article: int
    title: str
    about: str
    excerpt: str
    facets: str


class SearchDocuments(models.Manager["SearchDocument"]):
    def put(self, articles: Collection[int]) -> int:
        """Bring what these articles are found by up to date. How many were different. Three queries, and a few more for those."""
        if not articles:
            return 0
        now = {document.article: document for document in documents(articles)}
        known = {row[1]: Document(*row) for row in self.filter(article__in=articles).values_list(*_COLUMNS)}
        different = [document for key, document in now.items() if known.get(key) != document]
        if different:
            with transaction.atomic():
                if known:
                    self.filter(article__in=[document.article for document in different]).delete()
                self.add(different)
        return len(different)

    def add(self, new: list[Document]) -> None:
        """Documents of articles that have none yet, in the caller's transaction."""
        statement = f"INSERT INTO {self.model._meta.db_table} ({', '.join(_COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s)"
        if new:
            with connections[self.db].cursor() as cursor:
                cursor.executemany(statement, new)
        SearchWord.objects.learn(document[2:5] for document in new)


class SearchDocument(models.Model):
    """An article's words, folded and with one space between. `id` is its place, see `place_of`."""

    id = models.BigAutoField(primary_key=True)
    article = models.OneToOneField("Article", models.CASCADE, related_name="+")
    title = models.TextField()
    about = models.TextField(help_text="Who published it, as the article says.")
    excerpt = models.TextField()
    facets = models.TextField(help_text="What it can be narrowed by: _t1 a topic, _p1 its provider, _kvideo its type.")

    objects = SearchDocuments()

    def __str__(self) -> str:
        return self.title


class SearchWords(models.Manager["SearchWord"]):
    def learn_of(self, articles: Collection[int]) -> None:
        """The words of these articles."""
        self.learn(SearchDocument.objects.filter(article__in=articles).values_list("title", "about", "excerpt"))

    def learn(self, written: Iterable[tuple[str, ...]]) -> None:
        """Words that nobody has used yet. None is ever forgotten but by a rebuild: what is suggested is looked up first."""
        used = set(" ".join(text for texts in written for text in texts).split())
        used = {word for word in used if KNOWN_FROM <= len(word) <= KNOWN_TO and word.isalpha()}
        in_order = sorted(used)  # so that two runs cannot lock each other
        for start in range(0, len(in_order), PORTION):
            portion = in_order[start : start + PORTION]
            known = set(self.filter(word__in=portion).values_list("word", flat=True))
            made = [SearchWord(word=word, head=word[:3], tail=word[-3:], size=len(word)) for word in portion if word not in known]
            self.bulk_create(made, ignore_conflicts=True)


class SearchWord(models.Model):
    """A word of some article, public or not, found by its beginning or its end: one of them survives most typing errors."""

    word = models.CharField(max_length=KNOWN_TO, primary_key=True)
    head = models.CharField(max_length=3)
    tail = models.CharField(max_length=3)
    size = models.PositiveSmallIntegerField()

    objects = SearchWords()

    class Meta:
        indexes = [
            models.Index(fields=["head", "size"], name="search_word_head"),
            models.Index(fields=["tail", "size"], name="search_word_tail"),
        ]

    def __str__(self) -> str:
        return self.word


def documents(articles: Collection[int]) -> Iterator[Document]:
    """What these articles are found by, as they are stored now. Two queries."""
    article: Any = SearchDocument._meta.get_field("article").related_model
    topics: dict[int, list[int]] = {}
    links = article.topics.through._default_manager.filter(article__in=articles)
    for key, topic in links.values_list("article", "topic"):
        topics.setdefault(key, []).append(topic)
    rows = article.objects.filter(pk__in=articles).order_by()
    columns = rows.values_list("pk", "listed_at", "title", "excerpt", "provider_details", "provider", "type")
    for key, listed_at, title, excerpt, details, provider, kind in columns.iterator():
        yield document(key, listed_at, title, excerpt, details, provider, kind, topics.get(key, ()))


def document(
    article: int,
    listed_at: datetime,
    title: str,
    excerpt: str,
    provider_details: Any,
    provider: int | None,
    kind: str,
    topics: Iterable[int],
) -> Document:
    about = provider_details.get("name") if isinstance(provider_details, dict) else ""
    facets = [type_facet(kind), *([f"_p{provider}"] if provider else []), *(f"_t{topic}" for topic in sorted(topics))]
    return Document(
        place_of(listed_at, article),
        article,
        _cut(title, "title"),
        _cut(about if isinstance(about, str) else "", "about"),
        _cut(plain(excerpt), "excerpt"),
        " ".join(facets),
    )


def place_of(listed_at: datetime, article: int = 0) -> int:
    since = listed_at - _BEGINNING
    return (since.days * 1440 + since.seconds // 60) << _KEY_BITS | article


def minute_of(place: int) -> int:
    """Since the beginning of the year 1."""
    return place >> _KEY_BITS


@lru_cache(maxsize=100)
def type_facet(name: str) -> str:
    return f"_k{''.join(words(name))}"


def _cut(text: str, column: str) -> str:
    return " ".join(words(text)[: MOST_WORDS[column]])
