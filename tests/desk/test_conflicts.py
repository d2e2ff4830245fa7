"""Conflicts are readable on the form and settled there by one click."""

import pytest

from articles.models import Article, Conflict
from tests import factories
from tests.desk.pages import change, decide, form_fields, resolve, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflict():
    article = factories.article("Ours", has_conflict=True)
    return Conflict.objects.create(article=article, field="title", ours="Ours", theirs="<b>Theirs</b>")


def click(client, conflict, take, version=1):
    return client.post(resolve(conflict, take), {"version": version, "stay": ""}, follow=True)


def test_both_values_are_readable(as_alice, conflict):
    Article.objects.update(extra={"mood": ["calm"]})
    Conflict.objects.create(article=conflict.article, field="extra", ours={"mood": ["calm"]}, theirs={"secured": "hush", "mood": None})

    html = as_alice.get(change(conflict.article)).content.decode()

    assert "&lt;b&gt;Theirs&lt;/b&gt;" in html
    assert "mood: calm" in html
    assert "hush" not in html
    assert "Keep ours" in html
    assert "Take theirs" in html


@pytest.mark.parametrize("take, title", [("ours", "Ours"), ("theirs", "<b>Theirs</b>")])
def test_a_click_settles_it_and_returns_to_the_form(as_alice, conflict, take, title):
    response = click(as_alice, conflict, take)

    article = Article.objects.get()
    assert (article.title, article.has_conflict) == (title, False)
    assert response.redirect_chain == [(change(article), 302)]


def test_a_stale_click_is_refused(as_alice, conflict):
    Article.objects.get().record("edit", {})

    response = click(as_alice, conflict, "theirs")

    assert said(response)[0].startswith("Nothing was resolved.")
    assert Article.objects.get().title == "Ours"
    assert Conflict.objects.exists()


def test_a_conflict_of_another_article_is_not_found(as_alice, conflict):
    other = factories.article()
    address = resolve(conflict, "ours").replace(f"/{conflict.article_id}/", f"/{other.pk}/", 1)

    assert as_alice.post(address, {"version": 1}).status_code == 404
    assert as_alice.get(resolve(conflict, "ours")).status_code == 405


def test_a_contributor_settles_fields_but_not_the_status(as_bob, conflict):
    status = Conflict.objects.create(article=conflict.article, field="status", ours="awaiting", theirs="published")

    assert click(as_bob, status, "theirs").status_code == 403
    assert click(as_bob, conflict, "theirs").status_code == 200

    article = Article.objects.get()
    assert (article.title, article.status) == ("<b>Theirs</b>", "awaiting")


def test_ours_is_shown_as_it_stands_now(as_alice, conflict):
    article = Article.objects.get()
    article.title = "Ours later"
    article.save_edit(["title"])

    html = as_alice.get(change(article)).content.decode()

    assert "<td>Ours later</td>" in html
    assert "<td>Ours</td>" not in html


def test_typing_what_the_file_says_ends_the_dispute(as_alice, conflict):
    Conflict.objects.create(article=conflict.article, field="topics", ours=[], theirs=["Law"])
    fields = form_fields(as_alice.get(change(conflict.article)).content.decode())

    as_alice.post(change(conflict.article), {**fields, "title": "<b>Theirs</b>"})
    assert [open_.field for open_ in Conflict.objects.all()] == ["topics"]
    assert Article.objects.get().has_conflict

    fields = form_fields(as_alice.get(change(conflict.article)).content.decode())
    as_alice.post(change(conflict.article), {**fields, "topic_links-0-topic": factories.topic("Law").pk})
    assert not Conflict.objects.exists()
    assert not Article.objects.get().has_conflict


@pytest.mark.parametrize(
    "verb, theirs, is_open", [("publish", "published", False), ("decline", "awaiting", False), ("decline", "published", True)]
)
def test_a_decision_that_agrees_with_the_file_ends_the_dispute(as_alice, verb, theirs, is_open):
    article = factories.article(has_conflict=True)
    Conflict.objects.create(article=article, field="status", ours="awaiting", theirs=theirs)

    as_alice.post(decide(article, verb), {"version": 1})

    assert Conflict.objects.exists() == Article.objects.get().has_conflict == is_open


def test_theirs_that_an_import_changed_under_the_click_is_not_taken(as_alice, conflict):
    button = form_fields(as_alice.get(change(conflict.article)).content.decode(), "conflict-title")
    Conflict.objects.update(theirs="Newer")
    Article.objects.update(version=2)  # as an import does with a dispute

    response = as_alice.post(resolve(conflict, "theirs"), button, follow=True)

    assert button["version"] == "1"
    assert said(response)[0].startswith("Nothing was resolved.")
    assert Article.objects.get().title == "Ours"
