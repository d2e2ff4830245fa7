"""Beside the form: an article is withdrawn for a reason that readers see, and corrected with a dated note."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Status
from articles.undo import undo
from tests import factories
from tests.desk.pages import change, decide, form_fields, said

pytestmark = pytest.mark.django_db


def correct(article) -> str:
    return reverse("admin:articles_article_correct", args=[article.pk])


def page(client, article) -> str:
    return client.get(change(article)).content.decode()


class TestWithdrawing:
    def test_a_chief_withdraws_with_the_reason_on_the_page_that_is_gone(self, as_carol, carol, client):
        article = factories.published("Old maps")
        fields = form_fields(page(as_carol, article), "withdraw")

        response = as_carol.post(decide(article, "withdraw"), {**fields, "reason": "The source took it back."}, follow=True)

        now = Article.objects.get()
        assert said(response) == ["Withdrawn: “Old maps”"]
        assert (now.status, now.status_reason) == (Status.WITHDRAWN, "The source took it back.")
        assert (article.audit.get().by, article.audit.get().reason) == (carol, "The source took it back.")
        assert client.get(article.get_absolute_url()).status_code == 410

    def test_the_form_says_that_readers_will_see_the_reason(self, as_carol):
        form = page(as_carol, factories.published()).partition('id="withdraw"')[2].partition("</form>")[0]

        assert "Readers will see this reason" in form
        assert "410" in form
        assert " required" in form

    @pytest.mark.parametrize("reason", ["", "   ", "\x00", "a\x00b"])
    def test_without_a_reason_nothing_is_withdrawn_and_the_page_says_why(self, as_carol, reason):
        article = factories.published("Old maps")
        fields = form_fields(page(as_carol, article), "withdraw")

        response = as_carol.post(decide(article, "withdraw"), {**fields, "reason": reason})

        assert response.status_code == 422
        assert said(response)[0].startswith("Not withdrawn. ")
        assert '<details class="withdraw" open>' in response.content.decode()
        assert Article.objects.get().status == Status.PUBLISHED
        assert not article.audit.exists()

    @pytest.mark.parametrize("verb, form, more", [("withdraw", "withdraw", {"asked": "withdraw"}), ("decline", "decide", {})])
    def test_a_reason_that_is_too_long_is_refused_and_kept_to_its_end(self, as_carol, verb, form, more):
        article = factories.published()

        response = as_carol.post(decide(article, verb), {"version": 1, "stay": "", "reason": "x" * 301, **more})

        assert response.status_code == 422
        assert "longer than 300 characters" in said(response)[0]
        assert form_fields(response.content.decode(), form)["reason"] == "x" * 301
        assert Article.objects.get().status == Status.PUBLISHED
        assert not article.audit.exists()

    @pytest.mark.parametrize("who", ["as_alice", "as_bob", "as_vera"])
    def test_others_are_not_offered_it_and_refused(self, request, who):
        client, article = request.getfixturevalue(who), factories.published()

        assert 'id="withdraw"' not in page(client, article)
        assert client.post(decide(article, "withdraw"), {"version": 1, "reason": "because"}).status_code == 403
        assert Article.objects.get().status == Status.PUBLISHED

    def test_what_is_withdrawn_is_not_offered_again(self, as_carol):
        assert 'id="withdraw"' not in page(as_carol, factories.withdrawn())


class TestCorrecting:
    def test_an_editor_adds_a_dated_note_that_is_undone_from_the_trail(self, as_alice, alice):
        article = factories.published("Old maps")
        fields = form_fields(page(as_alice, article), "correct")

        response = as_alice.post(correct(article), {**fields, "text": " The mayor is 61. "}, follow=True)

        note = article.corrections.get()
        assert said(response) == ["Readers see the correction of “Old maps” from now on."]
        assert (note.text, note.by) == ("The mayor is 61.", alice)
        assert "The mayor is 61." in page(as_alice, article)
        entry = article.audit.get()
        assert (entry.verb, entry.by, Article.objects.get().version) == ("correct", alice, 2)
        undo(entry)
        assert not article.corrections.exists()

    def test_the_second_click_of_two_says_that_it_stands_already(self, as_alice):
        article = factories.published("Old maps")
        fields = {**form_fields(page(as_alice, article), "correct"), "text": "The mayor\r\nis 61."}

        as_alice.post(correct(article), fields)
        again = as_alice.post(correct(article), fields, follow=True)

        assert again.redirect_chain == [(change(article), 302)]
        assert said(again)[1:] == ["That correction of “Old maps” stands already."]
        assert (article.corrections.count(), article.audit.count()) == (1, 1)

    def test_the_same_words_of_another_editor_or_later_are_no_second_click(self, as_alice, as_carol):
        article = factories.published()
        fields = form_fields(page(as_alice, article), "correct") | {"text": "The mayor is 61."}
        as_alice.post(correct(article), fields)

        assert as_carol.post(correct(article), fields).status_code == 409
        article.corrections.update(at=timezone.now() - timedelta(minutes=2))
        assert as_alice.post(correct(article), fields).status_code == 409
        assert as_alice.post(correct(article), {**fields, "version": 2}).status_code == 302
        assert article.corrections.count() == 2

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 1001, "a\x00b"])
    def test_an_empty_or_impossible_note_is_refused_and_kept(self, as_alice, text):
        article = factories.published()

        response = as_alice.post(correct(article), {"version": 1, "stay": "", "text": text})

        assert response.status_code == 422
        assert '<details class="correct" open>' in response.content.decode()
        assert form_fields(response.content.decode(), "correct")["text"] == text.replace("\n", "\r\n")
        assert not article.corrections.exists()
        assert Article.objects.get().version == 1

    def test_a_note_is_shown_as_text(self, as_alice):
        article = factories.published()

        as_alice.post(correct(article), {"version": 1, "stay": "", "text": "<script>alert(1)</script>"})

        assert "<script>alert(1)" not in page(as_alice, article)
        assert "&lt;script&gt;alert(1)" in page(as_alice, article)

    @pytest.mark.parametrize("version", ["", "0", "9", "9" * 30, "one"])
    def test_a_stale_one_is_refused_and_kept_on_the_current_version(self, as_alice, version):
        article = factories.published()

        response = as_alice.post(correct(article), {"version": version, "stay": "", "text": "The mayor is 61."})

        fields = form_fields(response.content.decode(), "correct")
        assert response.status_code == 409
        assert (fields["version"], fields["text"]) == ("1", "The mayor is 61.")
        assert not article.corrections.exists()

    @pytest.mark.parametrize("state", ["article", "declined", "withdrawn", "scheduled", "embargoed", "expired"])
    def test_what_no_reader_sees_is_not_corrected_and_the_text_is_kept(self, as_alice, state):
        article = getattr(factories, state)()

        assert 'id="correct"' not in page(as_alice, article)
        response = as_alice.post(correct(article), {"version": 1, "stay": "", "text": "The mayor is 61."})

        assert response.status_code == 409
        assert said(response)[0].startswith("Not corrected: no reader sees")
        assert form_fields(response.content.decode(), "correct")["text"] == "The mayor is 61."
        assert not article.corrections.exists()

    @pytest.mark.parametrize("who, status", [("as_bob", 403), ("as_vera", 403), ("as_charlie", 302), ("client", 302)])
    def test_others_are_not_offered_it_and_refused(self, request, who, status):
        client, article = request.getfixturevalue(who), factories.published()

        assert 'id="correct"' not in page(client, article)
        assert client.post(correct(article), {"version": 1, "text": "Forged"}).status_code == status
        assert not article.corrections.exists()
