"""Undoing from the history: after a page that shows what will change back, on the version that was seen, by who may."""

import pytest
from django.db import OperationalError
from django.test import Client

from articles.batches import undo_batch, work
from articles.desk.trail import undoing
from articles.models import Article, AuditEntry, Batch, Status
from tests import factories
from tests.desk.pages import form_fields, said

pytestmark = pytest.mark.django_db

HISTORY = "/admin/history/"
TICKED = "/admin/history/undo/"


def address(entry) -> str:
    return f"{HISTORY}{entry.pk}/undo/"


@pytest.fixture
def entry(alice) -> AuditEntry:
    factories.article("Old maps").publish(by=alice)
    return AuditEntry.objects.get()


def asked(client, entry) -> dict[str, str]:
    """What the confirmation would post."""
    return form_fields(client.get(f"{HISTORY}{entry.pk}/").content.decode(), "undo")


def status() -> str:
    return Article.objects.get().status


class TestOne:
    def test_the_page_shows_what_will_change_back(self, as_alice, entry):
        html = as_alice.get(f"{HISTORY}{entry.pk}/?back=verb%3Dpublish").content.decode()

        assert "Undoing it will change back" in html
        assert html.index("Undoing it will change back") < html.index("<del>published</del>") < html.index("<ins>awaiting review</ins>")
        assert f'href="{HISTORY}?verb=publish"' in html
        assert status() == Status.PUBLISHED

    def test_it_is_undone_as_a_new_entry_with_a_reason_and_leads_back(self, as_alice, alice, entry):
        response = as_alice.post(address(entry), {**asked(as_alice, entry), "reason": " too \0 early ", "back": "verb=publish&next=//evil"})

        undone = Article.objects.get().audit.first()
        assert (status(), undone.verb, undone.undoes, undone.by, undone.reason) == ("awaiting", "undo", entry, alice, "too early")
        assert response["Location"] == f"{HISTORY}?verb=publish&next=%2F%2Fevil"
        assert "Undone" in as_alice.get(HISTORY).content.decode()

    def test_to_ask_for_the_address_shows_the_page(self, as_alice, entry):
        assert as_alice.get(address(entry) + "?back=q%3Da")["Location"] == f"{HISTORY}{entry.pk}/?back=q%3Da"
        assert status() == Status.PUBLISHED

    @pytest.mark.parametrize("version", ["1", "", "x", "-1", "9" * 30, "٢", "2.0", None])
    def test_another_version_than_the_stored_one_is_refused(self, as_alice, entry, version):
        Article.objects.update(version=3)
        response = as_alice.post(address(entry), {} if version is None else {"version": version, "reason": "mine"})

        assert response.status_code == 409
        assert "Nothing was undone" in response.content.decode()
        assert ('value="mine"' in response.content.decode()) is (version is not None)
        assert (status(), AuditEntry.objects.count()) == ("published", 1)

    def test_posted_twice_it_is_done_once(self, as_alice, entry):
        fields = asked(as_alice, entry)
        codes = [as_alice.post(address(entry), fields).status_code for _ in range(2)]

        assert codes == [302, 409]
        assert (status(), AuditEntry.objects.count()) == ("awaiting", 2)

    def test_what_was_changed_since_is_refused_with_the_reason(self, as_alice, entry):
        Article.objects.get().decline()
        response = as_alice.post(address(entry), {"version": 3})

        assert response.status_code == 409
        assert "Nothing was undone: status was changed since" in response.content.decode()
        assert status() == Status.DECLINED

    @pytest.mark.parametrize("who", ["as_vera", "as_bob"])
    def test_without_the_right_it_is_refused_and_not_offered(self, request, who, entry):
        client = request.getfixturevalue(who)

        assert "not yours to undo" in client.get(f"{HISTORY}{entry.pk}/").content.decode()
        assert client.post(address(entry), {"version": 2}).status_code == 403
        assert status() == Status.PUBLISHED

    def test_a_right_that_was_taken_away_meanwhile_is_gone(self, as_alice, alice, entry):
        fields = asked(as_alice, entry)
        alice.groups.clear()

        assert as_alice.post(address(entry), fields).status_code == 403
        assert status() == Status.PUBLISHED

    def test_without_the_token_of_the_form_it_is_refused(self, alice, entry):
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)

        assert client.post(address(entry), {"version": 2}).status_code == 403
        assert status() == Status.PUBLISHED

    def test_the_entry_of_a_deleted_article_is_not_there(self, as_alice, entry):
        Article.objects.all().delete()

        assert as_alice.post(address(entry), {"version": 2}).status_code == 404

    def test_a_busy_database_keeps_the_reason_and_says_so(self, as_alice, entry, monkeypatch):
        def busy(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr(undoing, "undo", busy)
        response = as_alice.post(address(entry), {"version": 2, "reason": "too early"})

        assert response.status_code == 503
        assert "busy" in response.content.decode()
        assert 'value="too early"' in response.content.decode()


class TestTicked:
    @pytest.fixture
    def entries(self, alice):
        one, two = factories.article("One"), factories.article("Two")
        one.title = "One and a half"
        one.save_edit(["title"], by=alice)
        one.publish(by=alice)
        two.decline(by=alice)
        return list(AuditEntry.objects.order_by("pk"))

    def confirmation(self, client, entries):
        return client.get(TICKED, {"entry": [entry.pk for entry in entries]})

    def post(self, client, entries, **fields):
        """As the confirmation's form would."""
        page = self.confirmation(client, entries)
        seen = [f"{pk}:{version}" for pk, version in page.context["versions"]]
        return client.post(TICKED, {"entry": [entry.pk for entry in entries], "seen": seen, "reason": "all wrong", **fields})

    def test_the_page_shows_all_that_will_change_back_the_newest_first(self, as_alice, entries):
        page = self.confirmation(as_alice, entries)
        html = page.content.decode()

        assert [line.entry for line, _ in page.context["lines"]] == entries[::-1]
        assert "Undo 3 entries" in html
        assert html.count("<dd>") == 3
        assert AuditEntry.objects.count() == 3

    def test_they_are_undone_under_one_batch_and_its_page_follows(self, as_alice, alice, entries):
        response = self.post(as_alice, entries)

        batch = Batch.objects.get()
        one, two = Article.objects.order_by("pk")
        assert (one.title, one.status, two.status) == ("One", "awaiting", "awaiting")
        assert [entry.undoes for entry in batch.entries.order_by("pk")] == entries[::-1]
        assert (batch.verb, batch.by, batch.reason, bool(batch.finished_at)) == ("undo", alice, "all wrong", True)
        assert response["Location"] == f"/admin/batches/{batch.pk}/"
        page = as_alice.get(response["Location"])
        assert (page.status_code, said(page)) == (200, ["3 of 3 undone."])
        assert "Undo 3 ticked entries of the history" in page.content.decode()

    def test_the_batch_can_be_undone_as_one(self, as_alice, alice, entries):
        self.post(as_alice, entries)

        again = undo_batch(Batch.objects.get(), alice)
        work(again, alice)

        one, two = Article.objects.order_by("pk")
        assert (one.title, one.status, two.status) == ("One and a half", "published", "declined")

    def test_what_cannot_be_undone_is_said_before_and_after(self, as_alice, alice, entries):
        Article.objects.get(title="Two").publish(by=alice)
        assert "stays as it is: status was changed since" in self.confirmation(as_alice, entries).content.decode()

        self.post(as_alice, entries)

        outcomes = Batch.objects.get().items.order_by("article").values_list("outcome", "message")
        assert list(outcomes) == [("done", ""), ("skipped", "“decline” not: status was changed since")]
        assert Article.objects.get(title="Two").status == Status.PUBLISHED

    def test_an_article_that_changed_after_the_confirmation_is_left_as_it_is(self, as_alice, entries):
        seen = [f"{pk}:{version}" for pk, version in self.confirmation(as_alice, entries).context["versions"]]
        Article.objects.get(title="Two").put_off(factories.NEW_YEAR)

        as_alice.post(TICKED, {"entry": [entry.pk for entry in entries], "seen": seen})

        assert list(Batch.objects.get().items.order_by("article").values_list("outcome", "message")) == [
            ("done", ""),
            ("skipped", "“decline” not: changed meanwhile"),
        ]

    @pytest.mark.parametrize("seen", [[], ["x"], ["1:x"], ["9" * 30 + ":" + "9" * 30]])
    def test_without_the_versions_nothing_is_done_and_no_batch_is_left(self, as_alice, entries, seen):
        response = as_alice.post(TICKED, {"entry": [entry.pk for entry in entries], "seen": seen, "reason": "mine"})

        assert response.status_code == 409
        assert 'value="mine"' in response.content.decode()
        assert (Batch.objects.count(), AuditEntry.objects.count()) == (0, 3)

    def test_posted_twice_it_is_done_once(self, as_alice, entries):
        seen = [f"{pk}:{version}" for pk, version in self.confirmation(as_alice, entries).context["versions"]]
        fields = {"entry": [entry.pk for entry in entries], "seen": seen}
        codes = [as_alice.post(TICKED, fields).status_code for _ in range(2)]

        assert codes == [302, 409]
        assert (Batch.objects.count(), AuditEntry.objects.count()) == (1, 6)

    def test_each_who_does_what_he_may(self, as_bob, entries):
        page = self.confirmation(as_bob, entries)
        assert "2 of the ticked are not yours to undo" in page.content.decode()
        Article.objects.filter(title="One and a half").update(version=2)

        self.post(as_bob, entries)

        one, two = Article.objects.order_by("pk")
        assert (one.title, one.status, two.status) == ("One", "published", "declined")

    def test_who_may_nothing_of_it_is_refused(self, as_vera, entries):
        assert as_vera.post(TICKED, {"entry": [entry.pk for entry in entries]}).status_code == 403
        assert AuditEntry.objects.count() == 3

    @pytest.mark.parametrize("ticks", [["x"], ["-1"], ["9" * 30], ["٣"], ["\0"], [str(number) for number in range(101)]])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_ticks_that_the_page_never_had_are_refused(self, as_alice, method, ticks):
        assert getattr(as_alice, method)(TICKED, {"entry": ticks}).status_code == 400

    def test_nothing_ticked_is_said(self, as_alice):
        assert "Nothing was ticked that you could undo." in as_alice.get(TICKED).content.decode()

    @pytest.mark.parametrize("ticks", [[], ["999999"]])
    def test_to_undo_nothing_leads_back_and_says_what_to_do(self, as_alice, ticks):
        response = as_alice.post(TICKED, {"entry": ticks, "back": "verb=publish"}, follow=True)

        assert response.redirect_chain == [("/admin/history/?verb=publish", 302)]
        assert said(response) == ["Tick at least one entry that is still there. Nothing was undone."]

    def test_a_busy_database_changes_nothing_and_keeps_the_reason(self, as_alice, entries, monkeypatch):
        def busy(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr(undoing, "undo_many", busy)
        response = self.post(as_alice, entries)

        assert response.status_code == 503
        assert 'value="all wrong"' in response.content.decode()
