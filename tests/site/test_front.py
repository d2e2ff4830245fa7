"""The front page: what leads, what is hot, what is new."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import RelatedLink
from tests import factories

pytestmark = pytest.mark.django_db


def test_an_empty_newsroom_has_a_front_page(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "Nothing is published yet" in response.content.decode()


def test_the_hottest_story_leads_with_who_else_covers_it(client):
    factories.published("Lukewarm", heat=80)
    hot = factories.published("Hot", heat=140)
    RelatedLink.objects.create(article=hot, title="The same elsewhere", web_url="https://else.example/", provider_details={"name": "Else"})

    front = client.get("/").context["front"]

    assert front.lead == hot
    assert [article.title for article in front.hottest] == ["Lukewarm"], "the lead is not said twice"
    assert [article.title for article in front.told] == ["Hot", "Lukewarm"]
    assert [article.title for article in front.latest] == ["Lukewarm"]
    assert "The same elsewhere" in client.get("/").content.decode()


def test_where_there_is_enough_else_the_latest_are_not_what_is_hot(client):
    for number in range(20):
        factories.published(f"Story {number}", heat=100 - number, published_at=factories.NEW_YEAR + timedelta(hours=number))

    front = client.get("/").context["front"]

    assert [article.title for article in (front.lead, *front.hottest)] == [f"Story {number}" for number in range(7)]
    assert [article.title for article in front.latest] == [f"Story {number}" for number in range(19, 11, -1)]


def test_a_few_stories_are_not_told_twice(client):
    factories.published("Only one", heat=90)
    assert 'id="latest"' not in client.get("/").content.decode()

    for number in range(4):
        factories.published(f"Story {number}", heat=80 - number)
    front = client.get("/")

    assert front.context["front"].also_hot == [] and 'class="front"' in front.content.decode()
    assert front.content.decode().count(">Story 2<") == 1


@pytest.mark.parametrize("number", [1, 2, 5, 9, 10, 12, 14, 15, 16])
def test_no_story_stands_twice_above_the_trios_and_machines_are_told_the_page_s_order(client, number):
    for heat in range(number):
        factories.published(f"Story {heat}", heat=70 + heat * 7 % 13, published_at=factories.NEW_YEAR + timedelta(hours=heat))

    page = client.get("/")
    front = page.context["front"]

    shown = [story.pk for story in ([front.lead], front.also_hot, front.latest) for story in story]
    assert len(shown) == len(set(shown)) and shown == [story.pk for story in front.told]
    assert len(shown) >= min(number, 9)


@pytest.mark.parametrize("number, is_beside", [(2, False), (3, True)])
def test_few_hot_stories_are_no_column_beside_their_lead(client, number, is_beside):
    for age in range(9):
        factories.published(f"Old {age}", published_at=factories.NEW_YEAR - timedelta(days=20 + age))
    for heat in range(1 + number):
        factories.published(f"Hot {heat}", heat=100 + heat)

    page = client.get("/")

    assert len(page.context["front"].also_hot) == number
    assert ('class="front beside"' in page.content.decode()) is is_beside


def test_what_is_hot_stands_beside_the_lead_where_it_is_not_all_the_latest(client, newsroom):
    front = client.get("/")

    assert len(front.context["front"].also_hot) == 6 and 'class="front beside"' in front.content.decode()


def test_what_was_hot_long_ago_does_not_lead(client):
    factories.published("Old glory", heat=999, published_at=factories.NEW_YEAR - timedelta(days=900))
    for number in range(200):
        factories.published(f"New {number}", heat=70)

    assert client.get("/").context["front"].lead.title != "Old glory"


def test_no_article_stands_in_two_trios(client, newsroom):
    trios = client.get("/").context["front"].trios
    shown = [article.pk for _, articles in trios for article in articles]

    assert trios
    assert len(shown) == len(set(shown)) == 3 * len(trios)


def test_the_page_has_one_first_heading_and_the_landmarks(client, newsroom):
    page = client.get("/").content.decode()

    assert page.count("<h1") == 1
    assert all(page.count(f"<{landmark}") == 1 for landmark in ("header", "main", "footer"))
    assert '<a class="skip" href="#main">' in page


def test_what_was_hot_long_before_the_newest_story_does_not_lead(client):
    factories.published("Hot then", heat=999, published_at=factories.NEW_YEAR - timedelta(days=15))
    factories.published("Warm now", heat=80, published_at=factories.NEW_YEAR)
    factories.published("Hot now", heat=90, published_at=factories.NEW_YEAR - timedelta(days=13))

    front = client.get("/").context["front"]

    assert [article.title for article in (front.lead, *front.hottest)] == ["Hot now", "Warm now"]


def test_a_date_in_the_future_leaves_what_is_hot_today(client):
    factories.published("Misdated", heat=1, published_at=timezone.now() + timedelta(days=900))
    factories.published("Hot today", heat=90, published_at=timezone.now() - timedelta(days=1))

    front = client.get("/").context["front"]

    assert [article.title for article in (front.lead, *front.hottest)] == ["Hot today", "Misdated"]
