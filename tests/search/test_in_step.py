"""Whatever is done to articles, topics and providers, the index says what one made anew would say."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.edits import edit
from articles.importer.store import apply_field
from articles.models import Article, ArticleTopic, AuditEntry, Provider, SearchDocument, SearchWord, Topic
from articles.models.search import documents
from articles.search import find, parse
from articles.search.installing import rebuild
from articles.undo import CannotUndo, undo
from articles.words import padded
from tests import factories, files

pytestmark = pytest.mark.django_db
WORDS = ("harbour", "robots", "Ångström", "東京", "don’t", "market", "")


def index() -> dict[int, tuple]:
    return {row[1]: row for row in SearchDocument.objects.values_list("id", "article", "title", "about", "excerpt", "facets")}


def is_in_step() -> None:
    """The documents are what they would be, the database's own index is that of the documents, and names are found by themselves."""
    keys = list(Article.objects.values_list("pk", flat=True))
    assert index() == {document.article: tuple(document) for document in documents(keys)}
    assert all(one.name_words == padded(one.name) for model in (Topic, Provider) for one in model.objects.all())
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)")


STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.sampled_from(WORDS), st.sampled_from(WORDS)), min_size=5, max_size=40)


class World:
    """A newsroom to which things are done by number."""

    def __init__(self, folder) -> None:
        self.folder, self.by = folder, factories.editor()
        self.topics = [factories.topic(f"Topic {number}") for number in range(3)]
        self.papers = [factories.provider() for _ in range(2)]

    def do(self, what: int, which: int, one: str, other: str) -> None:
        articles = list(Article.objects.order_by("pk"))
        article = articles[which % len(articles)] if articles else factories.published(f"First {one}")
        topic, paper = self.topics[which % 3], self.papers[which % 2]
        text = f"{one} {other}".strip() or "nothing"
        steps = {
            0: lambda: factories.published(f"New {text}", excerpt=other, topics=[topic], provider=paper),
            1: lambda: edit(article, {"title": f"Edited {text}", "excerpt": one}, version=article.version, by=self.by),
            2: lambda: edit(article, {"topics": [topic.name], "provider": paper}, version=article.version, by=self.by),
            3: lambda: self.rename(topic, f"{text} {topic.pk}"),
            4: lambda: self.rename(paper, text),
            5: lambda: (article.publish(by=self.by), article.decline(by=self.by)),
            6: lambda: self.undo_last(article),
            7: lambda: self.import_(which, text, topic.name),
            8: lambda: apply_field(article, "provider", {"name": text, "domain": paper.domain}),
            9: lambda: (
                ArticleTopic.objects.filter(article=article).first() and ArticleTopic.objects.filter(article=article).first().delete()
            ),
        }
        steps[what]()

    @staticmethod
    def rename(one, name: str) -> None:
        one.name = name
        one.save(update_fields=["name"])

    @staticmethod
    def undo_last(article) -> None:
        entry = AuditEntry.objects.filter(article=article).last()
        try:
            if entry:
                undo(entry)
        except CannotUndo:
            pass

    def import_(self, number: int, text: str, topic: str) -> None:
        files.news(self.folder, slug=f"2026-01-0{number + 1}-file", title=f"Filed {text}")
        files.run_import(self.folder)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_after_a_long_series_of_anything_the_index_is_as_if_made_anew(steps, tmp_path_factory, db):
    from django.db import transaction

    with transaction.atomic():
        world = World(tmp_path_factory.mktemp("site"))
        for step in steps:
            world.do(*step)
        is_in_step()
        transaction.set_rollback(True)


def test_a_change_that_is_rolled_back_is_rolled_back_in_the_index():
    from django.db import transaction

    article = factories.published("Harbour")
    with pytest.raises(RuntimeError), transaction.atomic():
        article.title = "Market"
        article.save()
        raise RuntimeError

    assert find(Article.objects.all(), parse("harbour")).keys == [article.pk]
    is_in_step()


def test_a_rebuild_mends_whatever_was_done_by_hand():
    one, two = factories.published("Harbour"), factories.published("Market")
    Article.objects.filter(pk=one.pk).update(title="Robots")
    SearchDocument.objects.filter(article=two).delete()
    Topic.objects.bulk_create([Topic(name="By hand", slug="by-hand")])
    SearchWord.objects.create(word="forgotten", head="for", tail="ten", size=9)
    seen = []

    rebuilt = rebuild(seen.append)

    assert rebuilt == (2, 2, 1) and seen == [2]
    assert find(Article.objects.all(), parse("robots")).keys == [one.pk]
    assert not SearchWord.objects.filter(word__in=["forgotten", "harbour"]).exists()
    is_in_step()
    assert rebuild() == (2, 0, 0)


def test_a_deleted_article_leaves_no_trace():
    article = factories.published("Harbour")

    Article.objects.filter(pk=article.pk).delete()

    assert not index()
    is_in_step()
