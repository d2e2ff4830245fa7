"""A page costs the same number of queries whatever the size of the newsroom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import ArticleImage, RelatedLink
from tests import factories

pytestmark = pytest.mark.django_db

PAGES = {
    "/": 9,
    "/news/": 4,
    "/news/?topic=robots&provider=paper.example&type=article&since=2026-01-01": 6,
    "/news/lead/": 12,
    "/topics/": 1,
    "/topics/robots/": 5,
    "/providers/": 2,
    "/providers/paper.example/": 5,
}


def grow(number, papers, topics):
    for count in range(number):
        article = factories.published(provider=papers[count % len(papers)], topics=topics[: 1 + count % 3])
        ArticleImage.objects.create(article=article, url="https://pictures.example/1.jpg")
        target = factories.published()
        RelatedLink.objects.create(article=article, target=target, title="Else", web_url="https://else.example/")


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_the_newsroom(client):
    papers = [factories.provider(domain="paper.example"), factories.provider(), factories.provider()]
    topics = [factories.topic(slug="robots"), factories.topic(), factories.topic()]
    grow(20, papers, topics)
    lead = factories.published(slug="lead", topics=topics, provider=papers[0], heat=150)
    RelatedLink.objects.create(article=lead, target=factories.published(), title="Else", web_url="https://else.example/")
    at_40 = {address: queries(client, address) for address in PAGES}

    grow(130, papers, topics)

    assert {address: queries(client, address) for address in PAGES} == at_40
    assert all(at_40[address] <= most for address, most in PAGES.items()), at_40
