"""No feed and no sitemap tells of what is not public; what was taken back is gone with the next request."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.site.sitemaps.parts import SIZE
from tests import factories
from tests.site.feeds.reading import FORMATS, body
from tests.site.test_leaks import HIDDEN, MARK, hide

pytestmark = pytest.mark.django_db

FEEDS = [f"{start}.{form}" for start in ("/feeds/all", "/topics/known/feed", "/providers/known.example/feed") for form in FORMATS]
OTHERS = [
    "/feeds/",
    "/sitemap.xml",
    "/sitemaps/pages.xml",
    "/sitemap-news.xml",
    "/robots.txt",
    "/opensearch.xml",
]
DAY = timedelta(days=1)


@pytest.fixture
def known(db):
    """A topic and a provider that have something public."""
    found = {"topics": [factories.topic("Known", slug="known")], "provider": factories.provider("Known", domain="known.example")}
    factories.published("Lead", **found)
    return found


def told(client) -> dict[str, str]:
    """The text of each address, those of the sitemap's parts among them."""
    parts = re.findall(r"/sitemaps/articles-\d+\.xml", body(client, "/sitemap.xml").decode())
    assert parts
    return {address: body(client, address).decode() for address in (*FEEDS, *parts, *OTHERS)}


def test_no_state_that_is_not_public_leaves_a_trace(client, known):
    before = told(client)
    for number, state in enumerate(HIDDEN):
        hide(state, 2 * number)
        state(f"Title {MARK}", slug=f"slug-{MARK}-{number}", excerpt=MARK, published_at=timezone.now(), **known)

    assert told(client) == before


@pytest.mark.parametrize("number", range(len(HIDDEN)))
def test_a_topic_or_provider_with_nothing_public_has_no_feed(client, known, number):
    article = hide(HIDDEN[number], 0)

    for start in (article.topics.get().get_absolute_url(), article.provider.get_absolute_url()):
        assert {client.get(f"{start}feed.{form}").status_code for form in FORMATS} == {404}


@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw", "embargo", "schedule", "expire"])
def test_what_is_taken_back_is_gone_with_the_next_request(client, known, verb):
    article = factories.published(f"Title {MARK}", slug=f"slug-{MARK}", excerpt=MARK, published_at=timezone.now(), **known)
    seen = [address for address, text in told(client).items() if MARK in text]
    assert seen == [*FEEDS, f"/sitemaps/articles-{article.pk // SIZE}.xml", "/sitemap-news.xml"]

    times = {"embargo": ("embargo_until", DAY), "schedule": ("publish_at", DAY), "expire": ("expires_at", -DAY)}
    if verb in times:
        name, span = times[verb]
        setattr(article, name, timezone.now() + span)
        article.save_edit([name])
    else:
        getattr(article, verb)(reason="why")

    assert [address for address, text in told(client).items() if MARK in text] == []
