"""A database that somebody else is writing to: the text is kept, nothing is changed, and the page says so. With real locks."""

import time

import pytest

from articles.models import Article, Conflict
from tests import factories
from tests.desk.pages import ADD, change, decide, form_fields, resolve, said
from tests.locks import held, impatient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_patience(transactional_db):
    with impatient():
        yield


def test_the_form_comes_back_with_what_was_typed_and_says_that_nothing_was_saved(as_alice):
    article = factories.article("Before", topics=[factories.topic("One")])
    two = factories.topic("Two")
    fields = form_fields(as_alice.get(change(article)).content.decode())
    typed = {**fields, "title": "Alice’s", "excerpt": "Long <b>work</b>", "topic_links-1-topic": two.pk}

    with held(article):
        began = time.monotonic()
        response = as_alice.post(change(article), typed)
        waited = time.monotonic() - began

    assert response.status_code == 503
    assert waited < 5
    html = response.content.decode()
    assert "The database is busy with somebody else’s work. Nothing was saved. What you typed is still here" in html
    again = form_fields(html)
    assert (again["title"], again["excerpt"], again["topic_links-1-topic"]) == ("Alice’s", "Long <b>work</b>", str(two.pk))
    assert (Article.objects.get().title, article.audit.count()) == ("Before", 0)

    assert as_alice.post(change(article), again).status_code == 302
    now = Article.objects.get()
    assert (now.title, [link.topic.name for link in now.topic_links.all()]) == ("Alice’s", ["One", "Two"])


def test_a_new_article_is_kept_too(as_alice):
    fields = {**form_fields(as_alice.get(ADD).content.decode()), "title": "New", "type": "article"}

    with held(None):
        response = as_alice.post(ADD, fields)

    assert response.status_code == 503
    assert form_fields(response.content.decode())["title"] == "New"
    assert not Article.objects.exists()


@pytest.mark.parametrize("stay", [True, False])
def test_a_click_changes_nothing_and_says_so(as_alice, stay):
    article = factories.article("Old maps")

    with held(article):
        posted = {"version": 1, "reason": "good", **({"stay": ""} if stay else {})}
        response = as_alice.post(decide(article, "publish"), posted)
        answer = response if stay else as_alice.get(response["Location"])

    assert response.status_code == (503 if stay else 302)
    assert said(answer) == ["The database is busy with somebody else’s work. Nothing was changed: “Old maps”. Try again in a moment."]
    if stay:
        assert form_fields(answer.content.decode(), "decide")["reason"] == "good"
    assert (Article.objects.get().status, article.audit.count()) == ("awaiting", 0)


def test_a_typed_third_value_and_a_correction_are_kept(as_alice):
    article = factories.published("Ours", has_conflict=True)
    conflict = Conflict.objects.create(article=article, field="title", ours="Ours", theirs="Theirs")
    name = f"conflict-{conflict.pk}-value"

    with held(article):
        settled = as_alice.post(resolve(conflict, "edit"), {"version": 1, "stay": "", name: "A third"})
        corrected = as_alice.post(f"{change(article).removesuffix('change/')}correct/", {"version": 1, "stay": "", "text": "It is 61."})

    assert (settled.status_code, corrected.status_code) == (503, 503)
    assert form_fields(settled.content.decode(), "conflict-title")[name] == "A third"
    assert form_fields(corrected.content.decode(), "correct")["text"] == "It is 61."
    assert (Article.objects.get().title, Article.objects.get().version, Conflict.objects.count()) == ("Ours", 1, 1)


def test_it_gives_up_before_a_web_server_gives_its_worker_up(settings):
    assert settings.LOCK_SECONDS < 30 / 2
