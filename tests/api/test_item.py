"""One article as JSON: every key in its place, and nothing of a file passed on that a client could be hurt by."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleImage, FormerAddress, Picture
from tests import factories
from tests.api.problems import problem

pytestmark = pytest.mark.django_db

PLAYER = '<iframe width="800" height="500" src="https://www.youtube.com/embed/Ofq47xVCm0U" allowfullscreen></iframe>'
LOGO = {"url": "https://paper.example/l.png", "width": 50, "height": 50}
KEYS = """
path title excerpt sourceUrl webUrl originalUrl featuredContent highlight heat tags images content type ampWebUrl cdnAmpWebUrl
publishedDateTime updatedDateTime provider locale categories topics
""".split()  # noqa: SIM905


def item(client, article) -> dict:
    return client.get(f"/api/news/item/{article.slug}/").json()


def test_the_keys_come_in_the_promised_order(client):
    assert list(item(client, factories.published())) == KEYS


def test_every_key_of_an_article_is_told(client):
    paper = factories.provider()
    article = factories.published(
        "Title & <b>more</b>",
        slug="one",
        excerpt="Words",
        amp_url="https://paper.example/amp",
        cdn_amp_url="https://cdn.example/amp",
        published_at=datetime(2026, 3, 1, 9, 12, 27, tzinfo=timezone(timedelta(hours=-8))),
        heat=-1,
        featured_content=PLAYER,
        provider=paper,
        provider_details={
            "name": "The Paper",
            "domain": "paper.example",
            "images": [{"url": "https://paper.example/l.png", "width": 50, "height": 50}],
        },
        topics=[factories.topic("Zebras"), factories.topic("Ants")],
    )
    ArticleImage.objects.create(article=article, url="https://paper.example/2.png", position=1, title="T", attribution="A")
    ArticleImage.objects.create(article=article, url="https://paper.example/1.png", position=0, width=3, height=2, was_cached=True)

    logo = {**LOGO, "title": None, "attribution": None, "isCached": False}
    assert item(client, article) == {
        "path": "_news/one.md",
        "title": "Title & <b>more</b>",
        "excerpt": "Words",
        "sourceUrl": None,
        "webUrl": "https://paper.example/one",
        "originalUrl": "https://paper.example/one",
        "featuredContent": PLAYER,
        "highlight": None,
        "heat": -1,
        "tags": None,
        "images": [
            {"url": "https://paper.example/1.png", "width": 3, "height": 2, "title": None, "attribution": None, "isCached": True},
            {"url": "https://paper.example/2.png", "width": None, "height": None, "title": "T", "attribution": "A", "isCached": False},
        ],
        "content": "",
        "type": "article",
        "ampWebUrl": "https://paper.example/amp",
        "cdnAmpWebUrl": "https://cdn.example/amp",
        "publishedDateTime": "2026-03-01T17:12:27Z",
        "updatedDateTime": None,
        "provider": {"name": "The Paper", "domain": "paper.example", "images": [logo], "publishers": None, "authors": None},
        "locale": "en-us",
        "categories": ["news"],
        "topics": ["Zebras", "Ants"],
    }


def test_what_is_absent_is_null(client):
    article = factories.published(excerpt="", web_url="", original_url="", heat=None, quality=None, published_at=None)

    found = item(client, article)

    absent = ["excerpt", "webUrl", "originalUrl", "featuredContent", "heat", "images", "publishedDateTime", "provider"]
    assert [found[key] for key in absent] == [None] * len(absent)
    assert found["topics"] == []


@pytest.mark.parametrize("body, content", [("", ""), ("\n", ""), (" \r\n\t", ""), ("Words\n", "Words\n")])
def test_a_body_of_white_space_is_an_empty_string(client, body, content):
    assert item(client, factories.published(body=body))["content"] == content


@pytest.mark.parametrize("year, written", [(999, "0999-02-03T04:05:06Z"), (2021, "2021-02-03T04:05:06Z")])
def test_dates_are_utc_to_the_second(client, year, written):
    article = factories.published(published_at=datetime(year, 2, 3, 4, 5, 6, 789000, tzinfo=UTC))

    assert item(client, article)["publishedDateTime"] == written


def test_a_provider_without_details_is_told_as_we_know_it(client):
    paper = factories.provider("The Paper", domain="paper.example", images=[{"url": "https://paper.example/l.png"}])

    told = item(client, factories.published(provider=paper))["provider"]

    assert (told["name"], told["domain"], told["images"][0]["url"]) == ("The Paper", "paper.example", "https://paper.example/l.png")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "ftp://x.example"]
)
def test_only_web_addresses_become_links(client, address):
    article = factories.published(web_url=address, original_url=address, amp_url=address, cdn_amp_url=address)

    found = item(client, article)

    assert [found[key] for key in ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl")] == [None] * 4


def test_a_picture_that_is_no_web_address_keeps_its_place_but_not_its_address(client):
    article = factories.published()
    ArticleImage.objects.create(article=article, url="javascript:alert(1)")

    assert item(client, article)["images"][0]["url"] is None


def test_a_picture_of_ours_is_told_by_its_absolute_address(client, settings):
    settings.SITE_URL = "https://news.example"
    article = factories.published()
    image = ArticleImage.objects.create(article=article, url="/assets/images/a.png", width=2000, height=1500)
    before = item(client, article)["images"][0]
    assert (before["url"], before["width"], before["isCached"]) == ("/assets/images/a.png", 2000, False)

    image.picture = factories.stored("/assets/images/a.png")
    image.save()

    told, file = item(client, article)["images"][0], image.shown.of("lead", "jpeg")[-1]
    assert told["url"] == f"https://news.example{file.url}"
    assert (told["width"], told["height"], told["isCached"]) == (file.width, file.height, True)


@pytest.mark.parametrize("policy", ["hotlink", "none"])
def test_a_copy_that_its_provider_does_not_let_us_show_is_not_told(client, policy):
    article = factories.published(provider=factories.provider(pictures=policy))
    image = factories.pictured(article)

    told = item(client, article)["images"][0]

    assert (told["url"], told["isCached"]) == (image.url, False)


def test_no_copy_is_told_that_is_wider_than_its_provider_allows(client):
    article = factories.published(provider=factories.provider(widest=300))
    factories.pictured(article)

    assert item(client, article)["images"][0]["width"] <= 300


def test_the_words_of_an_editor_stand_for_those_of_the_file(client):
    article = factories.published()
    image = factories.pictured(article, title="img_2031")
    Picture.objects.filter(pk=image.picture_id).update(alt="A crane at night")

    assert item(client, article)["images"][0]["title"] == "A crane at night"


def test_a_site_relative_logo_is_told_by_the_address_of_our_copy(client, settings):
    settings.SITE_URL = "https://news.example"
    paper = factories.provider()
    file = factories.logo(paper).shown.of("logo", "jpeg")[-1]
    logos = [{"url": "/assets/logo.png"}, {"url": "https://paper.example/logo.png"}]
    article = factories.published(provider=paper, provider_details={"name": "P", "images": logos})

    told = [image["url"] for image in item(client, article)["provider"]["images"]]

    assert told == [f"https://news.example{file.url}", "https://paper.example/logo.png"]


@pytest.mark.parametrize(
    "details",
    [
        {"name": ["x"], "domain": 5, "images": "x", "authors": {"a": 1}, "publishers": 7},
        {"images": [1, None, {"url": 3, "width": "wide", "height": True, "isCached": "yes"}], "authors": [None, {"name": 4}]},
        {"secured": "sealed-payload", "images": [{"secured": "sealed-payload"}], "authors": [{"name": "Ann", "secured": "sealed-payload"}]},
        ["a list"],
    ],
)
def test_odd_provider_details_are_told_in_the_promised_shape(client, details):
    response = client.get(f"/api/news/item/{factories.published(provider_details=details).slug}/")

    assert response.status_code == 200
    assert b"sealed-payload" not in response.content
    told = response.json()["provider"]
    assert told is None or list(told) == ["name", "domain", "images", "publishers", "authors"]


def test_authors_are_told_by_name(client):
    article = factories.published(provider_details={"name": "P", "authors": [{"name": "Ann"}]})

    assert item(client, article)["provider"]["authors"] == [{"name": "Ann"}]


def test_what_is_sealed_or_unknown_stays_in_the_file(client):
    article = factories.published(extra={"secured": "sealed-payload", "draftNote": "sealed-payload"})

    assert b"sealed-payload" not in client.get(f"/api/news/item/{article.slug}/").content


@pytest.mark.parametrize("slug", ["nobody", "%00", "%0A", "x" * 5000, "'", "%ED%A0%80"])
def test_an_unknown_article_is_a_404_in_json(client, slug):
    response = client.get(f"/api/news/item/{slug}/")

    assert problem(response)["status"] == 404


def test_a_slug_may_be_of_any_script(client):
    assert item(client, factories.published("鳥", slug="2026-01-01-鳥とロボット.v2"))["title"] == "鳥"


def renamed(old: str, new: str, **fields) -> Article:
    """A public article that stood at another address before."""
    article = factories.published(slug=new, **fields)
    FormerAddress.objects.leave({f"/{article.category}/{old}/".lower(): article})
    return article


@pytest.mark.parametrize("asked", ["2026-Old-鳥", "2026-old-鳥"])
def test_a_former_address_leads_to_the_present_one(client, asked):
    renamed("2026-Old-鳥", "2026-new-鳥%?")

    response = client.get(f"/api/news/item/{asked}/")

    assert (response.status_code, response.content) == (301, b"")
    assert response["Location"] == "/api/news/item/2026-new-%E9%B3%A5%25%3F/"
    assert response["Cache-Control"] == "public, no-cache"
    assert client.get(response["Location"]).json()["path"] == "_news/2026-new-鳥%?.md"


@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw"])
def test_a_former_address_of_what_is_not_public_is_unknown(client, verb):
    getattr(renamed("old", "new"), verb)()
    renamed("older", "newer", category="samples")

    assert [client.get(f"/api/news/item/{slug}/").status_code for slug in ("old", "older")] == [404, 404]


def test_who_stands_at_an_address_now_or_was_withdrawn_there_is_told_before_who_left_it(client):
    renamed("taken", "first")
    renamed("gone", "second")
    factories.published("Here", slug="taken")
    factories.published(slug="gone").withdraw()

    assert item(client, Article(slug="taken"))["title"] == "Here"
    assert client.get("/api/news/item/gone/").status_code == 410


def test_to_look_for_a_former_address_costs_one_query_and_only_where_nothing_else_is_found(client):
    renamed("old", "new")

    def queries(slug: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/news/item/{slug}/")
        return len(captured)

    assert (queries("old"), queries("nobody"), queries("new")) == (3, 3, 4)
