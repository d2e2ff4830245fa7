"""An editor takes back their own decisions of this sitting, the last one first."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from articles.models import Article, AuditEntry, Batch, Status
from tests import factories
from tests.desk.review.pages import edited, post, shown

pytestmark = pytest.mark.django_db


def undo(client):
    """As the button does it: what the page names."""
    last = shown(client)["last"]
    return post(client, "undo", entry=last.pk if last else "")


@pytest.mark.parametrize("verb", ["publish", "decline", "later"])
def test_a_decision_is_taken_back_and_the_candidate_is_shown_again(as_alice, alice, verb):
    article = factories.article("Old maps", quality=1)
    factories.article(quality=99)
    post(as_alice, verb, article)
    answer = undo(as_alice)
    article.refresh_from_db()

    assert answer.status_code == 200
    assert "Undone:" in answer.json()["said"]
    assert f'data-item="{article.pk}"' in answer.json()["html"]
    assert (article.status, article.later_until, article.held_by) == (Status.AWAITING, None, alice)
    assert [entry.verb for entry in article.audit.all()] == ["undo", verb]


def test_again_and_again_goes_further_back(as_alice):
    articles = [factories.article(f"Article {number}") for number in range(3)]
    for article, verb in zip(articles, ("publish", "decline", "later"), strict=True):
        post(as_alice, verb, article)

    undone = [undo(as_alice).json()["said"] for _ in range(3)]

    assert [f"Article {number}" in said for number, said in zip((2, 1, 0), undone, strict=True)] == [True] * 3
    assert Article.objects.awaiting_review().filter(later_until=None).count() == 3
    assert shown(as_alice)["last"] is None


def test_an_edit_is_taken_back_with_its_topics(as_alice):
    old, new = factories.topic("Old"), factories.topic("New")
    article = factories.article("Before", topics=[old])
    edited(as_alice, article, title="After", topic_names="New\nOld")
    assert Article.objects.get().topics.count() == 2

    undo(as_alice)
    article = Article.objects.get()

    assert (article.title, [link.topic for link in article.topic_links.all()]) == ("Before", [old])
    assert new.articles.count() == 0


def test_the_same_one_twice_is_refused(as_alice):
    article = factories.article()
    post(as_alice, "publish", article)
    entry = article.audit.get()
    post(as_alice, "undo", entry=entry.pk)
    answer = post(as_alice, "undo", entry=entry.pk)

    assert answer.status_code == 409
    assert "undone already" in answer.json()["said"]
    assert article.audit.count() == 2


def test_what_was_changed_since_is_not_put_back(as_alice, carol):
    article = factories.article()
    post(as_alice, "publish", article)
    Article.objects.get().withdraw(by=carol)
    answer = undo(as_alice)

    assert answer.status_code == 409
    assert "status was changed since" in answer.json()["said"]
    assert Article.objects.get().status == Status.WITHDRAWN


@pytest.mark.parametrize("entry", ["", "0", "-1", "x", "9" * 30, "\x00"])
def test_a_forged_entry_is_none(as_alice, entry):
    assert post(as_alice, "undo", entry=entry).status_code == 404


@pytest.mark.parametrize(
    "of",
    [
        {"by": "carol"},
        {"by": None},
        {"verb": "withdraw"},
        {"at": timezone.now() - timedelta(days=1)},
        {"batch": True},
    ],
)
def test_only_ones_own_decisions_of_this_sitting_are_undone_here(as_alice, alice, carol, of):
    article = factories.published()
    fields = {"by": alice, "verb": "publish", "changes": {"status": ["awaiting", "published"]}, **of}
    fields["by"] = carol if fields["by"] == "carol" else fields["by"]
    fields["batch"] = Batch.objects.create(verb="publish") if "batch" in of else None
    entry = AuditEntry.objects.create(article=article, **fields)

    assert shown(as_alice)["last"] is None
    assert post(as_alice, "undo", entry=entry.pk).status_code == 404
    assert Article.objects.get().status == Status.PUBLISHED


def test_logging_in_begins_a_sitting(as_alice, alice):
    article = factories.article()
    post(as_alice, "publish", article)
    alice.last_login = timezone.now() + timedelta(seconds=1)
    alice.save()

    assert shown(as_alice)["last"] is None


def test_who_lost_the_right_undoes_nothing(as_alice, alice):
    article = factories.article()
    post(as_alice, "publish", article)
    entry = article.audit.get()
    alice.groups.clear()
    alice.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "change_article"]))

    assert post(as_alice, "undo", entry=entry.pk).status_code == 403
    assert Article.objects.get().status == Status.PUBLISHED


def test_the_time_that_is_left_is_guessed_from_ones_own_pace(as_alice, alice):
    for _ in range(30):
        factories.article()
    for seconds in range(0, 200, 20):
        AuditEntry.objects.create(article=factories.declined(), verb="decline", by=alice, at=timezone.now() - timedelta(seconds=seconds))
    alice.last_login = timezone.now() - timedelta(hours=1)
    alice.save()

    assert shown(as_alice)["minutes"] == 10
