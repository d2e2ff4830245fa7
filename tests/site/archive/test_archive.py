"""The archive: what was published when, in the site's zone; a time without anything has no page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db

EVE = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
PAGES = {"/archive/": 5, "/archive/2025/": 5, "/archive/2025/12/": 5, "/archive/2025/12/31/": 7}


def links(client, address: str) -> list[str]:
    main = re.search(r"<main.*?</main>", client.get(address).content.decode(), re.DOTALL)[0]
    return re.findall(r'href="(/archive/[^"]*)"', main)


def titles(client, address: str) -> list[str]:
    return [article.title for article in client.get(address).context["page"].articles]


def test_a_day_holds_what_was_published_on_it_in_the_sites_zone(client, settings):
    factories.published("Eve", published_at=EVE)
    assert titles(client, "/archive/2025/12/31/") == ["Eve"]

    settings.TIME_ZONE = "Europe/Berlin"

    assert titles(client, "/archive/2026/01/01/") == ["Eve"]
    assert client.get("/archive/2025/12/31/").status_code == client.get("/archive/2025/").status_code == 404


def test_a_day_of_23_hours_and_one_of_25_hold_all_of_theirs_and_no_more(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    for day in (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 22, tzinfo=UTC)):  # midnight there
        hours = 23 if day.month == 3 else 25
        for hour in (-1, 0, hours - 1, hours):
            factories.published(f"{hour}", published_at=day + timedelta(hours=hour, minutes=30))

    assert titles(client, "/archive/2026/03/29/") == ["22", "0"]
    assert titles(client, "/archive/2026/10/25/") == ["24", "0"]


def test_each_level_leads_to_what_has_something_and_to_nothing_else(client):
    for moment in (EVE, datetime(2019, 2, 28, tzinfo=UTC), datetime(2019, 2, 1, tzinfo=UTC)):
        factories.published(published_at=moment)
    factories.article(published_at=datetime(2018, 1, 1, tzinfo=UTC))
    factories.embargoed(published_at=datetime(2019, 2, 2, tzinfo=UTC))

    assert links(client, "/archive/") == ["/archive/2025/", "/archive/2019/"]
    assert links(client, "/archive/2019/") == ["/archive/", "/archive/2019/02/", "/archive/2025/"]
    assert links(client, "/archive/2019/02/") == [
        *("/archive/", "/archive/2019/", "/archive/2019/02/01/", "/archive/2019/02/28/", "/archive/2025/12/"),
    ]
    assert links(client, "/archive/2019/02/28/") == [
        *("/archive/", "/archive/2019/", "/archive/2019/02/", "/archive/2019/02/01/", "/archive/2025/12/31/"),
    ]


@pytest.mark.parametrize("state", [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.expired])
def test_what_is_hidden_leaves_no_trace_in_time(client, state):
    state(published_at=EVE)

    assert links(client, "/archive/") == []
    assert {client.get(address).status_code for address in PAGES if address != "/archive/"} == {404}


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/archive/2025/13/",
            "/archive/2025/00/",
            "/archive/2025/12/32/",
            "/archive/2025/02/29/",
            "/archive/0000/",
            "/archive/9999/12/31/",
        ),
        *("/archive/2025/1/", "/archive/202/", "/archive/x/", "/archive/2025/12/31/1/", "/archive/2025/12/31/?older=nonsense"),
        "/archive/٢٠٢٥/",
    ],
)
def test_a_time_that_cannot_be_is_not_found(client, address):
    factories.published(published_at=EVE)

    assert client.get(address).status_code == 404


def test_dates_outside_the_archive_do_no_harm(client):
    for year in (1, 9999):
        factories.published(published_at=datetime(year, 6, 1, tzinfo=UTC))
    factories.published(published_at=EVE)

    assert links(client, "/archive/") == ["/archive/2025/"]
    assert client.get("/archive/2025/12/31/").status_code == 200


def test_a_long_day_has_pages_and_each_article_stands_on_one(client):
    for number in range(60):
        factories.published(f"S{number:02}", published_at=EVE - timedelta(minutes=number))
    found, address = [], "/archive/2025/12/31/"
    while address:
        response = client.get(address)
        found += [article.title for article in response.context["page"].articles]
        older = response.context["page"].older
        address = f"/archive/2025/12/31/?{older}" if older else ""

    assert found == [f"S{number:02}" for number in range(60)]


def test_a_calendar_shows_each_day_of_its_month_once_and_begins_the_week_as_the_language_does(client, settings):
    factories.published(published_at=EVE)
    rows = client.get("/archive/2025/12/").context["weeks"]
    assert [day.start.day for week in rows for day, _ in week if day] == list(range(1, 32))
    assert {len(week) for week in rows} == {7} and rows[0][1][0].start.day == 1  # the American week begins on Sunday

    settings.LANGUAGE_CODE = "de"
    assert client.get("/archive/2025/12/").context["weeks"][0][0][0].start.day == 1


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_archive_costs_the_same_at_any_size(client):
    factories.published(published_at=EVE)
    few = {address: queries(client, address) for address in PAGES}
    for number in range(120):
        factories.published(published_at=EVE - timedelta(days=31 * number, minutes=number))
        factories.published(published_at=EVE - timedelta(minutes=number))

    assert {address: queries(client, address) for address in PAGES} == few
    assert all(few[address] <= most for address, most in PAGES.items()), few
