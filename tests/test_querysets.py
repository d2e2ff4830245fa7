"""Which articles, and how they are looked for."""

import pytest

from articles import querysets
from articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("few, way", [(3, "IN (SELECT"), (2, "EXISTS")])
def test_few_articles_of_a_topic_are_fetched_and_many_are_looked_for_along_the_list(monkeypatch, few, way):
    monkeypatch.setattr(querysets, "FEW", few)
    robots, birds = factories.topic(), factories.topic()
    expected = [factories.published(topics=[robots, birds]), factories.published(topics=[birds])]
    factories.published(topics=[factories.topic()])

    found = Article.objects.published().about([robots.pk, birds.pk]).newest_first()

    assert way in str(found.query)
    assert list(found) == expected[::-1]


def test_what_was_public_and_withdrawn_was_taken_back_and_nothing_else_was():
    public, due, never, again = (factories.published(), factories.scheduled(), factories.article(), factories.published())
    for article in (public, due, never, again):
        article.withdraw()
    again.publish()

    assert list(Article.objects.taken_back()) == [public]


def test_what_was_public_twice_was_taken_back_once():
    article = factories.published()
    for verb in (article.unpublish, article.publish, article.withdraw):
        verb()

    assert Article.objects.taken_back().count() == 1
