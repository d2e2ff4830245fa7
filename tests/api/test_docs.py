"""The documentation page: made from the schema, with links that work, and nothing that the CSP forbids."""

import html
import re

import pytest

from articles.api.schema import document
from tests import factories

pytestmark = pytest.mark.django_db


def page(client) -> str:
    return client.get("/api/docs/").content.decode()


def test_every_route_and_shape_of_the_schema_is_there(client):
    text = page(client)

    assert not [path for path in document()["paths"] if path not in text]
    assert not [name for name in document()["components"]["schemas"] if f'id="{name}"' not in text]


def test_every_link_leads_somewhere(client):
    factories.published(slug="2026-鳥-100%25?", topics=[factories.topic(slug="ロボット")])
    text = page(client)

    links = [html.unescape(link) for link in re.findall(r'<a href="([^"]+)"', text)]

    public = [path for path in document()["paths"] if "/desk/" not in path]
    assert len([link for link in links if link.startswith("/api/")]) == len(public) + 1
    assert {client.get(link).status_code for link in links if link.startswith("/")} == {200}
    assert not [link for link in links if link.startswith("#") and f'id="{link[1:]}"' not in text]


def test_an_empty_newsroom_offers_no_example_that_would_fail(client):
    links = re.findall(r'<a href="(/[^"]+)"', page(client))

    assert {client.get(link).status_code for link in links} == {200}


def test_it_needs_nobody_else_and_no_script_but_that_of_a_chosen_theme(client, settings):
    response = client.get("/api/docs/")
    text = response.content.decode().replace(f"<script>{settings.THEME_SCRIPT}</script>", "").replace(settings.SITE_URL, "")

    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert not re.search(r"<script|<style| style=| on\w+=|https?://", text)


def test_the_root_of_the_api_leads_to_it(client):
    assert client.get("/api/")["Location"] == "/api/docs/"


def test_what_is_written_says_its_method_and_what_is_sent(client):
    text = page(client)

    assert "<b>PATCH</b> /api/desk/articles/{id}/</code>" in text
    assert '<dt>You send</dt><dd><a href="#Decision">' in text
