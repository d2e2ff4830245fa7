"""What is chosen on the list leads to a page that says what would be done, and nothing is done before that is confirmed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import batches
from articles.models import Article, Batch, DeclineReason
from tests import factories
from tests.desk.pages import LIST, form_fields, said

pytestmark = pytest.mark.django_db
VERBS = ["publish", "unpublish", "decline", "withdraw", "assign"]


def choose(client, verb, articles, query="status=all", **fields):
    """Tick these on the list as it was shown, and press Go."""
    seen = [f"{article.pk}:{article.version}" for article in articles]
    data = {"action": verb, "_selected_action": [article.pk for article in articles], "seen": seen, "index": 0, **fields}
    return client.post(f"{LIST}?{query}", data)


def assert_unconfirmed(response, why):
    """It leads to the list, and says why in words."""
    assert response.redirect_chain == [(LIST, 302)]
    assert why in said(response)[-1] and said(response)[-1].endswith("Nothing was done.")


def confirm(client, page, **fields):
    return client.post("/admin/batches/begin/", {**form_fields(page.content.decode(), "confirm"), **fields}, follow=True)


def statuses(*articles):
    return [Article.objects.get(pk=article.pk).status for article in articles]


@pytest.mark.parametrize(
    "verb, before, after",
    [
        ("publish", factories.withdrawn, "published"),
        ("unpublish", factories.published, "awaiting"),
        ("decline", factories.article, "declined"),
        ("withdraw", factories.published, "withdrawn"),
    ],
)
def test_what_is_ticked_is_asked_about_and_done_when_confirmed(as_carol, verb, before, after):
    articles = [before(), before(), before()]

    page = choose(as_carol, verb, articles[:2])
    assert page.status_code == 200
    assert f"{verb.capitalize()} 2 articles?" in page.content.decode()
    assert statuses(*articles) == [articles[0].status] * 3
    assert not Batch.objects.exists()

    done = confirm(as_carol, page, reason="wire error")

    assert statuses(*articles) == [after, after, articles[2].status]
    assert done.redirect_chain == [(f"/admin/batches/{Batch.objects.get().pk}/", 302)]
    assert Article.objects.get(pk=articles[0].pk).status_reason == "wire error"


def test_assigning_asks_to_whom(as_alice, alice):
    article = factories.article()
    page = choose(as_alice, "assign", [article])

    assert f'<option value="{alice.pk}" selected>alice (you)</option>' in page.content.decode()
    confirm(as_alice, page)
    assert Article.objects.get().assigned_to == alice


@pytest.mark.parametrize("assignee", ["", "abc", "0", "9" * 30, "\x00"])
def test_a_forged_assignee_is_refused_on_the_same_page(as_alice, assignee):
    page = choose(as_alice, "assign", [factories.article()])

    refused = confirm(as_alice, page, assignee=assignee)

    assert refused.status_code == 400
    assert "say to whom" in refused.content.decode()
    assert not Batch.objects.exists()


def test_the_page_says_how_many_in_which_state_from_whom_and_what_would_be_skipped(as_alice):
    paper = factories.provider("Northern Standard")
    waiting, changed = factories.article("Old <b>maps</b>", provider=paper), factories.article(provider=paper)
    Article.objects.get(pk=changed.pk).record("edit", {})

    page = choose(as_alice, "publish", [waiting, changed, factories.published()])
    html, summary = page.content.decode(), page.context["said"]

    assert (summary.count, summary.already, summary.changed) == (3, 1, 1)
    assert summary.statuses == [("awaiting", "awaiting review", 2), ("published", "published", 1)]
    assert summary.providers == [("Northern Standard", 2), ("no provider", 1)]
    assert "1 of them is published already" in html
    assert "1 was changed since the list was shown" in html
    assert "Old &lt;b&gt;maps&lt;/b&gt;" in html


def test_declining_offers_the_reasons_that_the_desk_keeps(as_alice):
    DeclineReason.objects.create(text="Stock tips")

    assert '<option value="Stock tips">' in choose(as_alice, "decline", [factories.article()]).content.decode()


def test_a_withdrawal_without_a_reason_asks_again_and_does_nothing(as_carol):
    article = factories.published()
    page = choose(as_carol, "withdraw", [article])

    refused = confirm(as_carol, page, reason="  ")

    assert refused.status_code == 400
    assert "a withdrawal needs a reason" in refused.content.decode()
    assert statuses(article) == ["published"]
    confirm(as_carol, refused, reason="libel")
    assert statuses(article) == ["withdrawn"]


def test_too_long_a_reason_keeps_what_was_typed(as_alice):
    page = choose(as_alice, "decline", [factories.article()])

    refused = confirm(as_alice, page, reason="<i>" + "x" * 400)

    assert refused.status_code == 400
    assert 'value="&lt;i&gt;xxx' in refused.content.decode()


class TestVersions:
    def test_what_was_changed_after_the_list_was_shown_is_skipped(self, as_alice):
        article = factories.article()
        Article.objects.get(pk=article.pk).record("edit", {})

        confirm(as_alice, choose(as_alice, "publish", [article]))

        assert statuses(article) == ["awaiting"]
        assert Batch.objects.get().items.get().message == "changed meanwhile by the newsroom (edit)"

    def test_what_was_changed_after_the_page_was_shown_is_skipped(self, as_alice):
        article = factories.article()
        page = choose(as_alice, "publish", [article])
        Article.objects.get(pk=article.pk).record("edit", {})

        confirm(as_alice, page)

        assert statuses(article) == ["awaiting"]

    @pytest.mark.parametrize("seen", [[], ["nonsense", ":", "9:9:9"], ["{pk}:0"], ["{pk}:-1"], ["{pk}:" + "9" * 30]])
    def test_without_a_version_from_the_list_it_is_that_of_the_page(self, as_alice, seen):
        article = factories.article()
        Article.objects.get(pk=article.pk).record("edit", {})

        confirm(as_alice, choose(as_alice, "publish", [article], seen=[text.format(pk=article.pk) for text in seen]))

        assert statuses(article) == ["published"]


class TestAllThatMatch:
    def test_it_is_what_the_list_was_narrowed_to_on_all_its_pages(self, as_alice):
        for number in range(60):
            factories.article(f"Robot {number}")
        other, declined = factories.article("Other"), factories.declined("Robot")

        page = choose(as_alice, "publish", [], query="q=robot", select_across=1)
        assert page.context["choice"].about == "all 60 that match: awaiting review, “robot”"
        confirm(as_alice, page)
        while Batch.objects.get().finished_at is None:  # a request does as many as its second allows
            as_alice.post(f"/admin/batches/{Batch.objects.get().pk}/work/")

        assert Article.objects.published().count() == 60
        assert statuses(other, declined) == ["awaiting", "declined"]

    def test_what_comes_in_after_the_page_was_shown_is_not_meant(self, as_alice):
        factories.article()
        page = choose(as_alice, "publish", [], select_across=1)
        late = factories.article()

        confirm(as_alice, page)

        assert statuses(late) == ["awaiting"]
        assert Article.objects.published().count() == 1

    def test_a_row_of_the_shown_page_goes_by_the_version_that_was_shown(self, as_alice):
        article = factories.article()
        Article.objects.get(pk=article.pk).record("edit", {})

        page = choose(as_alice, "publish", [article], select_across=1)

        assert page.context["choice"].versions == {article.pk: 1}

    def test_its_words_name_the_filters(self, as_alice):
        paper = factories.provider("Northern Standard")
        factories.article(provider=paper, published_at=None)

        page = choose(as_alice, "publish", [], query=f"provider={paper.pk}&date=7&type=article", select_across=1)

        about = page.context["choice"].about
        for part in ("awaiting review", "provider Northern Standard", "date past 7 days", "type article"):
            assert part in about

    def test_more_than_can_be_confirmed_is_refused_in_words(self, as_alice, monkeypatch):
        monkeypatch.setattr(batches, "MOST", 2)
        for _ in range(3):
            factories.article()

        response = as_alice.post(LIST, {"action": "publish", "index": 0, "select_across": 1}, follow=True)

        assert said(response) == ["More than 2 articles match. Narrow the list, then choose again. Nothing was done."]

    def test_asking_costs_the_same_for_ten_and_five_hundred(self, as_alice):
        def cost(count):
            for _ in range(count):
                factories.article()
            with CaptureQueriesContext(connection) as queries:
                assert choose(as_alice, "publish", [], select_across=1).status_code == 200
            return len(queries)

        assert cost(10) == cost(490) < 20


class TestHostile:
    def test_ticking_nothing_does_nothing(self, as_alice):
        response = as_alice.post(LIST, {"action": "publish", "index": 0}, follow=True)

        assert "must be selected" in said(response)[0]

    @pytest.mark.parametrize("ticked", ["abc", "-1", "9" * 30, "1 OR 1=1", "\x00"])
    def test_a_forged_tick_is_refused(self, as_alice, ticked):
        assert as_alice.post(LIST, {"action": "publish", "_selected_action": [ticked], "index": 0}).status_code == 400

    def test_a_tick_that_no_article_has_is_told(self, as_alice):
        response = as_alice.post(LIST, {"action": "publish", "_selected_action": ["999999"], "index": 0}, follow=True)

        assert said(response) == ["None of these articles is there any more."]

    @pytest.mark.parametrize("verb", VERBS)
    @pytest.mark.parametrize("client", ["as_vera", "as_bob"])
    def test_who_may_not_is_offered_nothing_and_refused(self, request, client, verb):
        browser, article = request.getfixturevalue(client), factories.article()

        assert 'name="action"' not in browser.get(LIST).content.decode()
        assert choose(browser, verb, [article]).status_code == 403
        assert statuses(article) == ["awaiting"]

    def test_an_editor_is_not_offered_to_withdraw(self, as_alice, as_carol):
        article = factories.published()

        assert 'value="withdraw"' not in as_alice.get(LIST + "?status=all").content.decode()
        assert 'value="withdraw"' in as_carol.get(LIST + "?status=all").content.decode()
        assert choose(as_alice, "withdraw", [article]).status_code == 403

    @pytest.mark.parametrize("verb", ["undo", "revert", "delete_selected", "", "x" * 1000])
    def test_a_forged_verb_is_no_action(self, as_alice, verb):
        response = as_alice.post(LIST, {"action": verb, "_selected_action": [factories.article().pk], "index": 0}, follow=True)

        assert said(response) == ["No action selected."]

    def test_reading_the_address_of_the_confirmation_does_nothing(self, as_alice):
        assert as_alice.get("/admin/batches/begin/").status_code == 405

    @pytest.mark.parametrize("choice", ["", "forged", "\x00", "9" * 5000])
    def test_a_forged_choice_is_refused(self, as_alice, choice):
        response = as_alice.post("/admin/batches/begin/", {"choice": choice}, follow=True)

        assert_unconfirmed(response, "older than a day, or was never given")
        assert not Batch.objects.exists()

    def test_a_choice_cannot_be_changed_on_its_way(self, as_alice):
        sealed = form_fields(choose(as_alice, "publish", [factories.article()]).content.decode(), "confirm")["choice"]

        for broken in (sealed[:-1], sealed[1:], sealed.replace(":", ":x", 1)):
            assert_unconfirmed(as_alice.post("/admin/batches/begin/", {"choice": broken}, follow=True), "never given")
        assert not Batch.objects.exists()

    def test_somebody_elses_choice_is_refused(self, as_alice, as_carol):
        page = choose(as_alice, "publish", [factories.article()])

        assert_unconfirmed(confirm(as_carol, page), "somebody else’s")
        assert not Batch.objects.exists()

    def test_an_old_confirmation_is_refused(self, as_alice, monkeypatch):
        page = choose(as_alice, "publish", [factories.article()])
        monkeypatch.setattr("articles.desk.batches.choosing._VALID", -1)

        assert_unconfirmed(confirm(as_alice, page), "older than a day")
        assert not Batch.objects.exists()

    def test_a_right_that_was_taken_away_meanwhile_refuses(self, as_alice, alice):
        article = factories.article()
        page = choose(as_alice, "publish", [article])
        alice.groups.clear()

        assert confirm(as_alice, page).status_code == 403
        assert statuses(article) == ["awaiting"]

    def test_confirmed_twice_is_one_batch(self, as_alice):
        page = choose(as_alice, "publish", [factories.article()])
        first, second = confirm(as_alice, page), confirm(as_alice, page)

        assert Batch.objects.count() == 1
        assert first.redirect_chain == second.redirect_chain

    def test_a_confirmation_from_another_site_is_refused(self, alice, as_alice):
        page = choose(as_alice, "publish", [factories.article()])
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)

        fields = form_fields(page.content.decode(), "confirm")
        del fields["csrfmiddlewaretoken"]
        assert client.post("/admin/batches/begin/", fields).status_code == 403
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("query", ["//evil.example/", "q=%22%3E%3Cscript%3E", "a=%0d%0aX"])
    def test_the_way_back_stays_on_the_list(self, as_alice, query):
        page = choose(as_alice, "publish", [factories.article("robot")], query=query)

        if page.status_code == 200:
            assert page.context["back"].startswith(LIST)
            assert "<script>" not in page.content.decode()
