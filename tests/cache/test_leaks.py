"""The leak tests of site and API once more, through the layer: cold, warm, and after editors have looked at everything."""

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Article, Provider, Topic
from tests import factories
from tests.cached import CachedClient
from tests.clock import clock
from tests.site.conftest import newsroom  # noqa: F401
from tests.site.test_leaks import HIDDEN, MARK, OBITUARIES, crawl, hide, public_routes

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
VERBS = ["unpublish", "decline", "withdraw", "embargo", "schedule", "expire", "the clock"]
DAY = timedelta(days=1)


def sixty(states: list) -> list[Article]:
    """With topics and providers of their own, or those of what is public."""
    vision, tide = Topic.objects.get(slug="vision"), Provider.objects.get(domain="tide.example")
    ties = [{}, {"topics": [vision]}, {"provider": tide}]
    return [hide(states[number % len(states)], number, **ties[number % 3]) for number in range(60)]


def curious(number: int) -> list[str]:
    """What somebody might ask who has heard of one of them, right and nearly right."""
    word = f"{MARK}{number}"
    asked = [
        f"q={word}",
        f"q={word[:-2]}*",
        f"q={word}x",
        f"topic=topic-{word}",
        f"provider=paper-{word}.example",
        f"provider=paper+{word}",
        f'q="paper+{word}"',
    ]
    places = ["/search/", "/search/suggest/", "/news/", "/api/news/", "/search/feed.json", "/search/feed.atom"]
    named = [f"/topics/topic-{word}/", f"/topics/topic-{word}/feed.rss", f"/providers/paper-{word}.example/"]
    named += [f"/{category}/{slug}/" for category in ("news", "samples") for slug in (f"slug-{word}", f"SLUG-{word}")]
    return [
        *(f"{place}?{query}" for place in places for query in asked),
        *named,
        *(f"/media/{folder}/zz/{word}.jpg" for folder in "pms"),
        f"/api/news/?type={word}&minimum_heat=500",
        f"/api/news/topic-{word}/page/1/",
        f"/api/news/item/slug-{word}/",
    ]


def everything(client: CachedClient) -> dict[str, str]:
    """All that is linked to, every route, and what the curious ask, by address."""
    asked = [*public_routes(), *(address for number in range(7) for address in curious(number))]
    return {**crawl(client), **again(client, asked)}


def again(client: CachedClient, addresses: Iterable[str]) -> dict[str, str]:
    return {address: whole(client.get(address)) for address in addresses}


def whole(response) -> str:
    return f"{response.status_code} {dict(response.headers)} {'' if response.streaming else response.content.decode()}"


def plainly(page: str) -> str:
    """Without what differs from one request to the next, and without a feed's time: it is that of what went, too, and is left out where
    too much happened of late."""
    return re.sub(
        r"csrf\w*\" value=\"\w+\"|csrftoken=\w+|<lastBuildDate>.*?<|'(?:Expires|Last-Modified|Set-Cookie|ETag)': '[^']+'(?:, )?", "", page
    )


def test_with_sixty_articles_of_every_hidden_state_every_answer_is_what_it_is_without_them(worker, other_worker, newsroom):  # noqa: F811
    with clock(timezone.now() + timedelta(minutes=1)) as hands:
        before = everything(CachedClient())
        sixty(STATES)
        hands.forward(seconds=1)  # a commit just now keeps pages from being kept
        cold, warm, elsewhere = everything(worker), everything(worker), everything(other_worker)

    assert before.keys() == cold.keys() and len(before) > 300
    for after in (cold, warm, elsewhere):
        assert [address for address in before if plainly(before[address]) != plainly(after[address])] == []
    assert [address for address in cold if MARK not in address and MARK in cold[address]] == []


def test_sixty_that_were_public_and_kept_leave_every_answer_as_it_was_before_them(worker, other_worker, newsroom):  # noqa: F811
    """Taken back in every way, or expired while pages were kept. Only that they are gone is told, and why where readers are told."""
    with clock(timezone.now() + timedelta(minutes=1)) as hands:
        fresh = CachedClient()
        before = again(fresh, everything(fresh))
        articles = sixty([factories.published])
        by_the_clock = Article.objects.filter(pk__in=[article.pk for article in articles[6 :: len(VERBS)]])
        by_the_clock.update(expires_at=timezone.now() + timedelta(seconds=30))
        hands.forward(seconds=1)
        told, _ = again(worker, before), again(other_worker, before)
        showed = [address for address in told if MARK not in address and MARK in told[address]]
        tags = {address: worker.get(address).get("ETag", "") for address in showed}
        for number, article in enumerate(articles):
            take_back(Article.objects.get(pk=article.pk), VERBS[number % len(VERBS)])
        hands.forward(seconds=28)
        assert expiring(worker) == expiring(other_worker) != []

        hands.forward(seconds=1)

        for each in (worker, other_worker):
            after = again(each, before)
            different = {address: page for address in before if plainly(before[address]) != plainly(page := after[address])}
            assert {address: page[:3] for address, page in different.items() if not tells_of_the_gone(address)} == {}
            assert [
                address for address, page in after.items() if MARK not in address and MARK in page and not address.startswith(OBITUARIES)
            ] == []
            assert {after[f"/{kind}/slug-{MARK}{n}/"][:3] for n, kind in ((0, "news"), (1, "samples"), (6, "news"))} == {"404"}
            assert after[f"/news/slug-{MARK}2/"][:3] == after[f"/api/news/item/slug-{MARK}2/"][:3] == "410"
            for address in showed:
                known = {"If-None-Match": tags[address], "If-Modified-Since": http_date(timezone.now().timestamp() - 60)}
                for answer in (each.get(address, headers=known), each.head(address), each.get(address, headers={"Range": "bytes=0-99"})):
                    assert answer.status_code != 304 and (MARK not in whole(answer) or address.startswith(OBITUARIES)), address

    assert {"/", "/news/", "/topics/vision/", "/providers/tide.example/", "/api/news/", "/feeds/all.atom", "/sitemap-news.xml"} <= set(
        showed
    )


def expiring(client: CachedClient) -> list[str]:
    """Addresses of lists that still show one of those that expire by the clock."""
    word = re.compile(rf"Title {MARK}(?:{'|'.join(str(number) for number in range(6, 60, len(VERBS)))})\b")
    return [address for address in ("/news/", "/api/news/", "/feeds/all.json") if word.search(whole(client.get(address)))]


def tells_of_the_gone(address: str) -> bool:
    """Changes and Atom's list of what went; the page of what was withdrawn."""
    number = re.search(rf"slug-{MARK}(\d+)/", address, re.IGNORECASE)
    return address.startswith(OBITUARIES) or address.endswith(".atom") or bool(number and int(number[1]) % len(VERBS) == 2)


def take_back(article: Article, verb: str) -> None:
    times = {"embargo": ("embargo_until", DAY), "schedule": ("publish_at", DAY), "expire": ("expires_at", -DAY)}
    if verb in times:
        name, span = times[verb]
        setattr(article, name, timezone.now() + span)
        article.save_edit([name], reason=MARK)
    elif verb != "the clock":
        getattr(article, verb)(reason="why" if verb == "withdraw" else MARK)
