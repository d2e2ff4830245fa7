"""Pictures come from us, and from elsewhere only on a page that shows one from there."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from csp.middleware import CSPMiddleware
from django.http import HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from articles.site.policy import with_pictures
from tests import factories


def sources(response, directive: str = "img-src") -> list[str]:
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    return policy[directive].split()


def hashed(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def answered(page: str) -> HttpResponse:
    """A page as it leaves us."""
    return CSPMiddleware(with_pictures(lambda request: HttpResponse(page)))(RequestFactory().get("/"))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/news/", "/topics/", "/providers/"])
def test_the_sites_pages_load_pictures_from_us_alone(client, address):
    factories.published(topics=[factories.topic()], provider=factories.provider())
    response = client.get(address)

    assert sources(response) == ["'self'"]
    assert sources(response, "frame-src") == ["https://www.youtube-nocookie.com"]


@pytest.mark.django_db
def test_no_style_stands_in_a_page_and_one_script_that_the_policy_knows_by_its_text(client, newsroom):
    for address in ("/", "/news/", "/news/story-29/", "/news/film/", "/topics/vision/", "/providers/", "/nowhere/", "/api/"):
        response = client.get(address, follow=True)
        page = response.content.decode()
        assert " style=" not in page and "<style" not in page, address
        assert sources(response, "script-src") == ["'self'", *map(hashed, re.findall(r"<script>(.*?)</script>", page, re.DOTALL))], address


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "500.html", "503.html"])
def test_so_do_the_pages_for_what_went_wrong(settings, name):
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["script-src"]

    assert allowed == ["'self'", *map(hashed, re.findall(r"<script>(.*?)</script>", render_to_string(name), re.DOTALL))]


@pytest.mark.django_db
def test_text_cannot_open_the_policy(client):
    article = factories.published('<img class="elsewhere" src="https://evil.example/a.gif">', excerpt='class="elsewhere"')
    response = client.get(article.get_absolute_url())

    assert b"elsewhere" in response.content
    assert sources(response) == ["'self'"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "policy, sources_of_pictures", [("copy", ["'self'"]), ("none", ["'self'"]), ("hotlink", ["'self'", "https:", "http:"])]
)
def test_only_a_provider_whose_pictures_stay_with_it_opens_the_policy(client, policy, sources_of_pictures):
    article = factories.published(provider=factories.provider(pictures=policy))
    factories.pictured(article, factories.stored("https://paper.example/a.jpg"))

    assert sources(client.get(article.get_absolute_url())) == sources_of_pictures
    assert sources(client.get("/topics/")) == ["'self'"]


def test_a_page_with_a_picture_from_elsewhere_may_load_it():
    response = answered('<img class="elsewhere" src="https://paper.example/a.jpg">')

    assert sources(response) == ["'self'", "https:", "http:"]
    assert sources(response, "frame-src") == ["https://www.youtube-nocookie.com"]


def test_a_page_without_one_may_not():
    assert sources(answered('<img src="/media/p/ab/cdefghij.webp">')) == ["'self'"]


def test_a_template_escapes_what_would_open_it():
    page = engines["django"].from_string('<p title="{{ text }}">{{ text }}</p>').render({"text": 'class="elsewhere"'})

    assert sources(answered(page)) == ["'self'"]


def test_the_domain_of_a_bucket_is_ours(settings):
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "img-src": ["'self'", "https://media.example.org"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}

    assert sources(answered("<p>")) == ["'self'", "https://media.example.org"]
