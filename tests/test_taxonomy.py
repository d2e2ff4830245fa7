"""Topics with something public are found by a copy of the article's status; whatever changes a status changes the copy."""

import pytest
from django.db.models import F

from articles.models import Article, ArticleTopic, Status
from articles.taxonomy import TopicTree
from tests import factories, files

pytestmark = pytest.mark.django_db


def copies_agree() -> bool:
    return ArticleTopic.objects.exists() and not ArticleTopic.objects.exclude(status=F("article__status")).exists()


def public_names() -> set[str]:
    return {topic.name for topic in TopicTree.public().topics.values()}


@pytest.mark.parametrize("verb", ["publish", "unpublish", "decline", "withdraw"])
@pytest.mark.parametrize("status", Status.values)
def test_every_verb_keeps_the_copies_in_step(verb, status):
    article = factories.article(status=status, topics=[factories.topic(), factories.topic()])

    getattr(article, verb)()

    assert copies_agree()


def test_an_import_keeps_the_copies_in_step(tmp_path):
    for slug, published in (("a", "true"), ("b", "false"), ("c", "true")):
        files.news(tmp_path, slug, published=published)
    files.run_import(tmp_path)
    assert copies_agree()
    for slug, published in (("a", "false"), ("b", "true"), ("c", "true")):
        files.news(tmp_path, slug, published=published)
    (tmp_path / "_news/c.md").unlink()

    files.run_import(tmp_path, prune=True, force=True)

    assert copies_agree()
    assert set(Article.objects.values_list("slug", "status")) == {("a", "awaiting"), ("b", "published"), ("c", "withdrawn")}


def test_topics_that_an_import_changes_have_the_articles_status(tmp_path):
    file = files.news(tmp_path, published="true")
    files.run_import(tmp_path)
    file.write_text(file.read_text().replace("Robots", "Boats"))

    files.run_import(tmp_path)

    assert copies_agree()
    assert public_names() == {"Boats", "AI"}


def test_a_topic_is_public_with_its_first_article_and_not_before():
    about = factories.topic("Boats")
    article = factories.article(topics=[about])
    assert public_names() == set()

    article.publish()

    assert public_names() == {"Boats"}


def test_a_copy_alone_makes_nothing_public():
    factories.scheduled(topics=[factories.topic("Secret")])

    assert ArticleTopic.objects.get().status == "published"
    assert public_names() == set()
