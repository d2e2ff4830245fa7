"""Addresses: what may become a link, and which names the site keeps for itself."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from articles.canonical import RESERVED_CATEGORIES, home_of, web_address


@pytest.mark.parametrize("url", ["https://a.example/x", "http://a.example"])
def test_web_addresses_are_themselves(url):
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", " https://a.example", "//a.example", "/assets/a.png", "ftp://a.example", None, 5, ["https://a.example"]],
)
def test_anything_else_is_no_web_address(url):
    assert web_address(url) == ""


def test_a_domain_is_at_home_at_its_secure_address():
    assert home_of("paper.example") == "https://paper.example"


@pytest.mark.parametrize(
    "domain",
    ["", "paper", "paper.example/", "//paper.example", "a@b.example", "a.example:1", " a.example", "10.0.0.1", "a.example\n", None],
)
def test_what_is_no_domain_is_at_home_nowhere(domain):
    assert home_of(domain) == ""


def test_no_category_can_have_the_name_of_a_place_of_the_site(settings):
    places = {segment for segment in first_segments(get_resolver()) if segment and not segment.startswith("<")}

    assert {"admin", "api", "media", "topics", "providers", "robots.txt"} <= places
    assert places | {settings.STATIC_URL.strip("/")} <= RESERVED_CATEGORIES


def first_segments(resolver: URLResolver) -> set[str]:
    """The first segments of all that this answers; an empty prefix says nothing, so what stands below it does."""
    found = set()
    for entry in resolver.url_patterns:
        segment = str(entry.pattern).lstrip("^").split("/")[0]
        found |= {segment} if segment or isinstance(entry, URLPattern) else first_segments(entry)
    return found
