"""One verb on many articles: each has its own outcome, none is done twice, what is left is gone on with, all is undone as one."""

import threading
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from articles import batches
from articles.batches import Refused, begin, progress, undo_batch, work
from articles.models import Article, Batch, BatchItem, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return factories.editor()


@pytest.fixture
def carol():
    return factories.chief()


def chosen(*articles) -> dict[int, int]:
    return {article.pk: article.version for article in articles}


def through(batch, by, **options) -> Batch:
    """Work it off to the end."""
    while work(batch, by, **options).todo:
        pass
    return batch


def statuses(*articles) -> list[str]:
    return [Article.objects.get(pk=article.pk).status for article in articles]


def outcomes(batch) -> list[tuple[str, str]]:
    return [(item.outcome, item.message) for item in batch.items.order_by("pk")]


def again(user) -> User:
    """As the next request sees the account: rights are kept with the object."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    "verb, before, after",
    [
        ("publish", factories.article, "published"),
        ("publish", factories.withdrawn, "published"),
        ("unpublish", factories.published, "awaiting"),
        ("decline", factories.article, "declined"),
        ("withdraw", factories.published, "withdrawn"),
    ],
)
def test_a_verb_is_done_to_each_and_noted_with_its_batch(carol, verb, before, after):
    articles, other = [before(), before(), before()], before()

    batch = through(begin(verb, chosen(*articles), carol, reason="wire error"), carol)

    assert statuses(*articles, other) == [after] * 3 + [other.status]
    assert outcomes(batch) == [("done", "")] * 3
    assert [(entry.verb, entry.by, entry.reason) for entry in batch.entries.all()] == [(verb, carol, "wire error")] * 3
    assert batch.finished_at


def test_assigning_needs_someone_who_can_decide(alice):
    article = factories.article()
    for nobody in (None, factories.viewer(), factories.reader()):
        with pytest.raises(Refused, match="to whom|cannot decide"):
            begin("assign", chosen(article), alice, assignee=nobody)

    batch = through(begin("assign", chosen(article), alice, assignee=alice), alice)
    second = through(begin("assign", {article.pk: 2}, alice, assignee=alice), alice)

    assert Article.objects.get().assigned_to == alice
    assert (outcomes(batch), outcomes(second)) == ([("done", "")], [("skipped", "already assigned to alice")])


def test_an_account_that_is_gone_meanwhile_gets_nothing(alice):
    article = factories.article()
    batch = begin("assign", chosen(article), alice, assignee=factories.editor("dave"))
    User.objects.get(username="dave").delete()

    through(Batch.objects.get(), alice)

    assert outcomes(batch) == [("failed", "the account that they were to be assigned to is gone")]


def test_each_one_not_done_says_why(alice, monkeypatch):
    fine, already, changed, broken = (
        factories.article(),
        factories.published(),
        factories.article(),
        factories.article("Broken"),
    )
    batch = begin("publish", chosen(fine, already, changed, broken), alice)
    Article.objects.get(pk=changed.pk).record("edit", {"title": ["a", "b"]}, by=alice)
    real = Article.publish

    def publish(self, **trail):
        done = real(self, **trail)
        if self.pk == broken.pk:
            raise RuntimeError("the disk\0 is on fire")
        return done

    monkeypatch.setattr(Article, "publish", publish)
    through(batch, alice)

    assert outcomes(batch) == [
        ("done", ""),
        ("skipped", "already published"),
        ("skipped", "changed meanwhile by alice (edit)"),
        ("failed", "RuntimeError: the disk is on fire"),
    ]
    assert statuses(fine, already, changed, broken) == ["published", "published", "awaiting", "awaiting"]
    assert not broken.audit.exists()


def test_an_endless_complaint_is_cut(alice, monkeypatch):
    def publish(self, **trail):
        raise ValueError("x" * 5000)

    monkeypatch.setattr(Article, "publish", publish)
    batch = through(begin("publish", chosen(factories.article()), alice), alice)

    assert len(batch.items.get().message) == 300


class TestAsking:
    @pytest.mark.parametrize("verb", ["", "undo", "revert", "delete", "__class__", "p" * 5000, "\x00"])
    def test_what_is_no_verb_for_many_is_refused(self, carol, verb):
        with pytest.raises(Refused, match="cannot be done to many"):
            begin(verb, chosen(factories.article()), carol)
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("verb", ["publish", "unpublish", "decline", "withdraw", "assign"])
    def test_without_the_right_nothing_begins(self, verb):
        for user in (factories.viewer(), factories.contributor(), factories.reader()):
            with pytest.raises(Refused, match="you have no permission"):
                begin(verb, chosen(factories.article()), user, reason="x", assignee=user)
        assert not Batch.objects.exists()

    def test_an_editor_withdraws_nothing(self, alice):
        with pytest.raises(Refused, match="no permission to withdraw"):
            begin("withdraw", chosen(factories.published()), alice, reason="x")

    @pytest.mark.parametrize("reason", ["", "   ", "\x00"])
    def test_a_withdrawal_needs_a_reason(self, carol, reason):
        with pytest.raises(Refused, match="needs a reason"):
            begin("withdraw", chosen(factories.published()), carol, reason=reason)

    def test_a_reason_is_bounded(self, alice):
        with pytest.raises(Refused, match="longer than 300"):
            begin("decline", chosen(factories.article()), alice, reason="x" * 301)

    def test_more_than_ten_thousand_are_refused(self, alice):
        with pytest.raises(Refused, match="more than 10,000"):
            begin("publish", dict.fromkeys(range(1, 10_002), 1), alice)

    @pytest.mark.parametrize("versions", [{}, {-1: 1}, {10**30: 1}, {999_999: 1}])
    def test_articles_that_do_not_exist_make_no_batch(self, alice, versions):
        with pytest.raises(Refused, match="none of these articles exists"):
            begin("publish", versions, alice)
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("version", [0, -1, 2, 10**30])
    def test_a_forged_version_is_stale(self, alice, version):
        article = factories.article()
        batch = through(begin("publish", {article.pk: version, 10**30: 1}, alice), alice)

        assert outcomes(batch) == [("skipped", "changed meanwhile")]
        assert statuses(article) == [Status.AWAITING]


class TestGoingOn:
    @pytest.fixture
    def articles(self):
        return [factories.article() for _ in range(45)]

    def test_what_a_killed_browser_left_is_gone_on_with_later(self, alice, articles):
        batch = begin("publish", chosen(*articles), alice)
        assert work(batch, alice, count=30, seconds=60).todo == 15
        assert batch.finished_at is None

        through(Batch.objects.get(), alice)

        assert progress(batch) == batches.Progress(done=45)
        assert batch.entries.count() == 45
        assert Batch.objects.get().finished_at

    def test_a_time_that_is_up_still_does_one_portion(self, alice, articles):
        assert 0 < work(begin("publish", chosen(*articles), alice), alice, seconds=0).done < 45

    def test_working_on_what_is_finished_changes_nothing(self, alice, articles):
        batch = through(begin("publish", chosen(*articles), alice), alice)
        finished = batch.finished_at

        assert work(batch, alice).done == 45
        assert Batch.objects.get().finished_at == finished
        assert batch.entries.count() == 45

    def test_a_right_that_is_taken_away_meanwhile_fails_the_rest(self, alice, articles):
        batch = begin("publish", chosen(*articles), alice)
        work(batch, alice, count=20)
        alice.groups.get().permissions.remove(Permission.objects.get(codename="publish_article"))

        now = work(batch, again(alice))

        assert (now.done, now.failed, now.todo) == (20, 25, 0)
        assert outcomes(batch)[-1] == ("failed", "you have no permission to publish articles")
        assert Article.objects.published().count() == 20

    def test_somebody_else_does_not_go_on_with_it_but_a_chief_does(self, alice, carol, articles):
        batch = begin("publish", chosen(*articles), alice)
        with pytest.raises(Refused, match="only who began it"):
            work(batch, factories.editor("dave"))
        assert Article.objects.published().count() == 0

        through(batch, carol)

        assert {entry.by for entry in batch.entries.all()} == {carol}

    def test_an_article_deleted_meanwhile_is_no_accident(self, alice, articles):
        batch = begin("publish", chosen(*articles), alice)
        articles[0].delete()

        assert progress(through(batch, alice)) == batches.Progress(done=44)

    def test_a_failed_transaction_leaves_its_portion_to_do(self, alice, articles, monkeypatch):
        batch = begin("publish", chosen(*articles), alice)
        with monkeypatch.context() as broken:
            broken.setattr(BatchItem.objects, "filter", _raise)
            with pytest.raises(RuntimeError):
                work(batch, alice)
        assert Article.objects.published().count() == 0

        assert progress(through(batch, alice)).done == 45


def _raise(*args, **kwargs):
    raise RuntimeError("killed")


@pytest.mark.django_db(transaction=True)
def test_two_requests_on_one_batch_share_it_and_do_nothing_twice():
    alice = factories.editor()
    articles = [factories.article() for _ in range(100)]
    batch = begin("publish", chosen(*articles), alice)
    problems: list[BaseException] = []

    def client():
        try:
            through(Batch.objects.get(pk=batch.pk), alice, count=20)
        except BaseException as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert progress(batch).done == 100
    assert batch.entries.count() == 100
    assert {article.version for article in Article.objects.all()} == {2}
    assert Batch.objects.get().finished_at


class TestUndo:
    def test_a_batch_is_undone_as_one_and_that_can_be_undone(self, carol):
        articles = [factories.article(), factories.declined(), factories.withdrawn()]
        batch = through(begin("publish", chosen(*articles), carol), carol)

        undone = through(undo_batch(batch, carol), carol)
        assert statuses(*articles) == ["awaiting", "declined", "withdrawn"]
        assert (undone.undoes, progress(undone).done) == (batch, 3)
        assert {entry.undoes.batch for entry in undone.entries.all()} == {batch}

        redone = through(undo_batch(undone, carol), carol)
        assert statuses(*articles) == ["published"] * 3
        assert progress(redone).done == 3

    def test_what_is_withdrawn_takes_that_right_to_bring_back(self, alice):
        articles = [factories.article(), factories.withdrawn()]

        batch = through(begin("publish", chosen(*articles), alice), alice)

        assert outcomes(batch) == [("done", ""), ("failed", "you have no permission to publish withdrawn articles")]
        assert statuses(*articles) == ["published", "withdrawn"]

    def test_what_would_be_withdrawn_again_takes_that_right(self, carol):
        articles = [factories.article(), factories.withdrawn()]
        batch = through(begin("publish", chosen(*articles), carol), carol)
        carol.groups.set([Group.objects.get(name="Editors")])
        carol = User.objects.get(pk=carol.pk)

        undone = through(undo_batch(batch, carol), carol)

        assert outcomes(undone) == [("done", ""), ("failed", "you have no permission to undo “publish”")]
        assert statuses(*articles) == ["awaiting", "published"]

    def test_what_was_changed_or_undone_since_is_left_and_says_by_whom(self, alice, carol):
        fine, later, single = factories.article(), factories.article(), factories.article()
        batch = through(begin("publish", chosen(fine, later, single), alice), alice)
        Article.objects.get(pk=later.pk).withdraw(by=carol)
        from articles.undo import undo

        undo(single.audit.get(), by=alice)

        undone = through(undo_batch(batch, alice), alice)

        assert outcomes(undone) == [
            ("done", ""),
            ("skipped", "status was changed since by carol (withdraw)"),
            ("skipped", "undone already"),
        ]
        assert statuses(fine, later, single) == ["awaiting", "withdrawn", "awaiting"]

    def test_an_edit_of_something_else_is_kept(self, alice):
        article = factories.article("Before")
        batch = through(begin("publish", chosen(article), alice), alice)
        edited = Article.objects.get()
        edited.title = "After"
        edited.save_edit(["title"], by=alice)

        assert progress(through(undo_batch(batch, alice), alice)).done == 1
        assert (Article.objects.get().title, Article.objects.get().status) == ("After", "awaiting")

    def test_of_half_a_batch_the_other_half_is_never_done(self, alice):
        articles = [factories.article() for _ in range(30)]
        batch = begin("publish", chosen(*articles), alice)
        work(batch, alice, count=20)

        undone = through(undo_batch(batch, alice), alice)

        assert progress(undone) == batches.Progress(done=20)
        assert work(batch, alice) == batches.Progress(done=20, skipped=10)
        assert outcomes(batch)[-1] == ("skipped", "undone before its turn")
        assert set(statuses(*articles)) == {"awaiting"}

    def test_a_second_undo_is_refused_until_the_first_is_undone(self, alice):
        article = factories.article()
        batch = through(begin("publish", chosen(article), alice), alice)
        first = through(undo_batch(batch, alice), alice)

        with pytest.raises(Refused, match=f"batch {first.pk} undid it already"):
            undo_batch(batch, alice)

        through(undo_batch(first, alice), alice)
        through(undo_batch(batch, alice), alice)
        assert statuses(article) == ["awaiting"]

    def test_nothing_done_is_nothing_to_undo(self, alice):
        batch = through(begin("publish", chosen(factories.published()), alice), alice)

        with pytest.raises(Refused, match="changed nothing"):
            undo_batch(batch, alice)

    def test_it_takes_the_right_of_the_verb_and_a_batch_of_ones_own(self, alice, carol):
        batch = through(begin("withdraw", chosen(factories.published()), carol, reason="libel"), carol)
        with pytest.raises(Refused, match="no permission to withdraw"):
            undo_batch(batch, alice)
        other = through(begin("publish", chosen(factories.article()), carol), carol)
        with pytest.raises(Refused, match="only who began it"):
            undo_batch(other, alice)
        with pytest.raises(Refused, match="no permission"):
            undo_batch(other, factories.viewer())

        assert progress(through(undo_batch(batch, carol), carol)).done == 1


class TestCost:
    @contextmanager
    def counted(self):
        cost = SimpleNamespace()
        with CaptureQueriesContext(connection) as queries:
            yield cost
        cost.queries = len(queries)

    @pytest.mark.parametrize("verb", ["publish", "undo"])
    def test_an_article_costs_a_bounded_number_of_queries(self, alice, verb):
        def portion(count):
            articles = [factories.article() for _ in range(count)]
            batch = begin("publish", chosen(*articles), alice)
            if verb == "undo":
                batch = undo_batch(through(batch, alice), alice)
            with self.counted() as cost:
                through(batch, alice, seconds=60)
            return cost.queries

        few, many = portion(20), portion(60)

        each = (many - few) / 40
        assert each <= (10 if verb == "publish" else 26), each

    def test_asking_costs_the_same_for_ten_and_a_hundred(self, alice):
        def asked(count):
            articles = [factories.article() for _ in range(count)]
            with self.counted() as cost:
                begin("publish", chosen(*articles), alice)
            return cost.queries

        alice.get_all_permissions()
        assert asked(10) == asked(100)
