"""One page, one address: every other spelling leads there in one step, and never to another site."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.site.addresses.tidy import sayable, tidied, untracked, written
from articles.site.sitemaps.parts import SIZE
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(db):
    vision = factories.topic("Vision", slug="vision")
    paper = factories.provider("Tide", domain="tide.example")
    factories.published("Story", slug="2026-01-02-story", topics=[vision], provider=paper)
    factories.published("Capitals", slug="2026-01-03-Read.Me", topics=[vision], provider=paper)
    factories.published("Sample", slug="one", category="samples")


@pytest.mark.parametrize(
    "asked, address",
    [
        ("/news", "/news/"),
        ("/news/2026-01-02-story", "/news/2026-01-02-story/"),
        ("/news/2026-01-02-Story/", "/news/2026-01-02-story/"),
        ("/NEWS/2026-01-02-STORY", "/news/2026-01-02-story/"),
        ("/News//2026-01-02-Story//index.html?utm_source=x&fbclid=y", "/news/2026-01-02-story/"),
        ("/news/2026-01-03-read.me", "/news/2026-01-03-Read.Me/"),
        ("/news/2026-01-03-READ.ME/", "/news/2026-01-03-Read.Me/"),
        ("/Samples/", "/samples/"),
        ("/topics/Vision/", "/topics/vision/"),
        ("/TOPICS/VISION", "/topics/vision/"),
        ("/Topics/vision/feed.atom", "/topics/vision/feed.atom"),
        ("/providers/Tide.Example/", "/providers/tide.example/"),
        ("/index.html", "/"),
        ("/INDEX.HTM", "/"),
        ("/topics//", "/topics/"),
        ("/about", "/about/"),
        ("/Archive/2026/01", "/archive/2026/01/"),
        ("/news/?utm_source=x&topic=vision&gclid=1", "/news/?topic=vision"),
        ("/news?topic=vision&type=a%20b", "/news/?topic=vision&type=a%20b"),
        ("/?UTM_Campaign=a", "/"),
        ("/NEWS?%75tm_source=1&msclkid=2&_gl=3&ref=4&S_cid", "/news/?ref=4"),
        ("/Robots.txt", "/robots.txt"),
        ("/SITEMAP.xml", "/sitemap.xml"),
        ("/feeds/all.ATOM", "/feeds/all.atom"),
        ("/Feeds/all.atom", "/feeds/all.atom"),
        ("/Sitemaps/pages.XML", "/sitemaps/pages.xml"),
        ("/robots.txt/", "/robots.txt"),
        ("/Sitemap.XML/?gad_source=1", "/sitemap.xml"),
        ("/feeds/all.atom/", "/feeds/all.atom"),
        ("/topics/Vision/feed.rss/", "/topics/vision/feed.rss"),
    ],
)
def test_every_spelling_leads_to_the_one_address_at_once(client, pages, asked, address):
    response = client.get(asked)

    assert (response.status_code, response["Location"]) == (301, address)
    assert response["Cache-Control"] == "public, max-age=600"
    assert client.get(address).status_code in (200, 400)  # a type that is none is said on the page


@pytest.mark.parametrize(
    "address", ["/", "/news/", "/news/2026-01-02-story/", "/news/2026-01-03-Read.Me/", "/topics/vision/", "/robots.txt"]
)
def test_the_one_address_leads_nowhere(client, pages, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        *("/security.txt", "/Security.txt", "/sitemap.xml.gz", "/x.html", "/X.html", "/x/index.html", "/static/x", "/admin.txt", "/Admin"),
        *("/nobody", "/nobody/?utm_source=x", "/news/nobody", "/news//nobody/", "/topics/nobody", "/providers/nobody?fbclid=1"),
        *("/archive/1999", "/archive/2026/13", "/archive/2026//02/30/", "/Archive/2025/01/", "/Sitemaps/articles-77.xml"),
    ],
)
def test_what_is_no_page_in_any_spelling_is_unknown_at_once(client, pages, asked):
    assert client.get(asked).status_code == 404


def test_the_archive_and_the_parts_of_the_sitemap_are_found_in_any_letters(client, pages):
    part = f"/sitemaps/articles-{Article.objects.first().pk // SIZE}.xml"

    assert client.get(part.title())["Location"] == part
    assert client.get("/ARCHIVE//2026")["Location"] == "/archive/2026/"


def test_the_page_of_all_news_is_found_while_there_is_none(client):
    assert client.get("/News")["Location"] == "/news/"


@pytest.mark.parametrize("asked, address", [("/admin", "/admin/"), ("/api/news", "/api/news/"), ("/admin/auth", "/admin/auth/")])
def test_the_desk_and_the_api_add_a_missing_slash_as_before(client, asked, address):
    client.force_login(factories.chief())
    response = client.get(asked)

    assert (response.status_code, response["Location"]) == (301, address)


def test_an_editor_finds_what_is_hidden_without_its_slash_too(client, pages):
    factories.article(slug="draft")
    assert client.get("/news/draft").status_code == 404
    client.force_login(factories.chief())

    assert client.get("/News/draft", follow=True).status_code == 404, "in other letters it is another name"
    assert client.get("/news/draft?utm_source=x")["Location"] == "/news/draft/"
    assert client.get("/news/draft/").status_code == 200


def test_what_is_asked_for_stays_asked_for(client, pages):
    assert client.get("/news/?q=utm_source%3D1&x=&&y").status_code == 200


def test_a_form_that_is_sent_is_not_sent_on(client, pages):
    assert client.post("/NEWS/?utm_source=x").status_code in (404, 405)


@pytest.mark.parametrize(
    "state", [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.embargoed, factories.expired]
)
def test_no_spelling_tells_that_something_hidden_is_there(client, state):
    hidden = state(slug="hidden-One", topics=[factories.topic(slug="hidden")], provider=factories.provider(domain="hidden.example"))
    asked = (hidden.get_absolute_url().lower(), "/NEWS/HIDDEN-ONE/", "/TOPICS/HIDDEN/", "/PROVIDERS/HIDDEN.EXAMPLE/")

    assert [client.get(address).status_code for address in asked] == [404] * 4


@pytest.mark.parametrize(
    "asked",
    [
        *("//evil.example", "//evil.example/", "///evil.example/%2e%2e", "/%5Cevil.example", "/%5C/evil.example/", "/%2F%2Fevil.example"),
        *("//evil.example/?utm_source=x", "/%09//evil.example", "/%0d%0aLocation:%20https://evil.example/", "//%5Cevil.example/index.html"),
        *("/https://evil.example", "//user@evil.example/news", "/news//https:/evil.example/?fbclid=1"),
    ],
)
def test_nobody_is_sent_to_another_site(client, pages, asked):
    path, _, query = asked.partition("?")
    response = client.get("/", PATH_INFO=unquote(path), QUERY_STRING=query)

    assert response.status_code in (301, 404)
    if response.status_code == 301:
        assert response["Location"].startswith("/") and not response["Location"].startswith(("//", "/\\"))
        assert not set(response["Location"]) & set("\\\r\n\t ")


@given(st.text(max_size=60))
def test_any_path_becomes_one_of_this_site_and_is_tidy_then(path):
    tidy = tidied(path)

    assert tidied(tidy) == tidy
    assert written(tidy.encode("utf-8", "ignore").decode())[:1] == "/" != written(tidy.encode("utf-8", "ignore").decode())[1:2]


@given(st.lists(st.sampled_from(["utm_source=a", "gclid=1", "q=x", "", "older=1", "UTM_X=", "a=%26utm_b=c"])))
def test_a_query_loses_what_tracks_and_nothing_else(parts):
    left = untracked("&".join(parts))

    assert left.split("&") == [part for part in parts if not part.lower().startswith(("utm_", "gclid="))] or left == ""


@pytest.mark.parametrize("query", ["q=a%00b", "q=a%0%000b", "q=%1B%7F&topic=%01", "q=%0%0%0%00%00%000"])
def test_no_control_character_is_left_of_a_query_nor_put_together_from_what_is_left(query):
    assert not set(unquote(sayable(query))) & {chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127)}


@pytest.mark.parametrize("query", ["q=%2500", "q=a%0Ab%09", "q=%C3%A9", "100%"])
def test_what_a_page_can_hold_stays_as_it_was_asked(query):
    assert sayable(query) == query


@pytest.mark.parametrize(
    "name",
    [
        *(
            "utm_source",
            "UTM_X",
            "%75tm_id",
            "utm%5Fid",
            "fbclid",
            "gclid",
            "mc_cid",
            "mc_eid",
            "ocid",
            "msclkid",
            "dclid",
            "gbraid",
            "wbraid",
        ),
        *("igshid", "yclid", "twclid", "ttclid", "li_fat_id", "mkt_tok", "srsltid", "_ga", "_gl", "vero_id", "wickedid"),
        *("oly_enc_id", "oly_anon_id", "s_cid", "%5fga", "MSCLKID"),
        *("gad_source", "gad_campaignid", "_hsenc", "_hsmi", "__hstc", "hsCtaTracking", "mtm_campaign", "pk_kwd", "_branch_match_id"),
    ],
)
def test_a_name_that_tracks_is_known_however_it_is_written(name):
    assert untracked(f"{name}=1&q=x&{name}") == "q=x"


@pytest.mark.parametrize("query", ["ref=a", "gclid%3D1", "my_utm_source=1", "_galaxy=1", "=utm_source", "q=%75tm_source=1", "%=1&%75=2"])
def test_a_name_that_only_looks_like_one_stays(query):
    assert untracked(query) == query
