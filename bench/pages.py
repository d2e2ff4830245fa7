"""Requests a second of public pages: kept ones against the least that Django can answer, uncached lists against a plain view."""

from __future__ import annotations

import copy
import re
import sqlite3
import urllib.request
from contextlib import closing

from bench import nginx
from bench.api_pages import PageCost, page_costs
from bench.load import requests_a_second
from bench.newsroom import Newsroom

SECONDS = 4
PORT, HELLO_PORT, PLAIN_PORT, NGINX_PORT = 8763, 8764, 8765, 8766


def kept(newsroom: Newsroom) -> dict[str, float]:
    """`front`, `detail` and `hello`, each the best of three taken in turns; two gunicorn workers each, over the database as it stands.
    `nginx`, where there is one: the front page's bytes from a file."""
    with (
        keeping(newsroom).serving("newsroom.wsgi", PORT, "newsroom.settings") as ours,
        newsroom.serving("newsroom.wsgi", HELLO_PORT, "bench.hello.settings") as hello,
    ):
        addresses = {"front": f"{ours}/", "detail": ours + a_story(ours), "hello": f"{hello}/"}
        if not nginx.NGINX:
            return best_of(addresses)
        with nginx.giving(f"{ours}/", newsroom.database.parent / "nginx", NGINX_PORT) as bytes_alone:
            return best_of({**addresses, "nginx": bytes_alone})


def uncached(newsroom: Newsroom) -> dict[str, float]:
    """The `list` of 25, rendered for each request, and the `plain` view of the same list."""
    with (
        keeping(newsroom).serving("bench.rendered", PORT, "newsroom.settings") as ours,
        newsroom.serving("newsroom.wsgi", PLAIN_PORT, "bench.plain.settings") as plain,
    ):
        return best_of({"list": f"{ours}/news/", "plain": f"{plain}/news/"})


def numbered(newsroom: Newsroom) -> list[PageCost]:
    """Pages 1, 1,000 and the last of the API, made for each request, over the database as it stands."""
    with closing(sqlite3.connect(newsroom.database)) as database:
        (articles,) = database.execute("SELECT count(*) FROM articles_article WHERE status = 'published' AND category = 'news'").fetchone()
    with keeping(newsroom).serving("bench.rendered", PORT, "newsroom.settings") as ours:
        return page_costs(ours, articles)


def keeping(newsroom: Newsroom) -> Newsroom:
    """The same newsroom, but its pages are kept: as it runs without any setting."""
    other = copy.copy(newsroom)
    other.environment = {**newsroom.environment, "CACHE_URL": ""}
    return other


def best_of(addresses: dict[str, str], rounds: int = 3) -> dict[str, float]:
    measured = [{name: requests_a_second(address, SECONDS) for name, address in addresses.items()} for _ in range(rounds)]
    return {name: max(values[name] for values in measured) for name in addresses}


def a_story(site: str) -> str:
    """The path of the article that was read about last."""
    with urllib.request.urlopen(f"{site}/news/", timeout=30) as answer:
        found = re.search(r'href="(/news/[^/"?]+/)"', answer.read().decode())
    if found is None:
        raise RuntimeError(f"{site}/news/ lists no article")
    return found[1]
