"""The leak tests of site and API once more, through the layer: cold, warm, and after editors have looked at everything."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from tests import factories
from tests.cached import CachedClient
from tests.clock import clock
from tests.site.conftest import newsroom  # noqa: F401
from tests.site.test_leaks import ALSO, HIDDEN, MARK, OBITUARIES, crawl, hide, public_routes, text_of

pytestmark = pytest.mark.django_db(transaction=True)


def kept(worker: CachedClient) -> str:
    """All that the worker keeps, headers and text."""
    shelf = worker.layer.shelf
    return "\n".join(f"{key} {answer.headers} {answer.body.decode()}" for key, answer in shelf._answers.items()).lower()


def test_nothing_that_is_not_public_is_ever_kept(worker, newsroom):  # noqa: F811
    hidden = [hide(state, number) for number, state in enumerate(HIDDEN)]
    worker.force_login(factories.chief())
    previews = [worker.get(article.get_absolute_url()) for article in hidden]
    seen_by_staff = crawl(worker)
    worker.logout()

    cold, warm = crawl(worker), crawl(worker)

    assert all(MARK in preview.content.decode() for preview in previews)
    assert seen_by_staff.keys() >= {"/", "/news/"}
    assert [address for address, page in {**cold, **warm}.items() if MARK in page.lower()] == []
    assert len(worker.layer.shelf) > 20
    assert MARK not in kept(worker)


STATES = [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.expired, factories.embargoed]


def curious(number: int) -> list[str]:
    """What somebody might ask who has heard of one of them, right and nearly right."""
    word = f"{MARK}{number}"
    asked = [f"q={word}", f"q={word[:-2]}*", f"q={word}x", f"topic=topic-{word}", f"provider=paper-{word}.example", f'q="paper+{word}"']
    places = ["/search/", "/search/suggest/", "/news/", "/api/news/", "/search/feed.json", "/search/feed.atom"]
    named = [f"/topics/topic-{word}/", f"/topics/topic-{word}/feed.rss", f"/providers/paper-{word}.example/", f"/news/slug-{word}/"]
    return [
        *(f"{place}?{query}" for place in places for query in asked),
        *named,
        f"/api/news/topic-{word}/page/1/",
        f"/api/news/item/slug-{word}/",
    ]


def test_with_sixty_articles_of_every_hidden_state_every_answer_is_what_it_is_without_them(worker, other_worker, newsroom):  # noqa: F811
    asked = [address for number in (0, 1, 2, 3, 4, 5, 59) for address in curious(number)]

    def everything(client: CachedClient) -> dict[str, str]:
        return {**crawl(client), **{address: whole(client, address) for address in asked}}

    with clock(timezone.now() + timedelta(minutes=1)) as hands:
        before = everything(CachedClient())
        for number in range(60):
            hide(STATES[number % len(STATES)], number)
        hands.forward(seconds=1)  # a commit just now keeps pages from being kept
        cold, warm, elsewhere = everything(worker), everything(worker), everything(other_worker)

    assert before.keys() == cold.keys() and len(before) > 300
    for after in (cold, warm, elsewhere):
        assert [address for address in before if plainly(before[address]) != plainly(after[address])] == []
    assert [address for address in cold if MARK not in address and MARK in cold[address]] == []


def whole(client: CachedClient, address: str) -> str:
    response = client.get(address)
    return f"{response.status_code} {dict(response.headers)} {response.content.decode()}"


def plainly(page: str) -> str:
    """Without what differs from one request to the next, and without a feed's time: it is left out where too much happened of late."""
    return re.sub(r"csrf\w*\" value=\"\w+\"|csrftoken=\w+|'(?:Expires|Last-Modified|Set-Cookie)': '[^']+'(?:, )?", "", page)


@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw", "embargo", "schedule", "expire"])
def test_what_was_kept_of_a_public_article_is_given_to_nobody_after_it(worker, other_worker, newsroom, verb):  # noqa: F811
    paper, topic = factories.provider("Known", domain="known.example"), factories.topic("Known", slug="lead")
    shared = {"provider": paper, "topics": [topic]}
    factories.published("Stays", slug="lead", heat=999, **shared)
    article = factories.published(f"Title {MARK}", slug=f"slug-{MARK}", excerpt=MARK, heat=998, published_at=timezone.now(), **shared)
    routes = [*public_routes(), *ALSO, article.get_absolute_url()]
    told = {route for each in (worker, other_worker) for route in routes if MARK in text_of(each, route)}
    assert {"/", "/news/", "/topics/lead/", "/providers/known.example/", "/api/news/", article.get_absolute_url()} <= told

    take_back(Article.objects.get(pk=article.pk), verb)

    for each in (worker, other_worker):
        left = [route for route in routes if not route.startswith(OBITUARIES) and f"Title {MARK}" in text_of(each, route)]
        assert left == []
        assert each.get(article.get_absolute_url()).status_code == (410 if verb == "withdraw" else 404)


def take_back(article: Article, verb: str) -> None:
    times = {
        "embargo": ("embargo_until", timedelta(days=1)),
        "schedule": ("publish_at", timedelta(days=1)),
        "expire": ("expires_at", -timedelta(days=1)),
    }
    if verb not in times:
        getattr(article, verb)(reason="why")
        return
    name, span = times[verb]
    setattr(article, name, timezone.now() + span)
    article.save_edit([name])
