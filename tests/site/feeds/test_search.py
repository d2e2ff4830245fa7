"""A search has a feed as well: any words are a question, and none of them is an error."""

from urllib.parse import quote, urlencode

import pytest

from tests import factories
from tests.site.feeds.reading import FORMATS, body, titles, xml
from tests.site.feeds.test_formats import HOSTILE, check_rss

pytestmark = pytest.mark.django_db


@pytest.fixture(params=FORMATS)
def form(request):
    return request.param


def test_it_holds_what_matches_and_is_public(client, form):
    factories.published("Robots in the harbour")
    factories.published("Midwives try an ultrasound")
    factories.article("Robots that nobody knows of")
    factories.embargoed("Robots under lock")

    assert titles(client, f"/search/feed.{form}?q=robots") == ["Robots in the harbour"]
    assert titles(client, f"/search/feed.{form}?q=nothing") == []


def test_what_is_withdrawn_is_gone_with_the_next_request(client, form):
    article = factories.published("Robots in the harbour")
    address = f"/search/feed.{form}?q=robots"
    first = client.get(address)
    article.withdraw()

    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and b"harbour" not in again.content


@pytest.mark.parametrize("typed", ["", " ", "-robots", '""', "*", "\x00"])
def test_no_words_are_the_feed_of_everything(client, form, typed):
    response = client.get(f"/search/feed.{form}?{urlencode({'q': typed})}")

    assert (response.status_code, response.headers.get("Location")) == (302, f"/feeds/all.{form}")


@pytest.mark.parametrize("typed", [*HOSTILE, "word " * 2000, "写真", "a\x00b"], ids=lambda typed: ascii(typed[:20]))
def test_any_words_make_a_valid_feed(client, typed):
    address = f"/search/feed.rss?{urlencode({'q': typed})}"
    if client.get(address).status_code == 200:
        check_rss(xml(client, address))


def test_it_names_itself_and_its_page_with_the_question(client):
    channel = xml(client, f"/search/feed.rss?q={quote('robots & “harbour”')}")[0]

    assert channel.findtext("link") == "http://testserver/search/?q=robots+%26+%E2%80%9Charbour%E2%80%9D"
    assert channel.find("{*}link[@rel='self']").get("href") == "http://testserver/search/feed.rss?q=robots+%26+%E2%80%9Charbour%E2%80%9D"
    assert channel.findtext("title") == "robots & “harbour” · Newsroom"


def test_the_page_of_feeds_makes_the_address_of_a_search(client):
    page = body(client, "/feeds/?q=robots+%22%3Cb%3E%22").decode()

    assert 'href="/search/feed.atom?q=robots+%22%3Cb%3E%22"' in page
    assert "<b>" not in page.partition("<main")[2].partition("</main>")[0]
    assert "/search/feed.atom" not in body(client, "/feeds/?q=").decode()
