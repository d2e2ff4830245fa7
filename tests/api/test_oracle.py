"""The API against the pages that the site of these files really served."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

pytestmark = pytest.mark.django_db

SITE = "microsoft-power-apps"
TOPICS = ["ai-builder", "canvas-apps", "common-data-service", "teams-integration"]
# Left over from an earlier day, when the topic had two articles and items no `content` yet.
OLDER = {"model-driven-apps": "page1"}


@pytest.fixture(scope="module")
def pages(corpus, django_db_setup, django_db_blocker):
    """address below /api/news/ -> (what we answer, what the site served). One import for all tests; undone after them."""
    stored = corpus / SITE / "api" / "news"
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_articles", corpus / SITE / "_news", verbosity=0)
        client = Client()
        addresses = ["", *(f"page/{number}/" for number in range(1, 7))]
        addresses += [f"{topic}/{rest}" for topic in TOPICS for rest in ("", "page/1/")]
        both = {address: (client.get(f"/api/news/{address}").json(), _read(stored / address)) for address in addresses}
        both |= {topic: (client.get(f"/api/news/{topic}/").json(), _read(stored / topic / rest)) for topic, rest in OLDER.items()}
        transaction.set_rollback(True)
    return both


def _read(folder: Path) -> dict:
    return json.loads((folder / "index.json").read_text("utf-8"))


def comparable(item: dict) -> list:
    """Keys and values in order; a date as the instant that it names, a body that is only a line end as none."""
    changed = {"publishedDateTime": datetime.fromisoformat(item["publishedDateTime"]), "content": item.get("content", "").strip()}
    return list({**item, **changed}.items())


def test_132_items_on_6_pages_equal_the_stored_ones_key_by_key_in_order(pages):
    ours, theirs = zip(*(pages[f"page/{number}/"] for number in range(1, 7)), strict=True)

    assert sum(len(page["value"]) for page in ours) == 132
    assert [page["nextPage"] for page in ours] == [2, 3, 4, 5, 6, None] == [page["nextPage"] for page in theirs]
    for page, stored in zip(ours, theirs, strict=True):
        assert list(page) == list(stored)
        assert page["page"] == stored["page"]
        assert [comparable(item) for item in page["value"]] == [comparable(item) for item in stored["value"]]


@pytest.mark.parametrize("address", ["", *(f"{topic}/{rest}" for topic in TOPICS for rest in ("", "page/1/"))])
def test_the_front_and_each_topic_equal_the_stored_pages(pages, address):
    ours, stored = pages[address]

    assert {**ours, "value": [comparable(item) for item in ours["value"]]} == {
        **stored,
        "value": [comparable(item) for item in stored["value"]],
    }


def test_the_articles_of_a_page_stored_on_an_earlier_day_are_the_oldest_of_today(pages):
    ours, stored = pages["model-driven-apps"]

    assert len(stored["value"]) == 2 < len(ours["value"])
    assert [item["path"] for item in ours["value"][-2:]] == [item["path"] for item in stored["value"]]


def test_our_dates_are_utc_and_our_empty_bodies_empty_strings(pages):
    items = [item for ours, _ in pages.values() for item in ours["value"]]

    assert {item["publishedDateTime"][-1] for item in items} == {"Z"}
    assert {item["content"] for item in items} == {""}


def test_nothing_sealed_is_served(pages, corpus):
    served = json.dumps([ours for ours, _ in pages.values()])
    sealed = [
        line for file in (corpus / SITE / "_news").glob("*.md") for line in file.read_text("utf-8").splitlines() if "secured:" in line
    ]

    assert len(sealed) > 100
    assert not [line for line in sealed if line.split('"')[1][:40] in served]
