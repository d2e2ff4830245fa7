"""Who comes again is told “nothing new” as long as that is true, and not a request longer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.http import http_date

from articles.images.editing import store
from tests import factories
from tests.clock import clock
from tests.site.feeds.reading import EVERYWHERE, titles

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(params=EVERYWHERE)
def address(request):
    return request.param


@pytest.fixture
def hands():
    with clock(NOON) as hands:
        yield hands


def ask(client, address: str, first, **names: str):
    """The same again, with what the first answer said of itself."""
    return client.get(address, headers={name.replace("_", "-"): first[header] for name, header in names.items()})


def test_an_answer_says_how_to_ask_again(client, hands, address):
    factories.published()
    hands.forward(minutes=1)
    response = client.get(address)

    assert response["ETag"].startswith('"')
    assert response["Last-Modified"] == http_date(NOON.timestamp())
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.cookies and "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("asked", [{"if_none_match": "ETag"}, {"if_modified_since": "Last-Modified"}])
def test_nothing_new_has_no_body(client, hands, address, asked):
    factories.published()
    hands.forward(minutes=1)
    first = client.get(address)

    again = ask(client, address, first, **asked)

    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])


@pytest.mark.parametrize("asked", [{"if_none_match": "ETag"}, {"if_modified_since": "Last-Modified"}])
@pytest.mark.parametrize("change", ["published", "withdrawn", "edited", "expired", "embargoed", "corrected", "pictured"])
def test_whatever_changes_is_told_with_the_next_request(client, hands, address, asked, change):
    article = factories.published(expires_at=NOON + timedelta(days=1))
    picture = factories.pictured(article).picture
    factories.published("Stays")
    hands.forward(minutes=1)
    first = client.get(address)
    hands.forward(minutes=1)
    if change == "published":
        factories.published("Comes")
    elif change == "withdrawn":
        article.withdraw()
    elif change == "expired":
        hands.forward(days=1)
    elif change == "corrected":
        article.correct("It was not so.")
    elif change == "pictured":
        store(picture, "replace", {"replacement_id": factories.copy().pk}, factories.editor())
    else:
        article.title, article.embargo_until = "Another", NOON + timedelta(days=1) if change == "embargoed" else None
        article.save_edit(["title", "embargo_until"])

    for later in (0, 5, 60):  # right now, and when it has settled
        hands.forward(seconds=later)
        again = ask(client, address, first, **asked)
        assert again.status_code == 200
        assert again["ETag"] != first["ETag"]


def test_a_change_of_the_last_seconds_makes_no_promise_by_the_second(client, hands, address):
    """Another change could come in the same second, or be committed after one that came later."""
    factories.published()
    hands.forward(seconds=5)

    assert "Last-Modified" not in client.get(address)


def test_what_happens_under_embargo_shows_in_no_header(client, hands, address):
    factories.published()
    hands.forward(minutes=1)
    first = client.get(address)
    secret = factories.published("Secret", embargo_until=NOON + timedelta(days=1))
    hands.forward(minutes=1)
    secret.title = "Another secret"
    secret.save_edit(["title"])
    hands.forward(minutes=1)

    again = client.get(address)
    assert (again["ETag"], again["Last-Modified"]) == (first["ETag"], first["Last-Modified"])


def test_a_head_is_the_answer_without_its_body(client, hands, address):
    factories.published()
    hands.forward(minutes=1)
    whole, head = client.get(address), client.head(address)

    assert head.content == b""
    assert head.headers == whole.headers


def test_nobody_writes_to_a_feed(client, address):
    assert client.post(address).status_code == 405


def test_a_feed_asks_no_session_and_staff_see_no_more(client, address):
    factories.article("Hidden")
    client.force_login(factories.chief())

    assert titles(client, address) == []


def test_a_hub_is_named_in_the_feed_and_in_its_headers(client, settings, address):
    settings.WEBSUB_HUB = "https://hub.example/"
    response = client.get(address)

    assert response["Link"] == f'<http://testserver{address}>; rel="self", <https://hub.example/>; rel="hub"'
    assert b"https://hub.example/" in response.content


def test_without_a_hub_none_is_named(client, address):
    response = client.get(address)

    assert "hub" not in response["Link"] and b"hub" not in response.content
