"""A batch's page: how far it is, what became of each, who may go on with it and who may undo it."""

import pytest
from django.contrib.auth.models import Permission
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.batches import begin, work
from articles.models import Article, Batch
from tests import factories
from tests.desk.pages import said

pytestmark = pytest.mark.django_db
RECENT = "/admin/batches/"
JSON = {"headers": {"Accept": "application/json"}}


def one(batch) -> str:
    return f"{RECENT}{batch.pk}/"


def started(by, count=3, done=0, verb="publish") -> Batch:
    articles = [factories.article() for _ in range(count)]
    batch = begin(verb, {article.pk: article.version for article in articles}, by)
    if done:
        work(batch, by, count=done)
    return batch


def public() -> int:
    return Article.objects.published().count()


class TestGoingOn:
    def test_continue_does_the_next_portion_and_returns(self, as_alice, alice):
        batch = started(alice)

        response = as_alice.post(f"{one(batch)}work/")

        assert response["Location"] == one(batch)
        assert public() == 3

    def test_a_script_is_told_how_far_it_is(self, as_alice, alice):
        batch = started(alice)

        answer = as_alice.post(f"{one(batch)}work/", **JSON).json()

        expected = {"todo": 0, "done": 3, "skipped": 0, "failed": 0, "worked": 3, "total": 3, "said": "3 published, 0 skipped, 0 failed."}
        assert answer == expected

    def test_looking_at_it_does_nothing(self, as_alice, alice):
        batch = started(alice)

        html = as_alice.get(one(batch)).content.decode()

        assert "Publish 3 articles" in html
        assert "Continue" in html
        assert "0 published, 0 skipped, 0 failed, 3 to do." in html
        assert as_alice.get(f"{one(batch)}work/").status_code == 405
        assert as_alice.get(f"{one(batch)}undo/").status_code == 405
        assert public() == 0

    def test_everybody_who_may_read_may_look_and_only_owner_and_chief_go_on(self, as_vera, as_bob, as_carol, alice):
        batch = started(alice)
        dave = Client()
        dave.force_login(factories.editor("dave"))

        for client in (as_vera, as_bob, dave):
            html = client.get(one(batch)).content.decode()
            assert "Publish 3 articles" in html
            assert ">Continue<" not in html
            assert client.post(f"{one(batch)}work/").status_code == 403
            assert client.post(f"{one(batch)}undo/").status_code == 403
        assert public() == 0

        as_carol.post(f"{one(batch)}work/")
        assert public() == 3

    def test_a_right_that_was_taken_away_fails_the_rest_in_words(self, as_alice, alice):
        batch = started(alice, count=25, done=20)
        alice.groups.get().permissions.remove(Permission.objects.get(codename="publish_article"))

        as_alice.post(f"{one(batch)}work/")

        assert public() == 20
        assert "you have no permission to publish articles" in as_alice.get(one(batch)).content.decode()

    def test_a_busy_database_is_told_and_loses_nothing(self, as_alice, alice, monkeypatch):
        batch = started(alice)

        def locked(*args, **kwargs):
            raise OperationalError("database is locked")

        with monkeypatch.context() as busy:
            busy.setattr("articles.batches.working.act", locked)
            answer = as_alice.post(f"{one(batch)}work/", **JSON)
            page = as_alice.post(f"{one(batch)}work/", follow=True)
        assert (answer.status_code, list(answer.json())) == (503, ["busy"])
        assert "go on with the rest in a moment" in said(page)[0]
        assert public() == 0

        as_alice.post(f"{one(batch)}work/")
        assert public() == 3

    def test_a_click_from_another_site_is_refused(self, alice):
        batch = started(alice)
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)

        for verb in ("work", "undo"):
            assert client.post(f"{one(batch)}{verb}/").status_code == 403
        assert public() == 0

    def test_strangers_are_sent_to_the_login(self, alice, client, as_charlie):
        for somebody in (client, as_charlie):
            for path in (RECENT, one(started(alice))):
                assert somebody.get(path).status_code == 302

    @pytest.mark.parametrize("path", ["999999/", "9999999999999999999999999999999/"])
    def test_an_unknown_batch_is_not_found(self, as_alice, path):
        assert as_alice.get(RECENT + path).status_code == 404
        assert as_alice.post(f"{RECENT}{path}work/").status_code == 404
        assert as_alice.post(f"{RECENT}{path}undo/").status_code == 404


class TestResults:
    def test_each_outcome_is_a_tab_with_its_count_and_each_article_says_why(self, as_alice, alice):
        fine, already = factories.article("Fine"), factories.published("<b>Already</b>")
        batch = begin("publish", {fine.pk: 1, already.pk: 1}, alice)
        work(batch, alice)

        everything = as_alice.get(one(batch)).content.decode()
        skipped = as_alice.get(f"{one(batch)}?outcome=skipped").content.decode()

        assert "already published" in everything
        assert "&lt;b&gt;Already&lt;/b&gt;" in skipped
        assert "Fine" not in skipped
        assert "1 published, 1 skipped, 0 failed." in everything

    def test_it_is_paged_by_where_the_last_page_ended(self, as_alice, alice):
        batch = started(alice, count=105)

        first = as_alice.get(one(batch))
        second = as_alice.get(f"{one(batch)}?after={first.context['next']}")

        assert (len(first.context["items"]), len(second.context["items"])) == (100, 5)
        assert second.context["next"] is None

    @pytest.mark.parametrize("query", ["outcome=x", "after=abc", "after=-1", f"after={'9' * 30}", "outcome=%00", "after=%00"])
    def test_nonsense_in_the_address_is_no_accident(self, as_alice, alice, query):
        assert as_alice.get(f"{one(started(alice))}?{query}").status_code == 200

    def test_it_costs_the_same_for_three_and_three_hundred(self, as_alice, alice):
        def cost(count):
            batch = started(alice, count=count)
            with CaptureQueriesContext(connection) as queries:
                assert as_alice.get(one(batch)).status_code == 200
            return len(queries)

        assert cost(3) == cost(300) < 15


class TestUndo:
    def test_undo_all_is_a_batch_of_its_own_and_each_page_names_the_other(self, as_alice, alice):
        batch = started(alice, done=3)
        assert "Undo all of this" in as_alice.get(one(batch)).content.decode()

        response = as_alice.post(f"{one(batch)}undo/")

        undone = Batch.objects.get(undoes=batch)
        assert response["Location"] == one(undone)
        assert public() == 0
        assert f"<title>Undo batch {batch.pk}" in as_alice.get(one(undone)).content.decode()
        html = as_alice.get(one(batch)).content.decode()
        assert f'href="{one(undone)}">Batch {undone.pk}</a> undoes it' in html
        assert "Undo all of this" not in html

    def test_a_double_click_undoes_once(self, as_alice, alice):
        batch = started(alice, done=3)
        as_alice.post(f"{one(batch)}undo/")

        response = as_alice.post(f"{one(batch)}undo/", follow=True)

        assert "undid it already" in said(response)[0]
        assert Batch.objects.count() == 2

    def test_where_nothing_was_done_there_is_nothing_to_undo(self, as_alice, alice):
        batch = started(alice)
        assert "Undo all of this" not in as_alice.get(one(batch)).content.decode()

        assert "changed nothing" in said(as_alice.post(f"{one(batch)}undo/", follow=True))[0]


class TestRecent:
    def test_it_lists_who_did_what_to_how_many(self, as_vera, alice, carol):
        started(alice, done=3)
        started(carol, count=25, done=20)

        html = as_vera.get(RECENT).content.decode()

        for part in ("Publish 3 articles", "3 published, 0 skipped, 0 failed.", "alice", "Publish 25 articles", "unfinished", "5 to do"):
            assert part in html
        assert f'<a href="{RECENT}" aria-current="page">Batches</a>' in html

    def test_it_costs_the_same_for_one_batch_and_twenty_and_goes_on_from_there(self, as_alice, alice):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                page = as_alice.get(RECENT)
            return len(queries), page

        first = started(alice)
        few, _ = cost()
        for _ in range(24):
            started(alice, count=1)
        many, page = cost()

        assert few == many < 12
        older = as_alice.get(f"{RECENT}?before={page.context['older']}")
        assert [line["batch"] for line in older.context["lines"]][-1] == first
        assert len(older.context["lines"]) == 5

    @pytest.mark.parametrize("before", ["abc", "-1", "9" * 30, "%00"])
    def test_nonsense_in_the_address_is_no_accident(self, as_alice, before):
        assert as_alice.get(f"{RECENT}?before={before}").status_code == 200

    def test_an_empty_desk_says_how_to_begin(self, as_alice):
        assert "Nothing yet" in as_alice.get(RECENT).content.decode()
