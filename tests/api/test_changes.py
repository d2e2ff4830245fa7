"""/api/changes/: what programs that keep a copy are told."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from tests import factories
from tests.api.problems import problem
from tests.clock import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(client, since: str = "") -> dict:
    response = client.get("/api/changes/", {"since": since} if since else {})
    assert response.status_code == 200, response.content
    return response.json()


def test_a_public_article_is_told_with_the_same_item_as_in_news(client):
    article = factories.published(slug="one", topics=[factories.topic()], provider=factories.provider())

    [change] = ask(client)["value"]

    assert list(change) == ["change", "at", "id", "path", "slug", "category", "item"]
    assert (change["change"], change["id"], change["path"], change["slug"]) == ("created", article.pk, "_news/one.md", "one")
    assert change["item"] == client.get("/api/news/").json()["value"][0]


def test_a_withdrawal_is_told_with_its_reason_and_without_the_item(client):
    article = factories.published("A mistake", slug="one")
    article.withdraw(reason="It was <b>wrong</b>.")

    [change] = ask(client)["value"]

    assert list(change) == ["change", "at", "id", "path", "slug", "category", "reason"]
    assert (change["change"], change["reason"]) == ("removed", "It was <b>wrong</b>.")


@pytest.mark.parametrize("verb", ["unpublish", "decline"])
def test_why_something_was_taken_back_without_a_withdrawal_stays_inside(client, verb):
    getattr(factories.published("A mistake"), verb)(reason="lawyers")

    answer = client.get("/api/changes/")

    assert [change["change"] for change in answer.json()["value"]] == ["removed"]
    assert b"lawyers" not in answer.content and b"A mistake" not in answer.content


def test_an_edit_and_a_correction_are_told_again(client):
    with clock(NOON) as hands:
        article = factories.published("Before")
        hands.forward(minutes=1)
        cursor = ask(client)["next"]
        assert ask(client, cursor) == {"value": [], "next": cursor, "more": False}

        article.title = "After"
        article.save_edit(["title"])
        article.correct("The mayor is 61.")

        [change] = ask(client, cursor)["value"]
    assert (change["item"]["title"], change["item"]["corrections"]) == (
        "After",
        [{"at": "2026-06-01T12:01:00Z", "text": "The mayor is 61."}],
    )


def test_what_came_what_changed_and_what_went_since_then_are_told_apart(client):
    with clock(NOON) as hands:
        known, edited, gone, hidden = (factories.published(slug=name) for name in ("known", "edited", "gone", "hidden"))
        waiting, planned = factories.article(slug="waiting"), factories.published(slug="planned", publish_at=NOON + timedelta(hours=3))
        hands.forward(minutes=1)
        cursor = ask(client)["next"]
        hands.forward(hours=1)
        edited.title = "After"
        edited.save_edit(["title"])
        gone.withdraw(reason="why")
        waiting.publish()
        hidden.unpublish()
        hands.forward(hours=1)
        hidden.publish()
        hands.forward(hours=2)
        assert (known.is_public, planned.is_public) == (True, True)

        told = {change["slug"]: change["change"] for change in ask(client, cursor)["value"]}

    assert told == {"edited": "updated", "gone": "removed", "waiting": "created", "hidden": "created", "planned": "created"}


@pytest.mark.parametrize("how", ["verb", "publish_at", "embargo_until", "made"])
def test_what_was_told_as_created_is_updated_from_then_on(client, how):
    """Also for who asks from the very moment in which it appeared."""
    with clock(NOON) as hands:
        article = factories.article() if how == "verb" else factories.published()
        if how in ("publish_at", "embargo_until"):
            setattr(article, how, NOON + timedelta(minutes=5))
            article.save_edit([how])
        hands.forward(minutes=1)
        if how == "verb":
            article.publish()
        hands.forward(hours=1)
        first = ask(client)
        assert [change["change"] for change in first["value"]] == ["created"]
        assert ask(client, first["next"])["value"] == []

        article.title = "After"
        article.save_edit(["title"])
        hands.forward(minutes=1)

        assert [change["change"] for change in ask(client, first["next"])["value"]] == ["updated"]


def test_articles_of_every_category_are_told(client):
    factories.published(category="samples", slug="s")

    assert [(change["category"], change["slug"]) for change in ask(client)["value"]] == [("samples", "s")]


def test_what_an_import_brings_in_published_is_told(client, fixtures):
    call_command("import_articles", fixtures, verbosity=0)
    known, answer = set(), ask(client)
    while True:
        known |= {change["id"] for change in answer["value"] if change["change"] == "created"}
        if not answer["more"]:
            break
        answer = ask(client, answer["next"])

    assert known == set(Article.objects.published().values_list("pk", flat=True)) != set()


def test_a_time_is_a_place_to_begin_too(client):
    with clock(NOON) as hands:
        factories.published()
        hands.forward(hours=1)
        newer = factories.published()
        hands.forward(hours=1)

        told = ask(client, "2026-06-01T12:30:00Z")["value"]

    assert [change["id"] for change in told] == [newer.pk]


FORGED = [
    *("x", "0", "-1", "9" * 5000, "2026-06-01", "2026-02-30T00:00:00Z", "2026-06-01T00:00:00", "2026-06-01T00:00:00+00:00", "\x00"),
    *("2026-06-01T00:00:00Z~9~1", "2026-06-01T00:00:00Z~1~" + "9" * 30, "2026-06-01T00:00:00Z~1~-1", "2026-06-01T00:00:00Z~1"),
    *("2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1999-12-31T23:59:59Z~1~1", "٢٠٢٦-٠٦-٠١T٠٠:٠٠:٠٠Z", "' OR 1=1 --", "\ud800"),
]


@pytest.mark.parametrize("since", FORGED, ids=lambda text: ascii(text[:40]))
def test_a_cursor_that_cannot_be_is_refused_in_words(client, since):
    query = since.encode("utf-8", "surrogatepass")
    response = client.get("/api/changes/", QUERY_STRING="since=" + "".join(f"%{byte:02X}" for byte in query))

    told = problem(response, "errors", "allowed")
    assert (told["status"], told["errors"], told["allowed"]) == (400, {"since": [told["detail"]]}, ["since"])
    assert "“since”" in told["detail"]


def test_an_old_cursor_still_leads_on(client):
    factories.published()

    assert len(ask(client, "2000-01-01T00:00:00Z~4~1")["value"]) == 1


def test_it_may_be_kept_but_is_asked_for_again_and_costs_nothing_while_nothing_changes(client):
    with clock(NOON) as hands:
        article = factories.published()
        hands.forward(minutes=1)
        first = client.get("/api/changes/")
        hands.forward(minutes=1)

        again = client.get("/api/changes/", headers={"if-none-match": first["ETag"]})
        article.withdraw()
        gone = client.get("/api/changes/", headers={"if-none-match": first["ETag"]})

    assert {"public", "no-cache"} == set(re.split(r",\s*", first["Cache-Control"]))
    assert (again.status_code, gone.status_code) == (304, 200)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(client, method):
    assert getattr(client, method)("/api/changes/").status_code == 405


def test_a_portion_costs_the_same_however_many_changed(client, django_assert_max_num_queries):
    for number in range(120):
        article = factories.published(topics=[factories.topic()], embargo_until=datetime.now(UTC) - timedelta(days=1))
        if number % 3 == 0:
            article.withdraw(reason="why")

    with django_assert_max_num_queries(15 + (connection.vendor == "postgresql")):
        assert len(ask(client)["value"]) > 80
