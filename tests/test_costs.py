"""Costs are counted: a page runs as many queries over 100,000 articles as over 100."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.importer.bulk import refresh_statistics
from articles.models import Article, ArticleTopic
from tests import factories

pytestmark = pytest.mark.django_db

QUEUE = "/admin/queue/"
# Recursion that SQLite and PostgreSQL both know.
NUMBERS = "WITH RECURSIVE numbers(i) AS (SELECT {start} UNION ALL SELECT i + 1 FROM numbers WHERE i < {end}) "


@pytest.fixture
def pages(client):
    """Every kind of page, for readers and for editors."""
    paper, about = factories.provider(domain="paper.example"), factories.topic(slug="about")
    factories.published("Template", slug="template", provider=paper, topics=[about])
    factories.article("Waiting", slug="waiting", provider=paper, topics=[about])
    client.force_login(factories.editor())
    reader = [
        "/",
        "/news/",
        "/news/?topic=about&type=article",
        "/news/template/",
        "/topics/",
        "/topics/about/",
        "/providers/paper.example/",
    ]
    api = ["/api/news/", "/api/news/page/2/", "/api/news/about/", "/api/news/item/template/", "/api/topics/", "/api/providers/"]
    api += ["/api/changes/", "/api/changes/?since=2026-01-01T00:00:00Z~1~500"]
    feeds = ["/feeds/all.atom", "/topics/about/feed.rss", "/providers/paper.example/feed.json", "/search/feed.atom?q=template"]
    queue = [QUEUE, f"{QUEUE}?order=near", f"{QUEUE}?view=later"]
    return [
        *reader,
        *api,
        *feeds,
        *queue,
        "/admin/articles/article/",
        "/admin/articles/article/?status=all",
        "/admin/articles/article/?q=word",
    ]


def test_every_page_runs_as_many_queries_at_100_000_articles_as_at_100(pages, client):
    copy_articles(start=1, end=100)
    few = {page: queries(client, page) for page in pages}
    copy_articles(start=101, end=50_000)
    many = {page: queries(client, page) for page in pages}

    assert Article.objects.count() == 100_002
    assert {page: len(sql) for page, sql in many.items()} == {page: len(sql) for page, sql in few.items()}
    assert len(many["/news/"]) <= 6
    assert max(len(sql) for page, sql in many.items() if page.startswith("/admin/articles/")) < 12
    assert max(len(sql) for page, sql in many.items() if page.startswith(QUEUE)) <= 15
    assert not [sql for page in pages for sql in many[page] if "COUNT(*)" in sql and "LIMIT" not in sql and "articles_article" in sql]


def queries(client, page: str) -> list[str]:
    """What a page asks once the caches of content types and permissions are warm. Readers are not logged in."""
    client = client if page.startswith("/admin/") else Client()
    assert client.get(page).status_code == 200, page
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return [query["sql"] for query in captured]


def copy_articles(start: int, end: int) -> None:
    """Copies of the published and of the waiting article under other addresses, with their topics; in SQL, for speed."""
    columns = [field.column for field in Article._meta.concrete_fields if not field.primary_key]
    changed = {"path": "path || '-' || i", "slug": "slug || '-' || i"}
    values = ", ".join(changed.get(column, column) for column in columns)
    numbers = NUMBERS.format(start=start, end=end)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({', '.join(columns)}) {numbers} SELECT {values} FROM articles_article, numbers"
            " WHERE slug IN ('template', 'waiting')"
        )
        cursor.execute(
            "INSERT INTO articles_articletopic (article_id, topic_id, position, status)"
            " SELECT a.id, t.topic_id, 0, a.status FROM articles_article a,"
            " articles_articletopic t WHERE t.article_id = (SELECT min(article_id) FROM articles_articletopic)"
            " AND a.id NOT IN (SELECT article_id FROM articles_articletopic)"
        )
    assert ArticleTopic.objects.count() == 2 * end + 2
    refresh_statistics()  # as an import does it
