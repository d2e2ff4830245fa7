"""What the trail says was done can be undone, as a new entry; what was changed since stands."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.conflicts import resolve, rewrite
from articles.edits import edit
from articles.models import Article, AuditEntry, Batch, Conflict, ImportRun, StaleArticle, Status
from articles.undo import CannotUndo, may_undo, obstacle, prospects, rehearse, rights, snapshot, undo
from tests import factories, files

pytestmark = pytest.mark.django_db


def decided(verb="publish", **trail):
    article = factories.article("Old maps")
    getattr(article, verb)(**trail)
    return article


@pytest.mark.parametrize("verb", ["publish", "decline", "withdraw"])
def test_a_decision_undone_is_a_new_entry_and_the_old_one_stays(verb):
    alice = factories.editor()
    article = decided(verb)

    undone = undo(article.audit.get(), by=alice)

    article.refresh_from_db()
    assert article.status == Status.AWAITING
    assert [entry.verb for entry in article.audit.order_by("pk")] == [verb, "undo"]
    assert (undone.undoes.verb, undone.by, undone.changes["status"][1]) == (verb, alice, "awaiting")


def test_an_undo_can_be_undone():
    article = decided()
    again = undo(undo(article.audit.get()))

    article.refresh_from_db()
    assert article.status == Status.PUBLISHED
    assert again.undoes.verb == "undo"


def test_what_was_changed_since_is_not_undone():
    article = decided()
    first = article.audit.get()
    article.decline()

    with pytest.raises(CannotUndo, match="status was changed since"):
        undo(first)

    article.refresh_from_db()
    assert article.status == Status.DECLINED
    assert article.audit.count() == 2


def test_an_edit_of_columns_and_topics_is_put_back_whole():
    robots, maps = factories.topic("Robots"), factories.topic("Maps")
    article = factories.article("Before", topics=[robots], quality=3)
    article.topic_links.all().delete()
    article.topic_links.create(topic=maps, position=0)
    article.title, article.quality = "After", 9
    article.save_edit(["title", "quality"], also={"topics": [["Robots"], ["Maps"]]})

    undo(article.audit.get())

    article = Article.objects.get()
    assert (article.title, article.quality) == ("Before", 3)
    assert [link.topic.name for link in article.topic_links.all()] == ["Robots"]


def test_a_provider_and_a_date_are_put_back():
    paper, other = factories.provider("Paper"), factories.provider("Other")
    article = factories.article(provider=paper)
    article.credit(paper)
    article.save()
    before = article.published_at
    article.credit(other)
    article.published_at = None
    article.save_edit(["provider", "provider_details", "published_at"])
    assert Article.objects.get().provider == other

    undo(article.audit.get())

    assert (Article.objects.get().provider, Article.objects.get().published_at) == (paper, before)


def test_an_assignment_and_a_correction_are_put_back():
    alice = factories.editor()
    article = factories.published()
    article.assign(alice)
    article.correct("The mayor is 61.", by=alice)

    for entry in list(article.audit.all()):
        undo(entry)

    article = Article.objects.get()
    assert article.assigned_to is None
    assert not article.corrections.exists()


def test_what_was_put_off_comes_back():
    article = factories.article()
    article.put_off(factories.NEW_YEAR)

    undo(article.audit.get())

    assert Article.objects.get().later_until is None


def test_the_undo_carries_its_batch():
    article, batch = decided(), Batch.objects.create(verb="undo")

    assert undo(article.audit.get(), batch=batch).batch == batch


def test_an_entry_is_undone_once():
    article = decided()
    first = article.audit.get()
    undo(first)
    Article.objects.get().publish()

    with pytest.raises(CannotUndo, match="it was undone already"):
        undo(first)


def test_what_was_done_again_can_be_undone_again():
    article = decided()
    first = article.audit.get()
    undo(undo(first))

    undo(first)

    assert Article.objects.get().status == Status.AWAITING


def test_a_version_that_is_no_more_is_refused_and_nothing_is_changed():
    article = decided()
    for version in (0, 1, 10**30):
        with pytest.raises(StaleArticle):
            undo(article.audit.get(), version=version)

    assert (Article.objects.get().status, article.audit.count()) == (Status.PUBLISHED, 1)
    undo(article.audit.get(), version=2)


@pytest.mark.parametrize("changes", [{}, [], {"odd": "value"}, {"title": ["a"]}, {"title": {"a": 1, "b": 2}}])
def test_changes_that_are_none_cannot_be_undone(changes):
    article = factories.article()
    entry = AuditEntry.objects.create(article=article, verb="edit", changes=changes)

    with pytest.raises(CannotUndo, match="changed nothing that could be put back"):
        undo(entry)


def test_a_field_that_nobody_knows_cannot_be_undone():
    article = factories.article()
    entry = AuditEntry.objects.create(article=article, verb="edit", changes={"mood": ["calm", "glad"]})

    assert obstacle(entry, article) == "mood cannot be put back"


def test_a_date_that_a_form_wrote_in_its_own_time_zone_is_the_same_moment():
    article = factories.published()
    article.publish_at = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    article.save_edit(["publish_at"])
    AuditEntry.objects.update(changes={"publish_at": [None, "2026-07-01T10:00:00+02:00"]})

    undo(article.audit.get())

    assert Article.objects.get().publish_at is None


def test_a_date_that_would_not_fit_what_was_decided_since_stays():
    article = factories.published(publish_at=factories.NEW_YEAR + timedelta(days=9))
    article.publish_at = factories.NEW_YEAR
    article.save_edit(["publish_at"])
    article.expires_at = factories.NEW_YEAR + timedelta(days=5)
    article.save_edit(["expires_at"])

    with pytest.raises(CannotUndo, match="it would expire before it is published"):
        undo(article.audit.last())


def test_a_withdrawal_that_comes_back_tells_readers_its_reason_again():
    article = factories.published()
    article.withdraw(reason="It was about another mayor.")
    article.publish()

    undo(article.audit.first())

    article.refresh_from_db()
    assert (article.status, article.status_reason) == (Status.WITHDRAWN, "It was about another mayor.")


def test_heat_that_a_robot_moved_since_stays_and_the_rest_is_put_back():
    article = factories.article("Before", heat=5)
    article.title, article.heat = "After", 90
    article.save_edit(["title", "heat"])
    Article.objects.update(heat=91)

    undone = undo(article.audit.get())

    article.refresh_from_db()
    assert (article.title, article.heat, undone.changes) == ("Before", 91, {"title": ["After", "Before"]})


def test_a_category_comes_back_with_a_free_address():
    article = factories.article(category="news", slug="maps", path="_news/maps.md")
    Article.objects.filter(pk=article.pk).update(category="features")
    other = factories.article(category="news", slug="maps", path="_news/other.md")
    entry = AuditEntry.objects.create(article=article, verb="import", changes={"category": ["news", "features"]})

    undo(entry)

    article.refresh_from_db()
    assert (article.category, article.slug) == ("news", "maps-2")
    assert other.slug == "maps"


class TestWhatIsGone:
    def test_a_topic(self):
        robots, maps = factories.topic("Robots"), factories.topic("Maps")
        article = factories.article(topics=[robots])
        edit(article, {"topics": ["Maps"]}, version=1, by=factories.editor())
        robots.delete()

        with pytest.raises(CannotUndo, match="there is no topic “Robots” any more"):
            undo(article.audit.get())

        assert [link.topic for link in Article.objects.get().topic_links.all()] == [maps]

    def test_a_provider(self):
        paper, other = factories.provider("Paper"), factories.provider("Other")
        article = factories.article()
        for provider in (paper, other):
            edit(Article.objects.get(), {"provider": provider}, version=Article.objects.get().version, by=factories.editor(provider.name))
        paper.delete()

        with pytest.raises(CannotUndo, match=f"there is no provider “{paper.domain}” any more"):
            undo(article.audit.first())

    @pytest.mark.parametrize("leave", [lambda user: user.delete(), lambda user: type(user).objects.update(is_active=False)])
    def test_an_editor(self, leave):
        bob = factories.contributor()
        article = factories.article(assigned_to=bob)
        article.assign(None)
        leave(bob)

        assert obstacle(article.audit.get(), article) == "there is no account “bob” any more"


def test_a_correction_that_comes_back_has_its_date_and_its_author():
    alice = factories.editor()
    article = factories.published()
    article.correct("The mayor is 61.", by=alice)
    said = article.corrections.get()
    entry = article.audit.get()
    AuditEntry.objects.update(at=said.at)
    entry.refresh_from_db()

    undo(undo(entry, by=factories.chief()))

    again = article.corrections.get()
    assert (again.text, again.by, again.at) == (said.text, alice, said.at)


class TestImports:
    """What an import did, undone; and what the next imports make of it."""

    @pytest.fixture
    def article(self, tmp_path):
        files.news(tmp_path, title="First")
        files.run_import(tmp_path)
        files.news(tmp_path, title="Second", quality=50)
        files.run_import(tmp_path)
        return Article.objects.get()

    def test_it_is_put_back_and_names_its_run(self, article):
        entry = article.audit.get()
        undone = undo(entry, by=factories.editor())

        article.refresh_from_db()
        assert (article.title, article.quality) == ("First", 69)
        assert (entry.verb, entry.run.source, undone.undoes) == ("import", "default", entry)

    def test_the_same_file_again_changes_nothing(self, article, tmp_path):
        undo(article.audit.get())

        assert files.run_import(tmp_path).unchanged == 1
        assert Article.objects.get().title == "First"

    def test_a_file_that_changed_elsewhere_leaves_it(self, article, tmp_path):
        undo(article.audit.get())
        files.news(tmp_path, title="Second", quality=50, heat=3, rest="mood: calm")

        report = files.run_import(tmp_path)

        now = Article.objects.get()
        assert (now.title, now.quality, now.heat, now.extra["mood"], report.conflicts) == ("First", 69, 3, "calm", 0)

    def test_a_file_that_changed_it_again_is_a_dispute(self, article, tmp_path):
        undo(article.audit.get())
        files.news(tmp_path, title="Third", quality=50)

        report = files.run_import(tmp_path)

        conflict = Conflict.objects.get()
        assert (report.conflicts, conflict.field, conflict.ours, conflict.theirs) == (1, "title", "First", "Third")

    def test_a_file_that_goes_back_as_well_is_none(self, article, tmp_path):
        undo(article.audit.get())
        files.news(tmp_path, title="First", quality=50)

        assert files.run_import(tmp_path).conflicts == 0
        assert Article.objects.get().title == "First"

    def test_an_edit_undone_after_an_import_touched_something_else(self, article, tmp_path):
        edit(article, {"title": "Ours"}, version=article.version, by=factories.editor())
        files.news(tmp_path, title="Second", quality=12)
        files.run_import(tmp_path)

        undo(article.audit.get(verb="edit"))

        now = Article.objects.get()
        assert (now.title, now.quality) == ("Second", 12)

    def test_an_edit_undone_is_no_edit_to_the_next_import(self, article, tmp_path):
        edit(article, {"title": "Ours"}, version=article.version, by=factories.editor())
        undo(article.audit.get(verb="edit"))
        files.news(tmp_path, title="Third", quality=50)

        assert files.run_import(tmp_path).conflicts == 0
        assert Article.objects.get().title == "Third"

    def test_an_edit_in_dispute_undone_leaves_the_dispute_open_with_the_value_as_it_stands(self, article, tmp_path):
        edit(article, {"title": "Ours"}, version=article.version, by=factories.editor())
        files.news(tmp_path, title="Third", quality=50)
        files.run_import(tmp_path)

        undo(article.audit.get(verb="edit"))

        now = Article.objects.get()
        assert (now.title, now.has_conflict, Conflict.objects.get().theirs) == ("Second", True, "Third")

    def test_a_status_that_an_editor_put_back_is_a_decision(self, tmp_path):
        files.news(tmp_path)
        files.run_import(tmp_path)
        files.news(tmp_path, published="true")
        files.run_import(tmp_path)
        undo(Article.objects.get().audit.get(), by=factories.editor())
        files.news(tmp_path, published="true", heat=3)

        files.run_import(tmp_path)

        assert Article.objects.get().status == Status.AWAITING

    def test_a_withdrawal_for_a_missing_file_undone_stands_when_the_file_stays_away(self, tmp_path):
        files.news(tmp_path, published="true")
        for number in range(9):
            files.news(tmp_path, f"other-{number}")
        files.run_import(tmp_path)
        gone = files.news(tmp_path, published="true")
        gone.unlink()
        files.run_import(tmp_path, prune=True)
        withdrawn = Article.objects.get(status="withdrawn")

        undo(withdrawn.audit.get(), by=factories.editor())

        assert files.run_import(tmp_path, prune=True).pruned == 0
        withdrawn.refresh_from_db()
        assert withdrawn.status == Status.PUBLISHED
        files.news(tmp_path, published="true")
        assert files.run_import(tmp_path).conflicts == 0
        withdrawn.refresh_from_db()
        assert (withdrawn.status, withdrawn.source_file.missing_since) == (Status.PUBLISHED, None)


class TestSettledDisputes:
    @pytest.fixture
    def conflict(self, tmp_path):
        files.news(tmp_path, title="First")
        files.run_import(tmp_path)
        edit(Article.objects.get(), {"title": "Ours"}, version=1, by=factories.editor())
        files.news(tmp_path, title="Theirs")
        files.run_import(tmp_path)
        return Conflict.objects.select_related("article").get()

    def settled(self) -> AuditEntry:
        return AuditEntry.objects.get(verb="resolve")

    @pytest.mark.parametrize("take", ["ours", "theirs"])
    def test_the_dispute_is_open_again(self, conflict, take):
        resolve(conflict, take, None)

        undone = undo(self.settled())

        now = Article.objects.get()
        again = Conflict.objects.get()
        assert (now.title, now.has_conflict) == ("Ours", True)
        assert (again.field, again.ours, again.theirs) == ("title", "Ours", "Theirs")

        undo(undone)
        now.refresh_from_db()
        assert (now.title, now.has_conflict) == ("Theirs" if take == "theirs" else "Ours", False)
        assert not Conflict.objects.exists()

    def test_one_that_was_settled_by_a_third_value_too(self, conflict):
        rewrite(conflict, "Nobody's", None)

        undo(self.settled())

        assert (Article.objects.get().title, Conflict.objects.get().theirs) == ("Ours", "Theirs")

    def test_without_its_file_there_is_nothing_to_dispute(self):
        article = factories.article()
        entry = AuditEntry.objects.create(article=article, verb="resolve", changes={"title": ["Ours", "Ours"]})

        assert "changed nothing that could be put back" in obstacle(entry, article)


def test_several_of_one_article_are_rehearsed_the_newest_first():
    article = factories.article("One")
    for title in ("Two", "Three"):
        article.title = title
        article.save_edit(["title"])
    article.publish()
    entries = list(article.audit.order_by("pk"))

    alone = [step.obstacle for step in prospects(entries).values()]
    together = rehearse(entries)

    assert alone == ["title was changed since", "", ""]
    assert [(step.entry, step.obstacle) for step in together] == [(entry, "") for entry in reversed(entries)]
    assert [step.changes for step in together[1:]] == [{"title": ["Three", "Two"]}, {"title": ["Two", "One"]}]
    assert article.audit.count() == 3


def test_the_prospects_of_many_cost_as_many_queries_as_those_of_few():
    def edited():
        article = factories.article(topics=[factories.topic()], assigned_to=None)
        edit(article, {"title": "New", "topics": []}, version=1, by=None)
        return article.audit.get()

    def queries(entries) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert not any(step.obstacle for step in prospects(entries).values())
        return len(captured)

    entries = [edited() for _ in range(20)]
    assert queries(entries) == queries(entries[:1]) <= 10


S, T = "status", "publish_at"
WITHDRAWAL, DECISION, EDIT = "articles.withdraw_article", "articles.publish_article", "articles.change_article"


@pytest.mark.parametrize(
    "changes, needed, who",
    [
        ({"title": ["a", "b"]}, {EDIT}, "bob alice carol"),
        ({"topics": [[], ["a"]], "heat": [1, 2]}, {EDIT}, "bob alice carol"),
        ({}, {EDIT}, "bob alice carol"),
        ("odd", {EDIT}, "bob alice carol"),
        ({S: ["awaiting", "published"]}, {DECISION}, "alice carol"),
        ({S: ["published", "declined"]}, {DECISION}, "alice carol"),
        ({S: ["published", "withdrawn"]}, {WITHDRAWAL}, "carol"),
        ({S: ["withdrawn", "published"]}, {WITHDRAWAL}, "carol"),
        ({T: [None, "2026-01-01T00:00:00Z"]}, {DECISION}, "alice carol"),
        ({"expires_at": [None, None]}, {DECISION}, "alice carol"),
        ({"embargo_until": [None, None]}, {DECISION}, "alice carol"),
        ({"later_until": [None, None]}, {DECISION}, "alice carol"),
        ({"title": ["a", "b"], T: [None, None]}, {EDIT, DECISION}, "alice carol"),
        ({"title": ["a", "b"], S: ["published", "withdrawn"]}, {EDIT, WITHDRAWAL}, "carol"),
        ({"assigned_to": [None, "bob"]}, {"articles.assign_article"}, "alice carol"),
        ({"correction": [None, "x"]}, {"articles.add_correction"}, "alice carol"),
    ],
)
def test_who_may_do_it_may_undo_it(changes, needed, who):
    entry = AuditEntry.objects.create(article=factories.article(), verb="any", changes=changes)
    people = [factories.viewer(), factories.contributor(), factories.editor(), factories.chief(), factories.reader(), AnonymousUser()]

    assert rights(entry) == needed
    assert " ".join(user.username for user in people if may_undo(user, entry)) == who


class TestAnySequence(TestCase):
    """Whatever was done to an article, undone the newest first, leaves it as it was found."""

    @given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3)), max_size=10))
    def test_undone_the_newest_first_ends_where_it_began(self, acts):
        self.alice = factories.editor()
        self.topics = [factories.topic(f"T{number}").name for number in range(4)]
        self.papers = [None, *(factories.provider() for _ in range(3))]
        article = factories.article("Start", assigned_to=None)
        run = ImportRun.objects.create(source="default", root="/nowhere")
        first = snapshot(Article.objects.get(pk=article.pk))
        for act, value in acts:
            self.act(Article.objects.get(pk=article.pk), act, value, run)
        for entry in AuditEntry.objects.filter(article=article).order_by("-pk"):
            if why := obstacle(entry, Article.objects.get(pk=article.pk)):
                assert why in ("it was undone already", "“import” changed nothing that could be put back")
            else:
                undo(entry, by=self.alice)
        now = Article.objects.get(pk=article.pk)
        assert snapshot(now) == first
        assert (now.status_reason, now.corrections.count()) == ("", 0)

    def act(self, article, act, value, run):
        moment = [None, *(factories.NEW_YEAR + timedelta(days=number) for number in range(3))][value]
        number = article.version
        by = self.alice
        if act < 4:
            getattr(article, ("publish", "unpublish", "decline", "withdraw")[act])(by=by, reason=f"reason {number}")
        elif act == 4:
            article.put_off(moment, by=by)
        elif act == 5:
            article.assign(by if value else None, by=by)
        elif act == 6:
            article.correct(f"It was {number}.", by=by)
        elif act < 9:
            article.publish_at, article.embargo_until = (moment, article.embargo_until) if act == 7 else (article.publish_at, moment)
            article.save_edit(["publish_at", "embargo_until"], by=by)
        elif act < 13:
            columns = {"title": f"Title {value}", "quality": value, "web_url": f"https://p.example/{value}", "published_at": moment}
            edit(article, dict([list(columns.items())[act - 9]]), version=number, by=by)
            edit(article, {"topics": self.topics[:value], "provider": self.papers[value]}, version=article.version, by=by)
        elif act == 13:
            article.title, before = f"Robots {value}", article.title
            article.record("import", {"title": [before, article.title]}, {"title": article.title}, run=run)
        else:
            entries = list(article.audit.all())
            entry = entries[min(value, len(entries) - 1)] if entries else None
            if entry and not obstacle(entry, article):
                undo(entry, by=by)
