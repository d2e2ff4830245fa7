"""The queue lends each candidate to one editor at a time, and loses none."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import leases
from articles.leases import HELD_FOR, Portion, holder, lease, look, release, renew
from articles.models import Article, AuditEntry, StaleArticle
from tests import factories

pytestmark = pytest.mark.django_db


def titles(articles) -> list[str]:
    return [article.title for article in articles]


def fill(count: int) -> None:
    """So many articles awaiting review, in one statement."""
    rows = ({"title": f"Article {number}", "slug": f"s{number}", "path": f"_news/s{number}.md"} for number in range(count))
    Article.objects.bulk_create(Article(**row, quality=number % 100, listed_at=timezone.now()) for number, row in enumerate(rows))


@pytest.fixture
def alice():
    return factories.editor("alice")


@pytest.fixture
def erin():
    return factories.editor("erin")


class TestWhatIsGiven:
    def test_the_best_come_first_and_are_held_for_five_minutes(self, alice):
        factories.article("Fair", quality=40)
        best = factories.article("Best", quality=90)
        before = timezone.now()

        assert titles(lease(alice, Portion(count=1))) == ["Best"]

        best.refresh_from_db()
        assert best.held_by == alice
        assert before + HELD_FOR <= best.held_until <= timezone.now() + HELD_FOR
        assert best.version == 1, "a lease is no change of the article"

    @pytest.mark.parametrize("order, expected", [("score", ["High", "Near", "Low"]), ("newest", ["Low", "Near", "High"])])
    def test_the_order_is_the_editors_choice(self, alice, order, expected):
        for minutes, title, quality in ((3, "High", 99), (2, "Near", 70), (1, "Low", 1)):
            factories.article(title, quality=quality, heat=None, published_at=timezone.now() - timedelta(minutes=minutes))

        assert titles(lease(alice, Portion(order=order))) == expected

    def test_nearest_to_the_threshold_puts_what_has_no_quality_last(self, alice):
        for title, quality in (("Far", 99), ("Unknown", None), ("Under", 69), ("Low", 1)):
            factories.article(title, quality=quality)

        assert titles(lease(alice, Portion(order="near", threshold=70))) == ["Under", "Far", "Low", "Unknown"]

    def test_what_others_hold_have_been_given_or_was_put_off_is_not_in_the_queue(self, alice, erin):
        soon = timezone.now() + timedelta(minutes=1)
        factories.article("Held", held_by=erin, held_until=soon)
        factories.article("Assigned", assigned_to=erin)
        factories.article("Later", later_until=soon)
        factories.article("Free", held_by=erin, held_until=timezone.now(), later_until=timezone.now())
        factories.article("Whose account is gone", held_until=soon)
        factories.article("Given to her", assigned_to=alice)
        for make in (factories.published, factories.declined, factories.withdrawn):
            make()

        assert set(titles(lease(alice, Portion()))) == {"Free", "Whose account is gone", "Given to her"}

    def test_views_show_what_is_ones_own_and_what_was_put_off(self, alice):
        factories.article("Free")
        factories.article("Hers", assigned_to=alice)
        factories.article("Later", later_until=timezone.now() + timedelta(hours=1))

        assert titles(lease(alice, Portion(view="mine"))) == ["Hers"]
        assert titles(lease(alice, Portion(view="later"))) == ["Later"]

    def test_what_is_being_looked_at_stays_wherever_it_ranks(self, alice):
        low = factories.article("Low", quality=0, heat=-1)
        for _ in range(5):
            factories.article(quality=99)

        found = lease(alice, Portion(count=3, item=low.pk))

        assert [article.pk for article in found][-1] == low.pk
        assert len(found) == 3

    def test_among_more_than_the_window_only_the_newest_are_ranked(self, alice, monkeypatch):
        monkeypatch.setattr(leases, "WINDOW", 3)
        factories.article("Old and good", quality=100, published_at=factories.NEW_YEAR - timedelta(days=1))
        for _ in range(4):
            factories.article("New", quality=1)

        found = lease(alice, Portion())

        assert set(titles(found)) == {"New"}
        assert found[0].total == 4, "one more than the window: there are more"

    def test_how_many_are_left_is_said_with_each(self, alice):
        for _ in range(7):
            factories.article()

        assert [article.total for article in lease(alice, Portion(count=2))] == [7, 7]
        assert lease(factories.editor("frank"), Portion(count=1))[0].total == 5

    def test_who_only_looks_holds_nothing_and_sees_what_others_hold(self, alice):
        factories.article("Held", held_by=alice, held_until=timezone.now() + HELD_FOR)

        assert titles(look(factories.viewer(), Portion())) == ["Held"]
        assert Article.objects.get().held_by == alice


class TestHowItEnds:
    def test_two_editors_are_never_given_the_same(self, alice, erin):
        fill(25)
        hers, his = lease(alice, Portion()), lease(erin, Portion())

        assert len(hers) == len(his) == 10
        assert not {article.pk for article in hers} & {article.pk for article in his}

    def test_a_lease_that_ran_out_is_given_to_the_next(self, alice, erin):
        factories.article("Only")
        lease(alice, Portion())
        assert lease(erin, Portion()) == []

        Article.objects.update(held_until=timezone.now() - timedelta(seconds=1))

        assert titles(lease(erin, Portion())) == ["Only"]

    def test_it_is_renewed_by_asking_again_and_by_activity(self, alice):
        factories.article()
        lease(alice, Portion())
        Article.objects.update(held_until=timezone.now() + timedelta(seconds=5))

        until = renew(alice)

        assert Article.objects.get().held_until == until > timezone.now() + timedelta(minutes=4)

    def test_what_ran_out_is_not_renewed(self, alice):
        past = timezone.now() - timedelta(seconds=1)
        factories.article(held_by=alice, held_until=past)

        renew(alice)

        assert Article.objects.get().held_until == past

    def test_leaving_lets_go_at_once_of_ones_own_alone(self, alice, erin):
        fill(3)
        lease(alice, Portion(count=1))
        lease(erin, Portion(count=1))

        assert release(alice) == 1

        assert not alice.held_articles.exists()
        assert erin.held_articles.count() == 1

    def test_the_page_that_is_left_does_not_let_go_of_what_the_next_page_was_given(self, alice):
        factories.article()
        [first] = lease(alice, Portion())
        lease(alice, Portion())

        assert release(alice, first.held_until) == 0
        assert alice.held_articles.count() == 1

    def test_a_decision_ends_it(self, alice):
        factories.article()
        [article] = lease(alice, Portion())
        article.publish(by=alice)

        assert Article.objects.get().held_by is None

    def test_only_somebody_elses_running_lease_counts(self, alice, erin):
        article = factories.article(held_by=erin, held_until=timezone.now() + HELD_FOR)
        assert holder(article, alice) == erin
        assert holder(article, erin) is None

        article.held_until = timezone.now()
        assert holder(article, alice) is None


@pytest.mark.django_db(transaction=True)
class TestEightAtOnce:
    """Real connections, a thousand candidates."""

    def work(self, user, dies_after=10**9) -> list[int]:
        """Decide on what one is given until nothing is left; the keys decided on. Who dies leaves what they hold as it is."""
        decided: list[int] = []
        try:
            while given := lease(user, Portion()):
                for article in given:
                    if len(decided) >= dies_after:
                        return decided
                    (article.publish if article.pk % 2 else article.decline)(by=user)
                    decided.append(article.pk)
        finally:
            connection.close()
        return decided

    def test_nothing_is_decided_twice_and_nothing_is_lost_when_one_dies(self):
        fill(1000)
        dying, *editors = (factories.editor(f"editor-{number}") for number in range(9))
        with ThreadPoolExecutor(8) as pool:
            decided = Counter(pool.submit(self.work, dying, dies_after=15).result())
            working = [pool.submit(self.work, editor) for editor in editors]
            decided.update(pk for one in working for pk in one.result())

        left = Article.objects.awaiting_review()
        assert set(decided.values()) == {1}
        assert set(left.values_list("held_by", flat=True)) == {dying.pk}, "what is left is held by the one that died"
        assert len(decided) + left.count() == 1000
        assert lease(editors[0], Portion()) == []

        left.update(held_until=timezone.now() - timedelta(seconds=1))
        decided.update(self.work(editors[0]))

        assert set(decided.values()) == {1}
        assert len(decided) == 1000
        assert AuditEntry.objects.count() == 1000
        assert not Article.objects.awaiting_review().exists()

    def test_of_two_who_decide_on_the_same_version_one_is_refused(self):
        article = factories.article()
        first, second = (Article.objects.get(pk=article.pk) for _ in range(2))
        first.publish()

        with pytest.raises(StaleArticle):
            second.decline()
