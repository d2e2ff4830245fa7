"""An import run is taken back as a whole, but for what editors changed since, and no later import brings it back in silence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import batches
from articles.batches import Refused, progress, prospect, revert_run, undo_batch, work
from articles.importer.lock import import_lock
from articles.models import Article, AuditEntry, Conflict, ImportRun, Machine, Status
from tests import factories
from tests.files import news, run_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def carol():
    return factories.chief()


def through(batch, by):
    while work(batch, by).todo:
        pass
    return batch


def reverted(run, by):
    return through(revert_run(run, by), by)


def latest() -> ImportRun:
    return ImportRun.objects.latest("pk")


def imported(root, **options) -> ImportRun:
    run_import(root, **options)
    return latest()


def at(slug) -> Article:
    return Article.objects.get(path=f"_news/{slug}.md")


def outcomes(batch) -> dict[str, tuple[str, str]]:
    return {item.article.slug: (item.outcome, item.message) for item in batch.items.select_related("article")}


def edited(slug, by, **columns) -> None:
    article = at(slug)
    for name, value in columns.items():
        setattr(article, name, value)
    article.save_edit(list(columns), by=by)


class TestWhatTheRunBroughtIn:
    @pytest.fixture
    def run(self, tmp_path):
        news(tmp_path, "public", published="true")
        news(tmp_path, "waiting")
        news(tmp_path, "edited")
        news(tmp_path, "refused")
        return imported(tmp_path)

    def test_it_is_withdrawn_or_declined_with_the_run_as_the_reason(self, run, carol):
        edited("edited", carol, title="By hand")
        at("refused").decline(machine=Machine.RULE)

        seen = prospect(run)
        batch = reverted(run, carol)

        assert outcomes(batch) == {
            "public": ("done", ""),
            "waiting": ("done", ""),
            "edited": ("skipped", "left as it is: carol has worked on it since (edit)"),
            "refused": ("skipped", "already declined"),
        }
        states = {article.slug: (article.status, article.status_reason) for article in Article.objects.exclude(slug="refused")}
        reason = f"import run {run.pk} reverted"
        assert states == {"public": ("withdrawn", reason), "waiting": ("declined", reason), "edited": ("awaiting", "")}
        assert seen == batches.Prospect(withdrawn=1, declined=1, left_out=1, gone=1)
        assert (batch.run, seen.total) == (run, 4)

    def test_what_a_rule_of_ours_published_is_no_editors_work(self, run, carol):
        at("waiting").publish(machine=Machine.RULE, run=run)

        assert prospect(run).withdrawn == 2
        reverted(run, carol)
        assert at("waiting").status == Status.WITHDRAWN

    def test_the_revert_is_undone_as_one_and_can_be_done_again(self, run, carol):
        batch = reverted(run, carol)
        undone = through(undo_batch(batch, carol), carol)

        assert {article.slug: article.status for article in Article.objects.all()} == {
            "public": "published",
            "waiting": "awaiting",
            "edited": "awaiting",
            "refused": "awaiting",
        }
        assert progress(undone).done == 4

        again = reverted(run, carol)
        assert progress(again).done == 4
        assert at("public").status == Status.WITHDRAWN

    def test_the_same_files_bring_nothing_back(self, run, carol, tmp_path):
        reverted(run, carol)

        assert run_import(tmp_path).unchanged == 4
        assert not Article.objects.published().exists()
        assert not Article.objects.awaiting_review().exists()

    def test_files_that_changed_bring_nothing_back_but_a_dispute(self, run, carol, tmp_path):
        reverted(run, carol)
        news(tmp_path, "public", published="true", title="New words")
        news(tmp_path, "waiting", published="true")

        report = run_import(tmp_path)

        assert (report.updated, report.conflicts) == (2, 1)
        assert (at("public").status, at("public").title) == ("withdrawn", "New words")
        assert (at("waiting").status, at("waiting").has_conflict) == ("declined", True)
        assert Conflict.objects.get().field == "status"


class TestWhatTheRunChanged:
    @pytest.fixture
    def run(self, tmp_path):
        news(tmp_path, "one", title="Before", quality=50)
        news(tmp_path, "two", title="Before", quality=50)
        news(tmp_path, "three", title="Before", quality=50)
        imported(tmp_path)
        for slug in ("one", "two"):
            news(tmp_path, slug, title="After", quality=60, published="true", rest="  - Maps\n")
        return imported(tmp_path)

    def test_it_gets_its_former_values(self, run, carol):
        assert prospect(run) == batches.Prospect(put_back=2)
        batch = reverted(run, carol)

        one = at("one")
        assert (one.title, one.quality, one.status) == ("Before", 50, "awaiting")
        assert [link.topic.name for link in one.topic_links.all()] == ["Robots", "AI"]
        assert outcomes(batch) == {"one": ("done", ""), "two": ("done", "")}
        assert {entry.undoes.run for entry in batch.entries.all()} == {run}

    def test_fields_that_an_editor_changed_since_stay_and_are_named(self, run, carol):
        edited("one", carol, title="By hand")
        at("one").assign(carol, by=carol)

        assert prospect(run) == batches.Prospect(put_back=2, touched=1)
        batch = reverted(run, carol)

        one = at("one")
        assert (one.title, one.quality, one.status, one.assigned_to) == ("By hand", 50, "awaiting", carol)
        assert outcomes(batch)["one"] == ("done", "but not title (changed since by carol)")

    def test_where_everything_was_changed_since_all_of_it_stays(self, carol, tmp_path):
        news(tmp_path, "one", title="Before")
        imported(tmp_path)
        news(tmp_path, "one", title="After")
        run = imported(tmp_path)
        edited("one", carol, title="By hand")

        batch = reverted(run, carol)

        assert at("one").title == "By hand"
        assert outcomes(batch) == {"one": ("skipped", "left as it is: title (changed since by carol)")}

    def test_a_later_run_is_in_the_way_too_and_is_named(self, run, carol, tmp_path):
        news(tmp_path, "one", title="Later", quality=60, published="true", rest="  - Maps\n")
        later = imported(tmp_path)

        batch = reverted(run, carol)

        assert outcomes(batch)["one"] == ("done", f"but not title (changed since by import run {later.pk})")
        assert at("one").title == "Later"

    def test_the_revert_is_undone_as_one(self, run, carol):
        edited("one", carol, title="By hand")
        batch = reverted(run, carol)

        through(undo_batch(batch, carol), carol)

        assert (at("one").title, at("one").quality, at("one").status) == ("By hand", 60, "published")
        assert (at("two").title, at("two").quality, at("two").status) == ("After", 60, "published")

    def test_the_same_files_change_nothing_after_it(self, run, carol, tmp_path):
        reverted(run, carol)

        assert run_import(tmp_path).unchanged == 3
        assert (at("one").title, at("one").status) == ("Before", "awaiting")

    def test_a_changed_file_meets_the_value_that_was_put_back(self, run, carol, tmp_path):
        reverted(run, carol)
        news(tmp_path, "one", title="Third", quality=60, published="true", rest="  - Maps\n")

        assert run_import(tmp_path).conflicts == 1

        assert (at("one").title, at("one").quality, at("one").status) == ("Before", 50, "awaiting")
        assert (Conflict.objects.get().ours, Conflict.objects.get().theirs) == ("Before", "Third")

    def test_what_our_rule_published_after_the_change_is_put_back_first(self, carol, tmp_path):
        news(tmp_path, "one", title="Before")
        imported(tmp_path)
        news(tmp_path, "one", title="After")
        run = imported(tmp_path)
        at("one").publish(machine=Machine.RULE, run=run)

        batch = reverted(run, carol)

        assert (at("one").title, at("one").status, progress(batch).done) == ("Before", "awaiting", 1)


class TestWhatTheRunWithdrew:
    @pytest.fixture
    def run(self, tmp_path):
        for number in range(6):
            news(tmp_path, f"file-{number}", published="true")
        imported(tmp_path)
        (tmp_path / "_news/file-0.md").unlink()
        run = imported(tmp_path, prune=True)
        assert at("file-0").status == Status.WITHDRAWN
        return run

    def test_it_comes_back_and_the_next_run_without_its_file_leaves_it(self, run, carol, tmp_path):
        assert prospect(run) == batches.Prospect(returned=1)
        reverted(run, carol)
        assert at("file-0").status == Status.PUBLISHED

        assert imported(tmp_path, prune=True).pruned == 0
        assert at("file-0").status == Status.PUBLISHED

    def test_the_revert_undone_withdraws_it_again_and_its_file_brings_it_back(self, run, carol, tmp_path):
        through(undo_batch(reverted(run, carol), carol), carol)
        assert at("file-0").status == Status.WITHDRAWN

        news(tmp_path, "file-0", published="true")
        imported(tmp_path)
        assert at("file-0").status == Status.PUBLISHED


class TestWhoMay:
    @pytest.fixture
    def run(self, tmp_path):
        news(tmp_path, "public", published="true")
        return imported(tmp_path)

    def test_an_editor_reverts_nothing_that_would_be_withdrawn(self, run):
        with pytest.raises(Refused, match="no permission to withdraw"):
            revert_run(run, factories.editor())

    def test_an_editor_reverts_what_only_waits(self, tmp_path):
        news(tmp_path, "waiting")
        run = imported(tmp_path)
        alice = factories.editor()

        assert progress(reverted(run, alice)).done == 1
        assert at("waiting").status == Status.DECLINED

    def test_what_was_published_meanwhile_an_editor_does_not_withdraw(self, tmp_path):
        news(tmp_path, "waiting")
        run = imported(tmp_path)
        alice = factories.editor()
        batch = revert_run(run, alice)
        at("waiting").publish(machine=Machine.RULE)

        assert outcomes(through(batch, alice)) == {"waiting": ("failed", "you have no permission to withdraw articles")}
        assert at("waiting").status == Status.PUBLISHED

    @pytest.mark.parametrize("maker", [factories.viewer, factories.contributor, factories.reader])
    def test_others_revert_nothing(self, run, maker):
        with pytest.raises(Refused, match="no permission"):
            revert_run(run, maker())

    def test_a_second_revert_is_refused(self, run, carol):
        first = revert_run(run, carol)

        with pytest.raises(Refused, match=f"batch {first.pk} reverted it already"):
            revert_run(run, carol)

    def test_a_run_that_is_still_running_is_not_reverted_but_a_killed_one_is(self, run, carol):
        ImportRun.objects.update(finished_at=None)
        run.refresh_from_db()
        with import_lock(run.source):
            if connection.vendor == "sqlite":  # PostgreSQL's lock is the connection's, and this test has one
                with pytest.raises(Refused, match="is running"):
                    revert_run(run, carol)

        assert progress(reverted(run, carol)).done == 1

    def test_a_run_that_did_nothing_has_nothing_to_revert(self, run, carol, tmp_path):
        with pytest.raises(Refused, match="changed no article"):
            revert_run(imported(tmp_path), carol)


def test_what_is_said_beforehand_costs_two_queries_at_any_size(carol):
    run = ImportRun.objects.create(source="s", root="/")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            prospect(run)
        return len(queries)

    factories.article(created_run=run)
    few = asked()
    for _ in range(30):
        changed = factories.article()
        AuditEntry.objects.create(article=changed, run=run, verb="import", changes={"title": ["a", "b"]})
        factories.article(created_run=run)
    assert asked() == few == 2
