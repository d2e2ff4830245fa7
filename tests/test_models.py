"""State changes are verbs; the gate to the public is one rule written for many rows and for one."""

import pytest
from django.db import IntegrityError, transaction

from articles.models import Article, AuditEntry, StaleArticle, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "state, public",
    [
        (factories.article, False),
        (factories.declined, False),
        (factories.withdrawn, False),
        (factories.superseded, False),
        (factories.scheduled, False),
        (factories.embargoed, False),
        (factories.expired, False),
        (factories.published, True),
    ],
)
def test_published_and_is_public_state_one_rule(state, public):
    article = state()

    assert article.is_public is public
    assert Article.objects.published().filter(pk=article.pk).exists() is public


def test_publishing_twice_changes_nothing_the_second_time():
    article = factories.article()

    assert article.publish(by=None)
    assert not article.publish(by=None)

    assert AuditEntry.objects.filter(article=article, verb="publish").count() == 1


def test_the_audit_trail_says_what_from_and_to_and_why():
    alice = factories.editor()
    article = factories.article()

    article.decline(by=alice, reason="stock tips")

    entry = article.audit.get()
    assert (entry.by, entry.reason, entry.changes) == (alice, "stock tips", {"status": ["awaiting", "declined"]})


def test_a_decision_on_an_older_version_is_refused():
    article = factories.article()
    seen_by_bob = Article.objects.get(pk=article.pk)
    article.publish()

    with pytest.raises(StaleArticle):
        seen_by_bob.decline()

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_an_edit_leaves_both_values_in_the_audit_trail():
    article = factories.article("Before")

    article.title = "After"
    article.save_edit(["title", "excerpt"])

    assert article.audit.get().changes == {"title": ["Before", "After"]}
    assert Article.objects.get(pk=article.pk).title == "After"


@pytest.mark.parametrize(
    "broken", [{"title": ""}, {"status": "maybe"}, {"heat": -2}, {"quality": -1}, {"slug": ""}], ids=lambda fields: next(iter(fields))
)
def test_the_database_refuses_what_must_never_hold(broken):
    article = factories.article()

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**broken)
