"""One click publishes or takes back what the editor saw, and nothing else."""

import pytest
from django.test import Client

from articles.models import Article, Status
from tests import factories
from tests.desk.pages import LIST, change, decide, said

pytestmark = pytest.mark.django_db


def click(client, article, verb, **fields):
    return client.post(decide(article, verb), {"version": article.version, **fields}, follow=True)


def status(article) -> str:
    return Article.objects.get(pk=article.pk).status


@pytest.mark.parametrize(
    "verb, before, after",
    [
        ("publish", factories.article, Status.PUBLISHED),
        ("publish", factories.withdrawn, Status.PUBLISHED),
        ("unpublish", factories.published, Status.AWAITING),
        ("decline", factories.article, Status.DECLINED),
        ("withdraw", factories.published, Status.WITHDRAWN),
    ],
)
def test_a_click_does_it_and_says_so_by_name(as_carol, carol, verb, before, after):
    article = before("Old maps")

    response = click(as_carol, article, verb, reason="why not")

    assert status(article) == after
    assert "“Old maps”" in said(response)[0]
    assert (article.audit.get().verb, article.audit.get().by) == (verb, carol)


def test_it_returns_to_the_list_as_it_was_filtered(as_alice):
    response = click(as_alice, factories.article(), "publish", back="q=maps&status=all&type=video")

    assert response.redirect_chain == [(f"{LIST}?q=maps&status=all&type=video", 302)]


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "\r\nX-Evil: 1", "\x00", "a=%0d%0aX"])
def test_a_forged_way_back_stays_on_the_list(as_alice, back):
    response = as_alice.post(decide(factories.article(), "publish"), {"version": 1, "back": back})

    assert response.status_code == 302
    assert response["Location"].startswith(f"{LIST}?")
    assert "X-Evil" not in response


def test_from_the_form_it_returns_to_the_form(as_alice):
    article = factories.article()

    response = click(as_alice, article, "decline", stay="", reason="stock tips")

    assert response.redirect_chain == [(change(article), 302)]
    assert Article.objects.get(pk=article.pk).status_reason == "stock tips"


def test_a_version_that_is_no_longer_current_is_refused(as_alice):
    article = factories.article("Old maps")
    Article.objects.get(pk=article.pk).record("edit", {})

    response = click(as_alice, article, "publish")

    assert status(article) == Status.AWAITING
    assert said(response) == ["Not published, changed meanwhile, look at it again: “Old maps”"]


def test_publishing_what_was_withdrawn_meanwhile_is_refused(as_alice):
    article = factories.article()
    Article.objects.get(pk=article.pk).withdraw()

    click(as_alice, article, "publish")

    assert status(article) == Status.WITHDRAWN


@pytest.mark.parametrize("version", ["", "0", "-1", "2", "one", "1.0", "9" * 30, "9" * 5000, "\x00"])
def test_a_missing_or_forged_version_changes_nothing(as_alice, version):
    article = factories.article()

    response = as_alice.post(decide(article, "publish"), {"version": version} if version else {})

    assert response.status_code == 302
    assert status(article) == Status.AWAITING
    assert not article.audit.exists()


def test_the_second_of_two_clicks_says_that_it_was_done_already(as_alice):
    article = factories.article("Old maps")
    click(as_alice, article, "publish")

    assert said(click(as_alice, article, "publish")) == ["Not published, already published: “Old maps”"]


def test_reading_the_address_does_nothing(as_alice):
    article = factories.article()

    assert as_alice.get(decide(article, "publish")).status_code == 405
    assert status(article) == Status.AWAITING


def test_a_click_from_another_site_is_refused(alice):
    article = factories.article()
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert click(client, article, "publish").status_code == 403
    assert status(article) == Status.AWAITING


@pytest.mark.parametrize("path", ["999999/publish/", "9999999999999999999999/publish/"])
def test_an_unknown_article_is_not_found(as_alice, path):
    assert as_alice.post(f"{LIST}{path}", {"version": 1}).status_code == 404


def test_a_title_with_markup_is_shown_as_text(as_alice):
    response = click(as_alice, factories.article("<b>bold</b>"), "publish", back="status=all")

    assert b"<b>bold</b>" not in response.content
    assert b"&lt;b&gt;bold&lt;/b&gt;" in response.content
