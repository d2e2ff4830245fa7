"""Every error below /api/ is a problem as RFC 9457 has it, whoever makes it."""

from unittest.mock import patch

import pytest
from django.test import Client

from tests import factories
from tests.api.problems import problem
from tests.api.test_docs import page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/api/nothing/", 404),
        ("get", "/api/news/item/nobody/", 404),
        ("get", "/api/news/page/7/", 404),
        ("post", "/api/news/", 405),
        ("delete", "/api/schema/", 405),
        ("put", "/api/docs/", 405),
        ("options", "/api/topics/", 405),
        ("get", "/api/desk/articles/1/", 401),
        ("post", "/api/desk/articles/1/publish/", 401),
    ],
)
def test_an_error_says_what_it_is(client, method, address, status):
    response = getattr(client, method)(address)

    assert problem(response)["status"] == status
    assert status != 405 or {"GET", "HEAD"} <= set(response["Allow"].split(", "))


def test_the_desks_refusals_are_problems_too(logged_in):
    article = factories.article()

    editor = logged_in("editor")
    assert problem(editor.get("/api/desk/articles/999/"))["status"] == 404
    assert problem(editor.get(f"/api/desk/articles/{article.pk}/publish/"))["status"] == 405
    assert problem(editor.post(f"/api/desk/articles/{article.pk}/publish/", {"version": 1}))["status"] == 415
    assert problem(editor.post(f"/api/desk/articles/{article.pk}/publish/", "{", content_type="application/json"))["status"] == 400
    assert problem(logged_in("reader").get(f"/api/desk/articles/{article.pk}/"))["status"] == 403


def test_what_has_keys_of_its_own_leads_to_the_words_about_them(client, logged_in, settings):
    article = factories.published()
    chief = logged_in("chief")
    path = f"/api/desk/articles/{article.pk}/"
    stale = chief.patch(path, {"version": 9, "title": "x"}, content_type="application/json")
    wrong = chief.patch(path, {"version": 1, "title": ""}, content_type="application/json")
    article.withdraw(reason="why")
    found = [
        problem(stale, "yours", "current"),
        problem(wrong, "errors"),
        problem(client.get(f"/api/news/item/{article.slug}/"), "reason", "withdrawnDateTime"),
        problem(client.get("/api/news/?colour=red"), "errors", "allowed"),
    ]

    shapes = [told["type"].removeprefix(f"{settings.SITE_URL}/api/docs/#") for told in found]
    assert [told["status"] for told in found] == [409, 400, 410, 400]
    assert not [shape for shape in shapes if f'id="{shape}"' not in page(client)]


def test_a_fault_of_ours_tells_nothing_of_itself():
    with patch("articles.api.views.items.item", side_effect=ValueError("secret")):
        factories.published()
        response = Client(raise_request_exception=False).get("/api/news/")

    assert problem(response)["status"] == 500
    assert "secret" not in response.content.decode()


def test_a_host_that_is_not_ours_is_told_so(client):
    assert problem(client.get("/api/news/", headers={"host": "evil.example"}))["status"] == 400
    assert client.get("/news/", headers={"host": "evil.example"})["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "address", ["/api/news/", "/api/topics/", "/api/providers/", "/api/changes/", "/api/schema/", "/api/docs/", "/api/news/item/one/"]
)
def test_every_answer_may_be_kept_and_is_not_sent_again_while_it_is_the_same(client, address):
    article = factories.published(slug="one", topics=[factories.topic()], provider=factories.provider())
    first = client.get(address)

    for known in (first["ETag"], f"W/{first['ETag'].removeprefix('W/')}", f'"x", {first["ETag"]}', "*"):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    assert {"public", "no-cache"} == set(first["Cache-Control"].replace(" ", "").split(","))
    assert "Cookie" not in first.get("Vary", "")

    article.withdraw(reason="why")
    later = client.get(address, headers={"if-none-match": first["ETag"]})
    assert later.status_code == {"/api/schema/": 304, "/api/news/item/one/": 410}.get(address, 200)
