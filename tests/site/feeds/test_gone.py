"""What readers of a feed saw and cannot see any more is told as gone; what they never saw is never told."""

from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from articles.models import Article
from tests import factories
from tests.clock import clock
from tests.site.feeds.reading import entries, titles, xml
from tests.site.feeds.schemas import TOMBSTONES

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ATOM = "/feeds/all.atom"


def gone(client, address: str = ATOM) -> list[tuple[str, str, str]]:
    """(id, when, reason) of each deleted entry."""
    space = f"{{{TOMBSTONES}}}"
    return [
        (item.get("ref"), item.get("when"), item.findtext(f"{space}comment", ""))
        for item in xml(client, address).iter(f"{space}deleted-entry")
    ]


@pytest.fixture
def hands():
    with clock(NOON) as hands:
        yield hands


@pytest.mark.parametrize("verb, told", [("withdraw", "It was wrong."), ("unpublish", ""), ("decline", "")])
def test_what_is_taken_back_is_told_by_its_id_and_a_withdrawal_with_its_reason(client, hands, verb, told):
    article = factories.published("A secret")
    (entry,) = entries(client, ATOM)
    hands.forward(hours=1)
    getattr(article, verb)(reason="It was wrong.")

    assert gone(client) == [(entry["id"], "2026-06-01T13:00:00+00:00", told)]
    assert "secret" not in etree.tostring(xml(client, ATOM)).decode()


def test_what_expires_is_gone_from_that_moment_on(client, hands):
    factories.published(expires_at=NOON + timedelta(hours=1))
    assert gone(client) == []
    hands.forward(hours=2)

    assert [when for _, when, _ in gone(client)] == ["2026-06-01T13:00:00+00:00"]


@pytest.mark.parametrize("time", ["embargo_until", "publish_at"])
def test_what_is_put_under_lock_again_is_gone_since_then(client, hands, time):
    article = factories.published()
    hands.forward(hours=1)
    setattr(article, time, NOON + timedelta(days=2))
    article.save_edit([time])
    hands.forward(hours=1)

    assert [when for _, when, _ in gone(client)] == ["2026-06-01T13:00:00+00:00"]


def test_what_nobody_ever_saw_is_not_told(client, hands):
    factories.article().decline()
    for late in (factories.published(embargo_until=NOON + timedelta(days=1)), factories.published(publish_at=NOON + timedelta(days=1))):
        hands.forward(hours=1)
        late.withdraw(reason="before anybody saw it")
    factories.published(embargo_until=NOON + timedelta(days=9))

    assert gone(client) == []


def test_what_is_back_is_an_entry_again_and_not_gone(client, hands):
    article = factories.published("Back")
    hands.forward(hours=1)
    article.withdraw()
    hands.forward(hours=1)
    article.publish()

    assert (gone(client), titles(client, ATOM)) == ([], ["Back"])


def test_after_a_month_nobody_needs_to_be_told(client, hands):
    article = factories.published()
    hands.forward(hours=1)
    article.withdraw()
    hands.forward(days=31)

    assert gone(client) == []


def test_no_more_than_the_last_fifty_are_told(client, hands):
    for _ in range(52):
        hands.forward(hours=1)
        article = factories.published()
        hands.forward(hours=1)
        article.withdraw()

    found = gone(client)

    assert len(found) == 50
    assert found[0][1] == "2026-06-05T20:00:00+00:00"


def test_each_feed_tells_its_own(client, hands):
    above, other = factories.topic(slug="above"), factories.topic(slug="other")
    below, paper = factories.topic(slug="below", parent=above), factories.provider(domain="paper.example")
    for topic in (above, other, below):
        factories.published(topics=[topic], provider=paper)
    article = factories.published(topics=[below], provider=paper)
    hands.forward(hours=1)
    article.withdraw()

    told = {address: len(gone(client, f"{address}.atom")) for address in ("/topics/above/feed", "/topics/other/feed", "/topics/below/feed")}
    assert told == {"/topics/above/feed": 1, "/topics/other/feed": 0, "/topics/below/feed": 1}
    assert len(gone(client, "/providers/paper.example/feed.atom")) == 1
    assert Article.objects.published().count() == 3


def test_the_last_of_a_topic_is_told_by_the_topics_above_it(client, hands):
    above = factories.topic(slug="above")
    below = factories.topic(slug="below", parent=factories.topic(slug="between", parent=above))
    factories.published(topics=[above])
    last = factories.published("The last", topics=[below])
    hands.forward(hours=1)
    last.withdraw()

    assert len(gone(client, "/topics/above/feed.atom")) == 1
    assert client.get("/topics/between/feed.atom").status_code == client.get("/topics/below/feed.atom").status_code == 404
