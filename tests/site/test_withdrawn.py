"""What was public and was withdrawn answers 410: the reason and the day, and nothing else of it."""

import re
from datetime import UTC, datetime

import pytest

from tests import factories
from tests.clock import clock

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)


def withdrawn(reason: str = "", **fields):
    with clock(JUNE) as hands:
        article = factories.published("A mistake", excerpt="About the mistake", **fields)
        hands.forward(minutes=1)
        article.withdraw(reason=reason)
    return article


def words_of(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_it_says_why_and_since_when_and_not_what(client):
    article = withdrawn("the photograph was not ours to show.", slug="the-mistake")

    response = client.get(article.get_absolute_url())

    assert response.status_code == 410
    assert "The photograph was not ours to show." in words_of(response)
    assert '<time datetime="2026-06-01T22:31:00+00:00">1 June 2026</time>' in response.content.decode()
    assert not [told for told in ("A mistake", "About the mistake", "the-mistake") if told in response.content.decode()]
    assert 'content="noindex"' in response.content.decode()


def test_the_day_is_the_sites(client, settings):
    settings.TIME_ZONE = "Europe/Berlin"

    assert "2 June 2026" in words_of(client.get(withdrawn().get_absolute_url()))


def test_without_a_reason_it_reads_as_well(client):
    assert words_of(client.get(withdrawn().get_absolute_url())) == (
        "410 This story was withdrawn The editors took it back on 1 June 2026 . It is not at this address any more."
        " To the front page All news"
    )


@pytest.mark.parametrize(
    "reason", ["<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "x" * 300, "\u202ereversed", "<b>bold</b>\n& more"]
)
def test_a_reason_is_plain_text(client, reason):
    response = client.get(withdrawn(reason).get_absolute_url())

    assert response.status_code == 410
    assert not re.search(r"<script>alert|<b>bold|SECRET_KEY'", response.content.decode())
    assert "{{ settings" in words_of(response) or "{{" not in reason


def test_what_is_public_again_is_there_again(client):
    article = withdrawn("why")
    article.publish()

    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("verb", ["unpublish", "decline"])
def test_only_a_withdrawal_leaves_a_page(client, verb):
    article = factories.published()
    getattr(article, verb)(reason="lawyers")

    response = client.get(article.get_absolute_url())

    assert response.status_code == 404
    assert "lawyers" not in response.content.decode()


def test_a_reader_without_rights_gets_the_same_page_and_staff_the_story_with_the_reason(client):
    article = withdrawn("It was wrong.")
    client.force_login(factories.reader())
    assert client.get(article.get_absolute_url()).status_code == 410

    client.force_login(factories.viewer())
    response = client.get(article.get_absolute_url())

    assert response.status_code == 200
    assert "Not public: withdrawn, It was wrong." in words_of(response)


@pytest.mark.parametrize("category", ["news", "samples"])
def test_other_categories_do_the_same(client, category):
    assert client.get(withdrawn(category=category).get_absolute_url()).status_code == 410
