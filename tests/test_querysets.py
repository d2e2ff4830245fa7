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
