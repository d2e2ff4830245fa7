"""A corrected article says so, dated, under its text."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.html import escape

from articles.models import Correction
from articles.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


def page_of(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_each_correction_stands_with_its_day_the_oldest_first(client):
    article = factories.published()
    for days, text in ((3, "The bridge is in Ely."), (0, "The mayor is 61.")):
        Correction.objects.create(article=article, text=text, at=JUNE + timedelta(days=days))

    page = page_of(client, article)

    assert '<time datetime="2026-06-01T22:30:00+00:00">1 June 2026</time><p dir="auto">The mayor is 61.</p>' in page
    assert page.index("The mayor is 61.") < page.index("The bridge is in Ely.")
    assert ">Corrections</h2>" in page


def test_one_is_not_many(client):
    article = factories.published()
    article.correct("The mayor is 61.")

    assert ">Correction</h2>" in page_of(client, article)


def test_an_article_without_any_has_no_section(client):
    assert "Correction" not in page_of(client, factories.published())


def test_a_correction_is_plain_text(client):
    article, text = factories.published(), '<script>alert("1")</script> & {{ x }}'
    article.correct(text)

    page = page_of(client, article)

    assert escape(text) in page
    assert "<script>alert" not in page


def test_a_correction_that_was_taken_back_is_gone(client):
    article = factories.published()
    article.correct("The mayor is 61.")
    undo(article.audit.get())

    assert "The mayor is 61." not in page_of(client, article)


def test_a_note_is_never_shown(client):
    article = factories.published()
    article.notes.create(text="call the lawyers")

    for address in (article.get_absolute_url(), "/", "/news/", "/api/news/", f"/api/news/item/{article.slug}/", "/api/changes/"):
        assert "call the lawyers" not in client.get(address).content.decode()


def test_the_api_tells_them_in_the_list_and_in_the_item_and_only_where_there_are_any(client):
    article = factories.published(slug="corrected")
    Correction.objects.create(article=article, text="The mayor is 61.", at=JUNE)
    factories.published(slug="flawless")

    told = {item["path"]: item for item in client.get("/api/news/").json()["value"]}

    assert told["_news/corrected.md"]["corrections"] == [{"at": "2026-06-01T22:30:00Z", "text": "The mayor is 61."}]
    assert list(told["_news/corrected.md"])[-1] == "corrections"
    assert "corrections" not in told["_news/flawless.md"]
    assert client.get("/api/news/item/corrected/").json() == told["_news/corrected.md"]
