"""Bulk actions do what can be done and give a reason for each one not done."""

import pytest

from articles.models import Article, Status
from tests import factories
from tests.desk.pages import LIST, said

pytestmark = pytest.mark.django_db


def act(client, verb, articles, **fields):
    seen = [f"{article.pk}:{article.version}" for article in articles]
    ticked = [article.pk for article in articles]
    data = {"action": verb, "_selected_action": ticked, "seen": seen, "index": 0, **fields}
    return client.post(f"{LIST}?status=all", data, follow=True)


def statuses(*articles):
    return [Article.objects.get(pk=article.pk).status for article in articles]


@pytest.mark.parametrize("verb, after", [("publish", "published"), ("unpublish", "awaiting"), ("decline", "declined")])
def test_the_ticked_ones_are_decided_and_counted(as_alice, verb, after):
    articles = [factories.withdrawn(), factories.withdrawn(), factories.withdrawn()]

    response = act(as_alice, verb, articles[:2])

    assert statuses(*articles) == [after, after, "withdrawn"]
    assert said(response) == [f"2 {verb.removesuffix('e')}ed." if verb == "decline" else f"2 {verb}ed."]


def test_each_one_not_done_has_its_reason(as_alice):
    fine, already, changed = factories.article("Fine"), factories.published("Already"), factories.article("Changed")
    Article.objects.get(pk=changed.pk).record("edit", {})

    response = act(as_alice, "publish", [fine, already, changed])

    assert sorted(said(response)) == [
        "1 not published, already published: “Already”",
        "1 not published, changed meanwhile, look at it again: “Changed”",
        "1 published.",
    ]
    assert statuses(fine, already, changed) == ["published", "published", "awaiting"]


def test_without_the_versions_seen_nothing_is_done(as_alice):
    article = factories.article()

    act(as_alice, "publish", [article], seen=["nonsense", f"{article.pk}", ":", "9:9:9"])

    assert statuses(article) == [Status.AWAITING]


def test_articles_on_pages_that_nobody_saw_are_left_alone(as_alice):
    seen, unseen = factories.article(), factories.article()

    act(as_alice, "publish", [seen], select_across=1)

    assert statuses(seen, unseen) == ["published", "awaiting"]


def test_who_may_not_publish_is_told_so(as_bob):
    article = factories.article("Old maps")

    response = act(as_bob, "publish", [article])

    assert statuses(article) == ["awaiting"]
    assert said(response) == ["0 published.", "1 not published, you have no permission to publish articles: “Old maps”"]


def test_ticking_nothing_does_nothing(as_alice):
    response = as_alice.post(LIST, {"action": "publish", "index": 0}, follow=True)

    assert "must be selected" in said(response)[0]


@pytest.mark.parametrize("ticked", ["abc", "-1", "9" * 40])
def test_a_forged_tick_is_ignored(as_alice, ticked):
    article = factories.article()

    response = as_alice.post(LIST, {"action": "publish", "_selected_action": [ticked], "index": 0})

    assert response.status_code in (302, 400)
    assert statuses(article) == ["awaiting"]
