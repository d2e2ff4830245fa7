"""The queue's page: one candidate beside the list, why it is not public, why it ranks where it does."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.leases import HELD_FOR
from articles.models import Article, ArticleImage, Conflict, ImportRun, PublishingRule, RelatedLink
from tests import factories
from tests.desk.review.pages import JSON, QUEUE, post, shown, titles

pytestmark = pytest.mark.django_db


def link(article, quality=None, **fields):
    return RelatedLink.objects.create(article=article, title="Elsewhere", quality=quality, **fields)


def html(client, query="") -> str:
    return " ".join(client.get(f"{QUEUE}?{query}").content.decode().split())


class TestWhoSeesIt:
    def test_the_desk_opens_on_it_for_those_who_decide(self, as_alice, as_bob):
        assert as_alice.get("/admin/", follow=True).redirect_chain == [(QUEUE, 302)]
        assert as_bob.get("/admin/", follow=True).redirect_chain == [("/admin/articles/article/", 302)]

    @pytest.mark.parametrize("who, decides, edits", [("as_vera", False, False), ("as_bob", False, True), ("as_alice", True, True)])
    def test_each_is_offered_what_they_may_do(self, request, who, decides, edits):
        factories.article()
        page = html(request.getfixturevalue(who))

        assert ('id="act-publish"' in page, 'id="act-decline"' in page, 'id="act-later"' in page) == (decides,) * 3
        assert ('id="act-edit"' in page, 'id="act-undo"' in page) == (edits,) * 2
        assert 'id="act-keys"' in page

    @pytest.mark.parametrize("who", ["as_vera", "as_bob"])
    def test_who_may_not_decide_holds_nothing(self, request, who):
        factories.article()
        shown(request.getfixturevalue(who))

        assert Article.objects.get().held_by is None

    @pytest.mark.parametrize("who", ["as_charlie", "client"])
    def test_others_are_asked_to_log_in(self, request, who):
        assert request.getfixturevalue(who).get(QUEUE)["Location"].startswith("/admin/login/")


class TestWhatIsShown:
    def test_the_best_is_shown_beside_the_list_and_held(self, as_alice, alice):
        factories.article("Second", quality=10)
        best = factories.article("First", quality=90)
        context = shown(as_alice)

        assert titles(context) == ["First", "Second"]
        assert context["article"] == best
        assert context["left"] == 2
        assert alice.held_articles.count() == 2

    def test_the_terms_add_up_to_the_score(self, as_alice):
        article = factories.superseded(quality=69, published_at=timezone.now() - timedelta(hours=30))
        link(article, 88)
        context = shown(as_alice)

        assert [(term.name, term.points) for term in context["terms"]] == [
            ("Quality 69", 34),
            ("Freshness, 30 hours", 14),
            ("Story of 2", 2),
            ("Superseded", -20),
        ]
        assert context["article"].score == 30 == sum(term.points for term in context["terms"])

    def test_superseded_says_by_what_with_both_qualities(self, as_alice):
        target = factories.published("Ours")
        link(factories.superseded(quality=69), 88, target=target, provider_details={"name": "The Next Web"})
        page = html(as_alice)

        assert "Not public: superseded." in page
        assert "(quality 88 against 69)" in page
        assert f'href="/admin/articles/article/{target.pk}/change/"' in page
        assert "The Next Web" in page

    def test_under_the_threshold_says_which(self, as_alice):
        factories.article(quality=69)
        page = html(as_alice)

        assert "Quality 69 is under the threshold of 70." in page
        assert "would not publish this; it is off" in page

    def test_the_rule_that_stands_is_the_one_that_is_asked(self, as_alice):
        PublishingRule.objects.create(threshold=60, is_on=True)
        factories.article(quality=69)
        page = html(as_alice)

        assert "quality 60 or more) would publish this; it is on" in page
        assert "69 of 60" in page

    def test_declared_unpublished_is_said_where_nothing_else_keeps_it_back(self, as_alice):
        factories.article(quality=90)

        assert "Not public: declared unpublished." in html(as_alice)

    def test_what_somebody_took_back_says_who(self, as_alice, carol):
        factories.published().unpublish(by=carol)

        assert "carol sent it back to review." in html(as_alice)

    def test_where_it_came_from_and_who_did_what_with_it(self, as_alice, bob):
        run = ImportRun.objects.create(source="robots")
        article = factories.article(created_run=run)
        article.title = "Edited"
        article.save_edit(["title"], by=bob)
        page = html(as_alice)

        assert f"came in, import run {run.pk}" in page
        assert "edit by bob" in page
        assert "held for you until" in page

    def test_a_conflict_has_a_badge_and_leads_to_where_it_is_settled(self, as_alice):
        article = factories.article(has_conflict=True)
        Conflict.objects.create(article=article, field="title", ours="a", theirs="b")

        assert 'class="badge conflict"' in html(as_alice)

    def test_pictures_from_elsewhere_are_linked_and_not_loaded(self, as_alice):
        article = factories.article()
        ArticleImage.objects.create(article=article, url="https://pictures.example/a.jpg")
        page = html(as_alice)

        assert 'href="https://pictures.example/a.jpg"' in page
        assert "<img" not in page.split('id="review"')[1]

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "//evil.example"])
    def test_only_web_addresses_become_links(self, as_alice, address):
        article = factories.article(web_url=address, original_url=address, has_conflict=True)
        link(article, 90, web_url=address)
        page = html(as_alice)

        assert 'id="act-original"' not in page
        assert not address or f'href="{address}"' not in page

    def test_titles_are_text(self, as_alice):
        factories.article("<script>alert(1)</script>", excerpt="<b>bold</b>", topics=[factories.topic("<i>x</i>")])
        page = html(as_alice)

        assert "<script>alert" not in page
        assert "<b>bold</b>" not in page
        assert "<i>x</i>" not in page

    def test_an_empty_queue_says_so(self, as_alice):
        assert "The queue is empty" in html(as_alice)
        assert "Nothing is put off" in html(as_alice, "view=later")
        assert "Nothing is assigned to you" in html(as_alice, "view=mine")

    def test_beyond_the_window_it_says_that_there_is_more(self, as_alice, monkeypatch):
        monkeypatch.setattr("articles.leases.WINDOW", 2)
        for _ in range(3):
            factories.article()

        assert "the newest 2 of more, about 1 min" in html(as_alice)


class TestWhere:
    def test_another_candidate_is_shown_by_its_address(self, as_alice):
        factories.article("First", quality=90)
        second = factories.article("Second", quality=10)

        assert shown(as_alice, f"item={second.pk}")["article"] == second

    @pytest.mark.parametrize("state", [{"status": "published"}, {"later_until": timezone.now() + timedelta(days=1)}])
    def test_what_is_not_in_the_queue_gives_way_to_the_first_and_it_says_so(self, as_alice, state):
        gone, first = factories.article("Gone", **state), factories.article("First")
        context = shown(as_alice, f"item={gone.pk}")

        assert context["article"] == first
        assert "not in this queue" in html(as_alice, f"item={gone.pk}")

    def test_what_another_holds_is_not_shown_by_its_address(self, as_alice, carol):
        held = factories.article(held_by=carol, held_until=timezone.now() + HELD_FOR)

        assert shown(as_alice, f"item={held.pk}").get("article") is None
        held.refresh_from_db()
        assert held.held_by == carol

    @pytest.mark.parametrize("name", ["item", "place", "view", "order", "ask", "version"])
    @pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "9" * 5000, "%00", "1%20OR%201", "٣", "<script>"])
    def test_nonsense_in_the_address_is_no_accident(self, as_alice, name, value):
        factories.article()

        assert as_alice.get(f"{QUEUE}?{name}={value}").status_code == 200

    @pytest.mark.parametrize("ask", ["decline", "keys"])
    def test_without_a_script_a_dialog_is_a_page_that_has_it_open(self, as_alice, ask):
        factories.article()

        assert f'<dialog id="{ask}" aria-labelledby="{ask}-title" open>' in html(as_alice, f"ask={ask}")

    def test_the_script_is_given_the_same_in_pieces(self, as_alice):
        factories.article("Old maps")
        answer = as_alice.get(QUEUE, headers=JSON)

        assert "Old maps" in answer.json()["html"]
        assert "<html" not in answer.json()["html"]
        assert "Accept" in answer["Vary"]


class TestCost:
    """Fixed, and the same for each candidate."""

    def fill(self, count):
        paper, topics = factories.provider(), [factories.topic() for _ in range(3)]
        for _ in range(count):
            article = factories.superseded(provider=paper, topics=topics)
            ArticleImage.objects.create(article=article, url="https://pictures.example/a.jpg")
            for _ in range(3):
                link(article, 90, target=Article.objects.first())

    def queries(self, ask) -> list[str]:
        ask()  # permissions and content types are read once
        with CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
        return [query["sql"] for query in captured]

    @pytest.mark.parametrize("who", ["as_alice", "as_vera"])
    def test_the_page_takes_at_most_fifteen_queries_at_any_size(self, request, who):
        client = request.getfixturevalue(who)
        self.fill(2)
        few = self.queries(lambda: client.get(QUEUE))
        self.fill(40)
        for article in Article.objects.all()[:5]:
            article.title = "Edited"
            article.save_edit(["title"], by=factories.User.objects.get(username="alice") if who == "as_alice" else None)
        many = self.queries(lambda: client.get(QUEUE))

        assert len(few) == len(many) <= 15
        assert not [sql for sql in many if "COUNT(*)" in sql.upper() and "LIMIT" not in sql]

    @pytest.mark.parametrize("verb", ["publish", "decline", "later"])
    def test_a_decision_with_the_next_candidate_takes_at_most_fifteen(self, as_alice, verb):
        self.fill(40)
        waiting = iter(Article.objects.awaiting_review().order_by("-quality", "-listed_at"))

        asked = self.queries(lambda: post(as_alice, verb, next(waiting)))

        assert len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE", "PRAGMA", "SET LOCAL"))]) <= 15
