"""Title, excerpt and topics are edited in place, on the version that was opened; what was typed is never lost."""

import pytest
from django.db import OperationalError

from articles.models import Article
from tests import factories
from tests.desk.review.pages import QUEUE, edited, post, shown

pytestmark = pytest.mark.django_db


def names(article) -> list[str]:
    return list(article.topic_links.order_by("position").values_list("topic__name", flat=True))


@pytest.mark.parametrize("who, name", [("as_alice", "alice"), ("as_bob", "bob")])
def test_what_was_typed_is_stored_with_one_entry(request, who, name):
    old, new = factories.topic("Old"), factories.topic("New")
    article = factories.article("Before", excerpt="Was.", topics=[old])
    answer = edited(request.getfixturevalue(who), article, title="After", excerpt="Is.\r\nNow.", topic_names="new\r\nOld\r\n")
    article.refresh_from_db()

    assert answer.status_code == 200
    assert (article.title, article.excerpt, names(article)) == ("After", "Is.\nNow.", [new.name, old.name])
    entry = article.audit.get()
    assert (entry.verb, entry.by.get_username(), article.version) == ("edit", name, 2)
    assert entry.changes == {"title": ["Before", "After"], "excerpt": ["Was.", "Is.\nNow."], "topics": [["Old"], ["New", "Old"]]}
    assert f'data-item="{article.pk}"' in answer.json()["html"], "it is still the candidate"


def test_saving_what_was_given_changes_nothing(as_alice):
    article = factories.article(" Old\n maps ", excerpt="\n one\r\ntwo \n", topics=[factories.topic("A"), factories.topic("B")])
    answer = edited(as_alice, article)

    assert answer.status_code == 200
    assert "Nothing was changed" in answer.json()["said"]
    assert not article.audit.exists()
    assert Article.objects.get().title == " Old\n maps "


def test_an_unknown_topic_is_refused_by_name_and_what_was_typed_stays(as_alice):
    factories.topic("Robotics")
    article = factories.article("Before")
    answer = edited(as_alice, article, title="After <b>", topic_names="Robotic\n<i>")

    assert answer.status_code == 422
    page = answer.json()["html"]
    assert "There is no topic “Robotic”. Did you mean “Robotics”?" in page
    assert 'value="After &lt;b&gt;"' in page
    assert "&lt;i&gt;" in page
    assert Article.objects.get().title == "Before"


@pytest.mark.parametrize(
    "typed",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 501},
        {"title": "a\x00b"},
        {"excerpt": "x" * 5001},
        {"topic_names": "x" * 20_000},
        {"topic_names": "\n".join(f"Topic {number}" for number in range(60))},
    ],
)
def test_what_cannot_be_stored_is_refused(as_alice, typed):
    article = factories.article("Before")
    for number in range(60):
        factories.topic(f"Topic {number}")
    answer = edited(as_alice, article, **typed)

    assert answer.status_code == 422
    assert "errorlist" in answer.json()["html"]
    assert (Article.objects.get().version, Article.objects.get().title) == (1, "Before")


def test_topics_are_stored_once_whatever_their_case(as_alice):
    factories.topic("Robots")
    article = factories.article()
    edited(as_alice, article, topic_names="robots\nRobots\n\n ROBOTS ")

    assert names(article) == ["Robots"]


def test_a_change_meanwhile_shows_both_and_keeps_what_was_typed(as_alice, carol):
    article = factories.article("Before", topics=[factories.topic("Old")])
    factories.topic("New")
    form = shown(as_alice, f"item={article.pk}&ask=edit")["form"]
    given = {f"initial-{bound.name}": bound.given() for bound in form if bound.field.show_hidden_initial}
    typed = {"title": "Mine", "excerpt": article.excerpt, "topic_names": "Old", "seen_version": "1", **given}
    article.title = "Hers"
    article.save_edit(["title"], by=carol)
    answer = post(as_alice, "edit", article, **typed)

    assert answer.status_code == 409
    page = answer.json()["html"]
    assert "carol changed this article (edit) since you opened it. Nothing was saved." in page
    assert 'value="Mine"' in page
    assert "It is now: Hers" in page
    assert Article.objects.get().title == "Hers"


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 30, "9" * 5000])
def test_a_forged_version_is_refused(as_alice, version):
    article = factories.article("Before")

    assert edited(as_alice, article, title="After", seen_version=version).status_code == 409
    assert Article.objects.get().title == "Before"


def test_decided_meanwhile_it_is_refused_and_without_a_script_the_text_is_on_the_page(as_alice, carol):
    article = factories.article("Before")
    article.publish(by=carol)
    factories.article("Next")
    typed = {"item": article.pk, "seen_version": 1, "title": "Typed title", "excerpt": "Typed excerpt", "topic_names": ""}
    response = as_alice.post(f"{QUEUE}edit/", typed)
    page = response.content.decode()

    assert response.status_code == 409
    assert "Typed title" in page
    assert "Typed excerpt" in page
    assert Article.objects.get(pk=article.pk).title == "Before"
    assert "html" not in post(as_alice, "edit", **typed).json(), "the script's page keeps its form"


def test_a_deleted_article_is_a_clear_answer(as_alice):
    assert post(as_alice, "edit", item=999, title="x").status_code == 404


def test_a_viewer_edits_nothing(as_vera):
    article = factories.article("Before")

    assert post(as_vera, "edit", article, title="After", seen_version=1).status_code == 403
    assert shown(as_vera, f"item={article.pk}&ask=edit")["form"] is None


@pytest.mark.parametrize("script", [True, False])
def test_a_locked_database_keeps_what_was_typed(as_alice, monkeypatch, script):
    def edit(*args, **kwargs):
        raise OperationalError("database is locked")

    article = factories.article("Before")
    monkeypatch.setattr("articles.desk.review.editing.edit", edit)
    if script:
        answer = edited(as_alice, article, title="After")
        assert "html" not in answer.json(), "the form that is there stays"
    else:
        answer = as_alice.post(f"{QUEUE}edit/", {"item": article.pk, "seen_version": 1, "title": "After", "initial-title": "Before"})
        assert 'value="After"' in answer.content.decode()
        assert "busy" in answer.content.decode()

    assert answer.status_code == 503
    assert Article.objects.get().title == "Before"
