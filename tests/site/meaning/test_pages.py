"""Every page says what it is, once: title, description, canonical address, heading and graph."""

import re
from collections import Counter, defaultdict
from datetime import timedelta
from html import unescape

import extruct
import pytest

from articles.models import Article, Provider, Topic
from tests import factories
from tests.site.meaning.reading import nodes, open_graph
from tests.site.test_leaks import crawl

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
# One of each kind of page, and the type of what it is to machines.
PAGES = {
    "/": "WebSite",
    "/news/": "CollectionPage",
    "/samples/": "CollectionPage",
    "/news/story-29/": "NewsArticle",
    "/news/story-28/": "NewsArticle",
    "/news/film/": "NewsArticle",
    "/topics/": "CollectionPage",
    "/topics/vision/": "CollectionPage",
    "/topics/medical-imaging/": "CollectionPage",
    "/providers/": "CollectionPage",
    "/providers/tide.example/": "CollectionPage",
    "/archive/": "CollectionPage",
    "/archive/2026/": "CollectionPage",
    "/archive/2026/01/": "CollectionPage",
    "/archive/2026/01/01/": "CollectionPage",
    "/about/": "AboutPage",
}


@pytest.fixture(scope="module")
def read_once() -> dict[str, str]:
    """What the tests share that do nothing but read."""
    return {}


@pytest.fixture
def pages(request, read_once) -> dict[str, str]:
    if not read_once:
        read_once.update(request.getfixturevalue("pages_now"))
    return read_once


@pytest.fixture
def pages_now(client, newsroom) -> dict[str, str]:
    factories.published("A sample", category="samples")
    Article.objects.filter(slug="story-28").update(excerpt="")
    Article.objects.filter(slug="film").update(published_at=factories.NEW_YEAR, listed_at=factories.NEW_YEAR)
    older = re.search(r'href="(\?[^"]*)"[^>]*rel="next"', client.get("/news/").content.decode())
    found = {address: client.get(address) for address in [*PAGES, f"/news/{unescape(older[1])}", "/feeds/"]}
    assert {address: answer.status_code for address, answer in found.items() if answer.status_code != 200} == {}
    return {address: answer.content.decode() for address, answer in found.items()}


def inside(pattern: str, page: str) -> list[str]:
    return [unescape(found) for found in re.findall(pattern, page, re.DOTALL)]


def test_each_page_has_a_title_a_description_and_an_address_of_its_own_and_one_of_each(pages, client):
    pages = {**pages, "/api/docs/": client.get("/api/docs/").content.decode()}
    for what in (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">', r'<link rel="canonical" href="(.*?)">'):
        found = {address: inside(what, page) for address, page in pages.items()}

        assert {address: said for address, said in found.items() if len(said) != 1 or not said[0].strip()} == {}
        assert len({said[0] for said in found.values()}) == len(pages), sorted(said[0] for said in found.values())


def test_no_two_pages_of_a_whole_site_say_the_same_of_themselves(client, newsroom):
    """Also the second page and the third of a list, whichever way one comes there, and what shares a name."""
    vision = Topic.objects.get(slug="vision")
    shared = {"topics": [vision], "provider": factories.provider("Vision", domain="vision.example"), "excerpt": ""}
    for number in range(60):
        factories.published(f"More {number}", **shared)
    factories.provider("Vision", domain="vision.elsewhere.example").articles.add(factories.published("Other"))
    for days, paper in ((0, "vision.example"), (0, "vision.elsewhere.example"), (3, "vision.example")):
        day = factories.NEW_YEAR - timedelta(days=days)
        other = {**shared, "provider": Provider.objects.get(domain=paper), "excerpt": f"{days} at {paper}"}
        factories.published("The week in brief", **other, provider_details={"name": paper}, published_at=day)
    said: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for page in crawl(client).values():
        for address in inside(r'<link rel="canonical" href="(.*?)">', page):
            parts = (r"<title>(.*?)</title>", r'<meta name="description" content="(.*?)">', r'<meta property="og:url" content="(.*?)">')
            said[address].add(tuple(inside(part, page)[0].strip() for part in parts))

    assert {address: each for address, each in said.items() if len(each) != 1 or not all(*each) or (*each,)[0][2] != address} == {}
    for part in range(2):
        counted = Counter(each[part] for (each,) in said.values())
        assert [text for text, times in counted.items() if times > 1] == []
    assert len([address for address in said if "older=" in address]) >= 6 and not [address for address in said if "newer=" in address]


def test_pages_of_a_list_that_begin_in_the_same_minute_have_titles_of_their_own(client):
    for number in range(80):
        factories.published(f"At midnight {number}", published_at=factories.NEW_YEAR + timedelta(seconds=number % 50))
    address, titles = "/news/", []
    while address:
        page = client.get(address).content.decode()
        titles += inside(r"<title>(.*?)</title>", page)
        address = next((f"/news/{query}" for query in inside(r'href="(\?older=[^"]*)"', page)), "")

    assert len(set(titles)) == len(titles) == 4


@pytest.mark.parametrize("query", ["newer=2030-01-01T00:00:00Z+1+a", "older=2000-01-01T00:00:00Z+1+a", "x=1", "page=2", ""])
@pytest.mark.parametrize("address", ["/news/", "/topics/vision/", "/news/film/", "/about/"])
def test_what_is_no_later_page_of_a_list_has_the_address_without_a_question_mark(client, newsroom, address, query):
    page = client.get(f"{address}?{query}").content.decode()

    assert inside(r'<link rel="canonical" href="(.*?)">', page) == inside(r'property="og:url" content="(.*?)"', page) == [SITE + address]


def test_no_title_says_a_thing_twice(pages):
    titles = {address: inside(r"<title>(.*?)</title>", page)[0].split(" · ") for address, page in pages.items()}

    assert {address: parts for address, parts in titles.items() if len(set(parts)) != len(parts)} == {}


def test_each_page_has_one_heading_of_the_first_order(pages):
    assert {address for address, page in pages.items() if len(inside(r"<h1[ >]", page)) != 1} == set()


def test_each_page_has_one_card_for_other_sites(pages):
    for address, page in pages.items():
        names = [name for name, content in open_graph(page) if content.strip()]
        for needed in ("og:title", "og:description", "og:url", "og:type", "og:locale", "og:site_name"):
            assert names.count(needed) == 1, (address, needed)
        assert len(inside(r'<meta name="twitter:card" content="(.+?)">', page)) == 1, address


def test_each_page_means_something_at_its_own_address(pages):
    for address, kind in PAGES.items():
        assert nodes(pages[address])[kind]["url"] == f"{SITE}{address}"


def test_each_page_but_the_front_stands_below_it(pages):
    for address in PAGES.keys() - {"/"}:
        steps = nodes(pages[address])["BreadcrumbList"]["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert (steps[0]["item"], steps[-1]["item"]) == (f"{SITE}/", f"{SITE}{address}")
        assert all(step["name"] for step in steps)


def test_a_list_names_what_stands_on_it_in_its_order(pages_now, client):
    items = nodes(pages_now["/news/"])["CollectionPage"]["mainEntity"]

    shown = [article.get_absolute_url() for article in client.get("/news/").context["page"].articles]
    assert items["itemListElement"] == [f"{SITE}{address}" for address in shown]
    assert items["numberOfItems"] == len(shown) == 25


def test_the_front_page_says_who_we_are_and_how_to_search_us(pages, settings):
    found = nodes(pages["/"])

    assert found["NewsMediaOrganization"]["name"] == found["WebSite"]["name"] == settings.SITE_NAME
    assert found["WebSite"]["publisher"] == {"@id": found["NewsMediaOrganization"]["@id"]}
    assert found["NewsMediaOrganization"]["correctionsPolicy"] == f"{SITE}/about/#corrections"
    assert 'id="corrections"' in pages["/about/"]
    assert "{search_term_string}" in found["WebSite"]["potentialAction"]["target"]["urlTemplate"]


def test_what_is_not_there_has_no_address_and_no_meaning(client):
    page = client.get("/nowhere/").content.decode()

    assert "canonical" not in page and "og:url" not in page and "ld+json" not in page


def test_all_that_is_data_in_a_page_can_be_read(pages):
    for address, page in pages.items():
        assert len(extruct.extract(page, syntaxes=["json-ld"])["json-ld"]) == page.count("application/ld+json"), address


@pytest.mark.parametrize(
    "query, chosen",
    [
        ("topic=vision", "Vision"),
        ("provider=tide.example&type=video", "Tide, Video"),
        ("provider=tide", "Tide"),
        ("since=2026-01-01", "since 1 January 2026"),
        ("until=2026-01-02", "until 2 January 2026"),
        ("since=2026-01-01&until=2026-01-01", "1 January 2026"),
        ("topic=vision&since=2025-01-01&until=2026-12-31", "Vision, 1 January 2025 – 31 December 2026"),
        ("topic=vision&since=yesterday", "Vision"),
    ],
)
def test_a_narrowed_list_says_to_what_and_is_no_page_for_search_engines(client, newsroom, query, chosen):
    page = client.get(f"/news/?{query}").content.decode()

    assert inside(r"<title>(.*?)</title>", page)[0].startswith(f"All news: {chosen} · ")
    assert inside(r"<h1.*?>(.*?)</h1>", page) == [f"All news: {chosen}"]
    assert '<meta name="robots" content="noindex">' in page and "canonical" not in page and "application/ld+json" not in page


@pytest.mark.parametrize(
    "query", ["topic=nowhere", "topic=<b>", "provider=<b>", "since=yesterday", "type=novel", "since=2026-02-01&until=2026-01-01"]
)
def test_what_cannot_be_answered_is_no_name_for_a_page(client, newsroom, query):
    answer = client.get(f"/news/?{query}")

    assert answer.status_code == 400
    assert inside(r"<title>(.*?)</title>", answer.content.decode())[0].startswith("All news · ")
    assert inside(r"<h1.*?>(.*?)</h1>", answer.content.decode()) == ["All news"]
