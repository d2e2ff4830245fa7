"""What stands in a feed is the same in all three formats."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, PicturePolicy
from tests import factories
from tests.clock import clock
from tests.site.feeds.reading import EVERYWHERE, FORMATS, body, entries, titles

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


@pytest.fixture(params=FORMATS)
def form(request):
    return request.param


@pytest.fixture
def everything(form):
    return f"/feeds/all.{form}"


def test_an_entry_leads_to_our_page_and_to_the_original(client, everything):
    paper, topic = factories.provider("The Courier"), factories.topic("Robotics", slug="robotics")
    article = factories.published("Robots & co.", excerpt="They <walk>.", provider=paper, topics=[topic])

    (entry,) = entries(client, everything)

    assert entry["title"] == "Robots & co."
    assert entry["url"] == f"http://testserver{article.get_absolute_url()}"
    assert entry["original"] == article.original_url
    assert (entry["author"], entry["topics"]) == ("The Courier", ["Robotics"])
    assert entry["text"] == ("<p>They &lt;walk&gt;.</p>" if everything.endswith("rss") else "They <walk>.")


def test_a_picture_is_our_copy_with_its_size_and_type(client, everything, media):
    article = factories.published()
    file = factories.pictured(article).picture.copy.of("lead", "jpeg")[-1]

    (entry,) = entries(client, everything)

    assert entry["files"] == [(f"http://testserver{file.url}", "image/jpeg", str((media / file.name).stat().st_size))]


@pytest.mark.parametrize("policy", [PicturePolicy.NONE, PicturePolicy.HOTLINK])
def test_a_provider_whose_pictures_are_not_ours_to_show_has_none_in_feeds(client, everything, policy):
    factories.pictured(factories.published(provider=factories.provider(pictures=policy)))

    assert entries(client, everything)[0]["files"] == []


def test_a_picture_that_we_have_no_copy_of_is_left_out(client, everything):
    factories.pictured(factories.published(), factories.stored(copy=None))

    assert entries(client, everything)[0]["files"] == []


def test_a_file_that_is_missing_costs_its_length_alone(client, media):
    factories.pictured(factories.published())
    for file in media.rglob("*.jpg"):
        file.unlink()

    lengths = [entries(client, address)[0]["files"][0][2] for address in EVERYWHERE]

    assert lengths == ["0", "", ""]


def test_a_correction_is_told_and_makes_the_entry_a_new_one(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    with clock(JUNE) as hands:
        article = factories.published(excerpt="It was so.")
        hands.forward(hours=1)
        article.correct("It was not so.")

    (item,) = json.loads(body(client, "/feeds/all.json"))["items"]

    assert item["content_text"] == "It was so.\n\nCorrection, 2 June 2026: It was not so."
    assert (item["date_published"], item["date_modified"]) == ("2026-06-02T00:30:00+02:00", "2026-06-02T01:30:00+02:00")


def test_a_robot_that_moves_the_heat_makes_no_entry_new(client):
    with clock(JUNE) as hands:
        article = factories.published(heat=50)
        hands.forward(hours=1)
        before = [body(client, address) for address in EVERYWHERE]
        article.heat = 100
        article.save_edit(["heat"])
        assert [body(client, address) for address in EVERYWHERE] == before
        article.title = "Another"
        article.save_edit(["title"])

        assert [body(client, address) for address in EVERYWHERE] != before
        assert json.loads(body(client, "/feeds/all.json"))["items"][0]["date_modified"] == "2026-06-01T23:30:00+00:00"


def test_a_new_title_or_address_is_no_new_story(client, everything):
    article = factories.published("First")
    (before,) = entries(client, everything)
    Article.objects.filter(pk=article.pk).update(title="Second", slug="another-slug", category="news", web_url="https://else.example/")

    (after,) = entries(client, everything)

    assert (before["id"], after["title"]) == (after["id"], "Second")


def test_an_id_tells_nothing_of_what_it_is_of_and_is_the_same_in_all_formats(client):
    factories.published("Secret", slug="secret-plan")

    ids = {entries(client, address)[0]["id"] for address in EVERYWHERE}

    assert len(ids) == 1
    assert "secret" not in ids.pop()


def test_two_sources_with_one_path_are_two_stories(client, everything):
    factories.published(path="_news/a.md", source="one")
    factories.published(path="_news/a.md", source="two")

    assert len({entry["id"] for entry in entries(client, everything)}) == 2


def test_a_topic_s_feed_holds_what_stands_below_it(client, newsroom, form):
    assert len(titles(client, f"/topics/vision/feed.{form}")) == 20
    assert len(titles(client, f"/topics/medical-imaging/feed.{form}")) == 10
    assert len(titles(client, f"/providers/tide.example/feed.{form}")) == 10


def test_a_topic_in_another_script_has_a_feed(client, form):
    factories.published("見出し", topics=[factories.topic("写真", slug="写真")])

    assert titles(client, f"/topics/写真/feed.{form}") == ["見出し"]


@pytest.mark.parametrize("address", ["/topics/nothing/feed", "/providers/nothing.example/feed", "/feeds/nothing"])
def test_of_what_is_not_there_is_no_feed(client, newsroom, form, address):
    assert client.get(f"{address}.{form}").status_code in (301, 404)
    assert client.get(f"{address}.{form}", follow=True).status_code == 404


def test_a_newsroom_without_news_has_empty_feeds(client, everything):
    assert titles(client, everything) == []


def test_other_collections_are_not_in_the_feed_of_all_news(client, everything):
    factories.published("Sample", category="samples")

    assert titles(client, everything) == []


def test_queries_do_not_grow_with_the_feed(client, form):
    def grow(number: int) -> None:
        for _ in range(number):
            article = factories.published(provider=paper, topics=[topic], publish_at=JUNE)
            factories.pictured(article, factories.stored(copy=shared))
            article.correct("So it was.")
            factories.published(provider=paper, topics=[topic]).withdraw()

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client, address)
        return len(captured)

    paper, shared, topic = factories.provider(domain="paper.example"), factories.copy(), factories.topic(slug="robots")
    addresses = [f"{start}.{form}" for start in ("/feeds/all", "/topics/robots/feed", "/providers/paper.example/feed")]
    grow(5)
    at_5 = [queries(address) for address in addresses]
    grow(45)

    assert [queries(address) for address in addresses] == at_5
    assert max(at_5) <= 30, at_5


def test_a_feed_holds_fifty(client, everything):
    for number in range(53):
        factories.published(f"Story {number}", created_at=JUNE + timedelta(hours=number))

    found = titles(client, everything)

    assert found[0] == "Story 52"
    assert len(found) == 50
