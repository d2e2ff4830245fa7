"""A decision acts on the candidate that the editor saw, once; whatever else was meant, it says why nothing was done."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from articles.desk.review.acting import next_morning
from articles.leases import HELD_FOR
from articles.models import Article, AuditEntry, Status
from tests import factories
from tests.desk.review.pages import JSON, QUEUE, post, shown

pytestmark = pytest.mark.django_db


def stands(article) -> str:
    return Article.objects.get(pk=article.pk).status


class TestDone:
    @pytest.mark.parametrize("verb, after", [("publish", Status.PUBLISHED), ("decline", Status.DECLINED)])
    def test_it_is_done_and_the_next_candidate_is_shown(self, as_alice, alice, verb, after):
        first, second = factories.article("First", quality=90), factories.article("Second", quality=10)
        shown(as_alice)
        answer = post(as_alice, verb, first, next=second.pk)

        assert (answer.status_code, stands(first)) == (200, after)
        assert f'data-item="{second.pk}"' in answer.json()["html"]
        assert "“First”" in answer.json()["said"]
        assert (first.audit.get().verb, first.audit.get().by) == (verb, alice)

    def test_declining_keeps_the_reason(self, as_alice):
        article = factories.article()
        answer = post(as_alice, "decline", article, reason="Off topic")

        assert (article.audit.get().reason, Article.objects.get().status_reason) == ("Off topic", "Off topic")
        assert "Declined (Off topic)" in answer.json()["said"]

    def test_a_reason_is_cut_and_cleaned(self, as_alice):
        article = factories.article()
        post(as_alice, "decline", article, reason="\x00<b>" + "x" * 5000)

        assert article.audit.get().reason == "<b>" + "x" * 97

    def test_later_keeps_it_out_of_the_queue_until_morning_and_it_can_be_brought_back(self, as_alice):
        article = factories.article()
        post(as_alice, "later", article)
        article.refresh_from_db()

        assert (article.status, article.held_by) == (Status.AWAITING, None)
        assert timezone.localtime(article.later_until).hour == 6
        assert not shown(as_alice)["rows"]
        assert shown(as_alice, "view=later")["article"] == article

        post(as_alice, "back", article, view="later")

        assert shown(as_alice)["article"] == article

    @pytest.mark.parametrize("hour, days", [(9, 1), (2, 0), (4, 1)])
    def test_the_next_morning_is_not_in_an_hour(self, monkeypatch, hour, days):
        now = timezone.now().replace(hour=hour, minute=30)
        monkeypatch.setattr(timezone, "now", lambda: now)

        assert next_morning().date() == timezone.localdate(now) + timedelta(days=days)

    def test_the_last_of_the_list_gives_way_to_what_comes_into_its_place(self, as_alice):
        articles = [factories.article(f"Article {number}", quality=99 - 2 * number) for number in range(12)]
        context = shown(as_alice, f"item={articles[9].pk}")
        assert (context["where"].place, context["following"]) == (9, 0)

        answer = post(as_alice, "publish", articles[9], next=0, place=9)

        assert f'data-item="{articles[10].pk}"' in answer.json()["html"]

    def test_what_ends_a_conflict_ends_it(self, as_alice):
        article = factories.article(has_conflict=True)
        article.conflicts.create(field="status", ours="awaiting", theirs="published")
        post(as_alice, "publish", article)

        assert not Article.objects.get().has_conflict

    def test_without_a_script_it_leads_back_to_the_queue_and_says_so(self, as_alice):
        first, second = factories.article("First"), factories.article()
        response = as_alice.post(
            f"{QUEUE}publish/", {"item": first.pk, "version": 1, "next": second.pk, "order": "newest", "place": "0"}, follow=True
        )

        assert response.redirect_chain == [(f"{QUEUE}?order=newest&item={second.pk}", 302)]
        assert "Published: “First”." in response.content.decode()


class TestRefused:
    def refused(self, client, article, *, status, says, verb="publish", **fields):
        before, entries = stands(article), AuditEntry.objects.count()
        answer = post(client, verb, article, **fields)

        assert answer.status_code == status
        assert says in answer.json()["said"]
        assert (stands(article), AuditEntry.objects.count()) == (before, entries)
        return answer.json()

    @pytest.mark.parametrize("verb", ["publish", "decline", "later"])
    @pytest.mark.parametrize("version", ["2", "0", "", "x", "-1", "9" * 30, "9" * 5000, "1.0", "\x00"])
    def test_another_version_than_the_rows(self, as_alice, verb, version):
        self.refused(as_alice, factories.article(), verb=verb, version=version, status=409, says="changed since you saw it")

    def test_a_change_meanwhile_says_whose_and_shows_what_stands_now(self, as_alice, bob):
        article = factories.article("Before")
        seen = Article.objects.get()
        article.title = "After"
        article.save_edit(["title"], by=bob)
        answer = self.refused(as_alice, seen, status=409, says="edit by bob")

        assert "After" in answer["html"]
        assert 'name="version" value="2"' in answer["html"]

    @pytest.mark.parametrize("verb", ["publish", "decline", "later"])
    def test_pressed_twice(self, as_alice, verb):
        article = factories.article()
        post(as_alice, verb, article)
        self.refused(as_alice, article, verb=verb, status=409, says="Nothing was done.")

    @pytest.mark.parametrize("how", ["publish", "decline", "withdraw"])
    @pytest.mark.parametrize("version", ["seen", "now"])
    def test_decided_by_somebody_else(self, as_alice, carol, how, version):
        article = factories.article()
        seen = Article.objects.get()
        getattr(article, how)(by=carol)
        given = {"version": article.version} if version == "now" else {}

        self.refused(as_alice, seen, verb="decline", status=409, says=f"already ({how} by carol", **given)

    def test_held_by_somebody_else(self, as_alice, carol):
        article = factories.article(held_by=carol, held_until=timezone.now() + HELD_FOR)

        self.refused(as_alice, article, status=409, says="is held by carol until")

    def test_ones_own_lease_that_ran_out_and_that_nobody_took_still_decides(self, as_alice, alice, carol):
        past = timezone.now() - timedelta(hours=1)
        for who in (alice, carol):
            article = factories.article(held_by=who, held_until=past)

            assert post(as_alice, "publish", article).status_code == 200

    def test_deleted_meanwhile(self, as_alice):
        article = factories.article()
        Article.objects.all().delete()
        answer = post(as_alice, "publish", article)

        assert answer.status_code == 404
        assert "not there any more" in answer.json()["said"]

    @pytest.mark.parametrize("item", ["", "0", "-1", "x", "9" * 30, "\x00"])
    def test_a_forged_key(self, as_alice, item):
        assert as_alice.post(f"{QUEUE}publish/", {"item": item, "version": 1}, headers=JSON).status_code == 404

    @pytest.mark.parametrize("verb", ["unpublish", "withdraw", "delete", "save"])
    def test_a_verb_that_the_queue_does_not_have(self, as_alice, verb):
        assert as_alice.post(f"{QUEUE}{verb}/", {"item": factories.article().pk, "version": 1}).status_code == 404

    @pytest.mark.parametrize("address", ["publish", "decline", "later", "back", "edit", "undo", "hold", "release"])
    def test_by_a_link(self, as_alice, address):
        assert as_alice.get(f"{QUEUE}{address}/").status_code == 405

    def test_without_a_script_the_answer_is_the_page_with_the_same_status(self, as_alice):
        article = factories.article("Old maps")
        response = as_alice.post(f"{QUEUE}publish/", {"item": article.pk, "version": 9})

        assert response.status_code == 409
        assert "“Old maps” was changed since you saw it" in response.content.decode()
        assert 'id="act-publish"' in response.content.decode()


class TestRights:
    @pytest.mark.parametrize("who", ["as_bob", "as_vera"])
    @pytest.mark.parametrize("verb", ["publish", "decline", "later", "back"])
    def test_who_may_not_decide_does_not(self, request, who, verb):
        article = factories.article()

        assert post(request.getfixturevalue(who), verb, article).status_code == 403
        assert Article.objects.get().version == 1

    def test_a_right_taken_away_ends_it_at_once(self, as_alice, alice):
        article = factories.article()
        shown(as_alice)
        alice.groups.clear()
        alice.user_permissions.add(Permission.objects.get(codename="view_article"))

        assert post(as_alice, "publish", article).status_code == 403
        assert stands(article) == Status.AWAITING

    @pytest.mark.parametrize("verb", ["publish", "decline", "later", "edit", "undo", "hold", "release"])
    def test_without_its_token_nothing_is_done(self, alice, verb):
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)
        article = factories.article(held_by=alice, held_until=timezone.now() + HELD_FOR)

        assert post(client, verb, article, until="2099-01-01T00:00Z").status_code == 403
        assert Article.objects.get().version == 1
        assert Article.objects.get().held_by == alice

    @pytest.mark.parametrize("verb", ["publish", "edit", "undo", "hold", "release"])
    @pytest.mark.parametrize("who", ["as_charlie", "client"])
    def test_strangers_are_asked_to_log_in(self, request, who, verb):
        article = factories.article()

        assert post(request.getfixturevalue(who), verb, article).status_code == 302
        assert Article.objects.get().version == 1


class TestBusy:
    @pytest.fixture
    def locked(self, monkeypatch):
        def publish(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr(Article, "publish", publish)

    def test_a_locked_database_is_said_and_nothing_is_changed(self, as_alice, locked):
        answer = post(as_alice, "publish", factories.article())

        assert answer.status_code == 503
        assert "busy" in answer.json()["said"]
        assert Article.objects.get().version == 1

    def test_a_database_that_is_gone_is_no_lock(self, as_alice, monkeypatch):
        def publish(*args, **kwargs):
            raise OperationalError("no such host")

        monkeypatch.setattr(Article, "publish", publish)
        with pytest.raises(OperationalError):
            post(as_alice, "publish", factories.article())

    def test_the_page_is_shown_without_a_lease_and_says_so(self, as_alice, monkeypatch):
        def lease(*args):
            raise OperationalError("database is locked")

        factories.article("Old maps")
        monkeypatch.setattr("articles.leases.lease", lease)
        page = as_alice.get(QUEUE).content.decode()

        assert "Old maps" in page
        assert "not held for you" in page


class TestLeaving:
    def test_activity_renews_what_is_held(self, as_alice):
        factories.article()
        shown(as_alice)
        Article.objects.update(held_until=timezone.now() + timedelta(seconds=5))

        answer = post(as_alice, "hold").json()

        assert Article.objects.get().held_until.isoformat() == answer["until"]
        assert Article.objects.get().held_until > timezone.now() + timedelta(minutes=4)

    def test_who_may_no_longer_decide_holds_nothing_any_more(self, as_alice, alice):
        factories.article()
        shown(as_alice)
        alice.groups.set([Group.objects.get(name="Viewers")])

        assert post(as_alice, "hold").status_code == 403
        assert Article.objects.get().held_by is None

    def test_leaving_releases_it(self, as_alice):
        factories.article()
        until = shown(as_alice)["until"]

        assert post(as_alice, "release", until=until.isoformat()).status_code == 204
        assert Article.objects.get().held_by is None

    @pytest.mark.parametrize("until", ["", "x", "2099-01-01", "2099-01-01T00:00", "2099-02-31T00:00Z", "\x00", "9" * 5000])
    def test_a_forged_hour_releases_nothing(self, as_alice, alice, until):
        factories.article()
        shown(as_alice)

        assert post(as_alice, "release", until=until).status_code == 400
        assert Article.objects.get().held_by == alice

    def test_nobody_releases_what_another_holds(self, as_alice, carol):
        factories.article(held_by=carol, held_until=timezone.now() + HELD_FOR)
        post(as_alice, "release", until="2099-01-01T00:00Z")

        assert Article.objects.get().held_by == carol
