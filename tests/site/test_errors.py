"""The pages for what went wrong say so without the help of anything that may be broken."""

import pytest
from django.template.loader import get_template
from django.test import Client
from django.views.defaults import bad_request, permission_denied, server_error

from articles.models import Article
from articles.site.urls import urlpatterns
from tests import factories

VIEWS = {400: (bad_request, ValueError()), 403: (permission_denied, ValueError()), 500: (server_error,)}


@pytest.mark.parametrize(
    "number, heading", [(400, "That request made no sense"), (403, "You have no permission to do this"), (500, "Something broke")]
)
def test_an_error_page_needs_no_context_and_no_database(rf, number, heading):
    view, *raised = VIEWS[number]

    response = view(rf.get("/"), *raised)

    assert response.status_code == number
    assert heading in response.content.decode() and 'href="/"' in response.content.decode()
    assert get_template(f"{number}.html").render().count(heading) == 2


@pytest.mark.django_db
def test_an_editor_whose_right_was_taken_away_is_told_so_and_not_to_log_in(client):
    client.force_login(factories.viewer())
    article = factories.article("Old maps")
    response = client.post(f"/admin/articles/article/{article.pk}/publish/", {"version": 1})

    assert response.status_code == 403
    assert "a Chief has changed your role. Nothing was changed." in response.content.decode()
    assert "log in" not in response.content.decode()


@pytest.mark.django_db
def test_a_page_without_its_token_is_refused_in_words_that_help():
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.editor())
    article = factories.article("Old maps")

    response = client.post(f"/admin/articles/article/{article.pk}/publish/", {"version": 1})

    assert response.status_code == 403
    assert "your text is still in the form" in response.content.decode()
    assert "CSRF" not in response.content.decode()
    assert get_template("403_csrf.html").render() == response.content.decode()
    assert Article.objects.get().status == "awaiting"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "address", ["/", "/news/", "/news/old-maps/", "/topics/x/", "/feeds/all.rss", "/search/", "/robots.txt", "/media/x"]
)
def test_who_tries_to_write_on_a_public_page_is_told_that_it_is_only_read(method, address):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.chief())
    factories.published(slug="old-maps")

    response = client.generic(method, address, b"title=x")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("route", urlpatterns, ids=lambda route: route.name)
def test_no_page_that_checks_no_token_can_be_written_to(rf, route):
    assert route.callback.csrf_exempt
    assert route.callback(rf.post("/")).status_code == 405
