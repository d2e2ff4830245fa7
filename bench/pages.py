"""Requests a second of public pages: kept ones against the least that Django can answer, uncached lists against a plain view."""

from __future__ import annotations

import copy
import re
import urllib.request

from bench.load import requests_a_second
from bench.newsroom import Newsroom

SECONDS = 4
PORT, HELLO_PORT, PLAIN_PORT = 8763, 8764, 8765


def kept(newsroom: Newsroom) -> dict[str, float]:
    """`front`, `detail` and `hello`, each the best of three taken in turns; two gunicorn workers each, over the database as it stands."""
    with (
        keeping(newsroom).serving("newsroom.wsgi", PORT, "newsroom.settings") as ours,
        newsroom.serving("newsroom.wsgi", HELLO_PORT, "bench.hello.settings") as hello,
    ):
        return best_of({"front": f"{ours}/", "detail": ours + a_story(ours), "hello": f"{hello}/"})


def uncached(newsroom: Newsroom) -> dict[str, float]:
    """The `list` of 25, rendered for each request, and the `plain` view of the same list."""
    with (
        keeping(newsroom).serving("bench.rendered", PORT, "newsroom.settings") as ours,
        newsroom.serving("newsroom.wsgi", PLAIN_PORT, "bench.plain.settings") as plain,
    ):
        return best_of({"list": f"{ours}/news/", "plain": f"{plain}/news/"})


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
