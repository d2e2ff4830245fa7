"""An article's page is a NewsArticle to machines, or an Article where it is no news: read back by a library that knows nothing of ours."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.models import PicturePolicy
from tests import factories
from tests.clock import clock
from tests.site.meaning.reading import nodes, open_graph

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
JUNE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


def told(client, article) -> dict:
    return nodes(client.get(article.get_absolute_url()).content.decode())


def meta(client, article) -> list[tuple[str, str]]:
    return open_graph(client.get(article.get_absolute_url()).content.decode())


@pytest.fixture
def story(newsroom):
    vision = factories.topic("Cameras", slug="cameras", parent=factories.topic("Seeing", slug="seeing"))
    paper = factories.provider("Courier & Sons", domain="sons.example", home_page="https://sons.example/")
    factories.logo(paper)
    article = factories.published(
        "Small clinics ask for a model", slug="clinics", provider=paper, topics=[vision, factories.topic("Care", slug="care")],
        excerpt="What works in a hospital &amp; fails in a practice.", published_at=JUNE, amp_url="https://sons.example/amp",
    )  # fmt: skip
    factories.pictured(article)
    return article


def test_it_says_who_told_what_when_and_where_it_was_first_told(client, story, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    news = told(client, story)["NewsArticle"]

    assert news["headline"] == "Small clinics ask for a model"
    assert news["description"] == "What works in a hospital & fails in a practice."
    assert news["url"] == news["mainEntityOfPage"] == f"{SITE}/news/clinics/"
    assert news["datePublished"] == news["dateModified"] == "2026-06-02T00:30:00+02:00"
    assert news["isBasedOn"] == story.original_url
    assert news["author"] == news["publisher"]
    assert {**news["publisher"], "logo": None} == {
        "@type": "Organization", "name": "Courier & Sons", "url": "https://sons.example/", "logo": None,
    }  # fmt: skip
    assert news["publisher"]["logo"]["width"] and news["publisher"]["logo"]["url"].startswith(f"{SITE}/media/")
    assert news["articleSection"] == ["Cameras", "Care"]
    assert news["about"][0] == {"@type": "Thing", "name": "Cameras", "url": f"{SITE}/topics/cameras/"}


def test_it_stands_below_its_main_topic_and_that_below_its_parent(client, story, settings):
    steps = told(client, story)["BreadcrumbList"]["itemListElement"]

    assert [(step["position"], step["name"], step["item"].removeprefix(SITE)) for step in steps] == [
        *((1, settings.SITE_NAME, "/"), (2, "Seeing", "/topics/seeing/")),
        *((3, "Cameras", "/topics/cameras/"), (4, story.title, "/news/clinics/")),
    ]


def test_its_picture_is_our_copy_with_its_size_and_can_be_had(client, story):
    [image] = told(client, story)["NewsArticle"]["image"]

    assert (image["@type"], image["width"], image["height"]) == ("ImageObject", 640, 480)
    assert client.get(image["url"].removeprefix(SITE)).status_code == 200
    assert ("og:image", image["url"]) in meta(client, story)


@pytest.mark.parametrize("policy", [PicturePolicy.NONE, PicturePolicy.HOTLINK])
def test_a_picture_that_is_not_ours_to_show_is_not_named(client, story, policy):
    story.provider.pictures = policy
    story.provider.save()

    assert "image" not in told(client, story)["NewsArticle"]
    assert not [name for name, _ in meta(client, story) if name.startswith("og:image")]


def test_a_correction_is_told_and_is_a_change_and_who_it_is_assigned_to_is_not(client, story):
    with clock(datetime(2026, 7, 1, 12, tzinfo=UTC)) as hands:
        story.correct("The practice has two rooms.")
        hands.forward(days=1)
        story.assign(factories.editor())
        news = told(client, story)["NewsArticle"]

    assert news["correction"] == [
        {"@type": "CorrectionComment", "text": "The practice has two rooms.", "datePublished": "2026-07-01T12:00:00+00:00"}
    ]
    assert news["dateModified"] == "2026-07-01T12:00:00+00:00"


def test_authors_are_those_of_its_file_whatever_that_holds(client):
    named = factories.published(provider_details={"name": "Tide", "authors": [{"name": "Ida"}, {"name": 7}, "x", {"name": ""}]})
    odd = factories.published(provider_details={"name": "Tide", "authors": {"name": "Ida"}})

    assert told(client, named)["NewsArticle"]["author"] == [{"@type": "Person", "name": "Ida"}]
    assert told(client, odd)["NewsArticle"]["author"] == {"@type": "Organization", "name": "Tide"}


def test_what_is_unknown_is_left_out(client):
    bare = factories.published(web_url="", original_url="javascript:alert(1)", excerpt="", published_at=None)

    news = told(client, bare)["NewsArticle"]

    assert not {"isBasedOn", "publisher", "author", "image", "about", "articleSection", "correction"} & news.keys()
    assert None not in news.values() and news["description"]


class TestUndated:
    """What has no date of its provider: lists sort it by when it came to us, and nobody is told that it was published then."""

    CAME = "2026-07-03"

    @pytest.fixture
    def undated(self, newsroom):
        with clock(datetime(2026, 7, 3, 12, tzinfo=UTC)):
            paper = factories.provider("Herald", domain="herald.example")
            return factories.published("A guide", slug="guide", provider=paper, published_at=None, excerpt="")

    def test_no_day_is_invented_for_it(self, client, undated):
        news, page = told(client, undated)["NewsArticle"], client.get(undated.get_absolute_url()).content.decode()

        assert not {"datePublished", "dateModified"} & news.keys()
        assert [name for name, _ in meta(client, undated) if name.endswith("_time")] == []
        assert self.CAME not in page.partition("<body")[0]
        assert news["description"] and "2026" not in news["description"]

    def test_a_change_that_we_know_of_is_told(self, client, undated):
        with clock(JUNE + timedelta(days=90)):
            undated.correct("It has two chapters.")

        assert told(client, undated)["NewsArticle"]["dateModified"] == "2026-08-30T22:30:00+00:00"
        assert [name for name, _ in meta(client, undated) if name.endswith("_time")] == ["article:modified_time"]

    def test_its_title_names_its_paper_and_no_day(self, client, undated, settings):
        alone = factories.published("A note", published_at=None, provider=None)
        pages = [client.get(article.get_absolute_url()).content.decode() for article in (undated, alone)]

        assert [page.split("<title>")[1].split("</title>")[0] for page in pages] == [
            *(f"A guide · Herald · {settings.SITE_NAME}", f"A note · {settings.SITE_NAME}")
        ]


@pytest.mark.parametrize("published_at", [JUNE, None])
def test_what_is_no_news_is_an_article(client, published_at):
    sample = factories.published(category="samples", published_at=published_at)

    found = told(client, sample)

    assert "NewsArticle" not in found and ("datePublished" in found["Article"]) == (published_at is not None)


def test_a_dated_title_names_its_paper_and_its_day(client, story, settings):
    page = client.get(story.get_absolute_url()).content.decode()

    assert f"<title>Small clinics ask for a model · Courier &amp; Sons, 1 Jun 2026 · {settings.SITE_NAME}</title>" in page


def test_a_card_elsewhere_has_title_words_times_and_topics(client, story):
    found = meta(client, story)

    assert ("og:type", "article") in found and ("og:title", story.title) in found
    assert ("og:locale", "en_US") in found and ("og:url", f"{SITE}/news/clinics/") in found
    assert [content for name, content in found if name == "og:description"] == ["What works in a hospital & fails in a practice."]
    assert [content for name, content in found if name.startswith("article:")] == [
        *("2026-06-01T22:30:00+00:00", "2026-06-01T22:30:00+00:00", "Cameras", "Cameras", "Care"),
    ]


def test_the_light_copy_is_named_only_where_it_is_a_web_address(client, story):
    hostile = factories.published(amp_url="javascript:alert(1)")

    assert '<link rel="amphtml" href="https://sons.example/amp">' in client.get(story.get_absolute_url()).content.decode()
    assert "amphtml" not in client.get(hostile.get_absolute_url()).content.decode()


def test_a_preview_tells_machines_nothing(client, newsroom):
    draft = factories.article("Not yet", amp_url="https://paper.example/amp")
    client.force_login(factories.editor())

    page = client.get(draft.get_absolute_url()).content.decode()

    assert "ld+json" not in page and "amphtml" not in page and "canonical" not in page and "og:url" not in page
