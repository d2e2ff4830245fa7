"""Which articles, and how they are looked for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import querysets
from articles.models import Article, RelatedLink
from articles.site.feeds.newest import newest
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


@pytest.mark.skipif(connection.vendor != "sqlite", reason="its planner decides by other things than the tables' size")
class TestPlans:
    """What SQLite does, which knows no sizes: it goes along an index and stops, and neither sorts nor walks all that is public."""

    def test_many_articles_of_a_topic_are_looked_for_along_the_index_of_all(self):
        plan = Article.objects.published().about([1], many=True).newest_first().values("pk")[:26].explain()

        assert "SCAN articles_article USING COVERING INDEX article_newest" in plan and "ORDER BY" not in plan

    def test_who_leads_a_story_is_looked_up_by_key(self):
        article, lead = factories.published(), factories.published()
        RelatedLink.objects.create(article=lead, target=article, title="x")
        leading = Article.objects.published().in_category("news").leading(article).newest_first()

        assert list(leading) == [lead]
        assert "USING INTEGER PRIMARY KEY" in leading.all()[:3].explain()

    @pytest.mark.parametrize("column", ["category", "provider_id"])
    def test_what_could_stand_in_a_feed_is_found_along_indexes_and_by_key(self, column):
        article = factories.published(provider=factories.provider())
        public, value = Article.objects.published(), getattr(article, column)
        with CaptureQueriesContext(connection) as captured:
            assert list(newest(public.filter(**{column: value}), public.passing(column, value))) == [article.pk]

        with connection.cursor() as cursor:
            for question in [query["sql"] for query in captured if 'FROM "articles_article"' in query["sql"]]:
                cursor.execute(f"EXPLAIN QUERY PLAN {question}")
                plan = str(cursor.fetchall())
                assert "INTEGER PRIMARY KEY" in plan if '"id" IN' in question else "ORDER BY" not in plan
