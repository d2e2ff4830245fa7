"""What the publishing rule publishes by itself, and what it leaves to persons."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from articles import rules
from articles.backtest import NEVER, reach
from articles.desk.review.why import what_the_rule_says
from articles.models import Article, AuditEntry, Machine, PublishingRule, StaleArticle
from articles.undo import undo
from tests import factories, files

pytestmark = pytest.mark.django_db
SOON = timedelta(days=1)  # longer than any run of the suite


@pytest.fixture
def rule():
    return PublishingRule.objects.create(threshold=70, is_on=True)


def good(title="", **fields) -> Article:
    return factories.article(title, **{"quality": 82, "heat": 5, **fields})


def test_it_publishes_what_passes_and_says_why(rule):
    article = good()

    assert rules.publish_allowed() == 1

    entry = article.audit.get()
    assert Article.objects.get().is_public
    assert (entry.verb, entry.machine, entry.by, entry.reason) == ("publish", Machine.RULE, None, "quality 82, threshold 70")
    assert entry.who == "the publishing rule"
    assert entry.facts == {"quality": 82, "heat": 5}


@pytest.mark.parametrize("fields", [{"quality": 70}, {"heat": None}, {"heat": 0}, {"held_until": timezone.now() - SOON}])
def test_it_publishes_at_the_threshold_and_what_nobody_holds_any_more(rule, fields):
    good(**fields)

    assert rules.publish_allowed() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"quality": 69},
        {"quality": None},
        {"heat": -1},
        {"has_conflict": True},
        {"later_until": timezone.now() - SOON},
        {"held_until": timezone.now() + SOON},
        {"status": "declined"},
        {"status": "withdrawn"},
        {"status": "published"},
    ],
)
def test_it_leaves_what_does_not_pass_or_is_in_hand(rule, fields):
    article = good(**fields)

    assert rules.publish_allowed() == 0
    assert Article.objects.get().version == article.version


@pytest.mark.parametrize("verb", ["unpublish", "edit", "assign", "put_off"])
def test_it_leaves_what_a_person_had_a_hand_in(rule, verb):
    editor, article = factories.editor(), good()
    if verb == "unpublish":
        article.publish(machine=Machine.RULE)
        article.unpublish(by=editor)
    elif verb == "edit":
        article.title = "Half way through"
        article.save_edit(["title"], by=editor)
    elif verb == "assign":
        article.assign(editor, by=editor)
        article.assign(None, by=editor)
    else:
        article.put_off(timezone.now() + SOON, by=editor)
        article.put_off(None, by=editor)

    assert rules.publish_allowed() == 0
    assert Article.objects.get().status == "awaiting"


def test_what_a_person_took_back_stays_so_when_the_account_is_gone(rule):
    editor, article = factories.editor(), good()
    article.publish(machine=Machine.RULE)
    article.unpublish(by=editor)
    editor.delete()

    assert rules.publish_allowed() == 0


def test_what_was_undone_is_not_done_again(rule):
    article = good()
    rules.publish_allowed()
    undo(article.audit.get(), by=factories.editor())

    assert rules.publish_allowed() == 0
    assert Article.objects.get().status == "awaiting"


def test_what_its_file_took_back_stays_so(rule, tmp_path):
    files.news(tmp_path, "yes", published="true", quality=90)
    files.run_import(tmp_path)
    files.news(tmp_path, "yes", published="false", quality=90)

    files.run_import(tmp_path)

    assert Article.objects.get().status == "awaiting"


def test_what_was_born_at_the_desk_is_finished_there(rule):
    article = good()
    AuditEntry.objects.create(article=article, verb="create", by=factories.editor())

    assert rules.publish_allowed() == 0


@pytest.mark.parametrize("is_stored", [True, False])
def test_off_it_does_nothing_and_asks_once(is_stored):
    good()
    if is_stored:
        PublishingRule.objects.create(threshold=70)

    with CaptureQueriesContext(connection) as queries:
        assert rules.publish_allowed() == 0

    assert len(queries) == 1
    assert Article.objects.get().status == "awaiting"


def test_a_portion_that_finds_it_switched_off_publishes_nothing(rule, monkeypatch):
    for _ in range(3):
        good()
    monkeypatch.setattr(rules, "PORTION", 2)
    publish = rules._publish

    def then_off(keys, asked):
        done = publish(keys, asked)
        PublishingRule.objects.update(is_on=False)
        return done

    monkeypatch.setattr(rules, "_publish", then_off)

    assert rules.publish_allowed() == 2
    assert Article.objects.awaiting_review().count() == 1


def test_an_editor_who_took_one_between_has_it(rule, monkeypatch):
    mine, other = good(), good()
    locked = rules._locked

    def taken(keys):
        Article.objects.filter(pk=mine.pk).update(held_by=factories.editor(), held_until=timezone.now() + SOON)
        return locked(keys)

    monkeypatch.setattr(rules, "_locked", taken)

    assert rules.publish_allowed() == 1
    assert Article.objects.get(pk=mine.pk).status == "awaiting"
    assert Article.objects.get(pk=other.pk).status == "published"


def test_one_that_is_stale_does_not_stop_the_others(rule, monkeypatch):
    stale, other = good(), good()
    publish = Article.publish

    def stale_one(self, **trail):
        if self.pk == stale.pk:
            raise StaleArticle
        return publish(self, **trail)

    monkeypatch.setattr(Article, "publish", stale_one)

    assert rules.publish_allowed() == 1
    assert Article.objects.get(pk=other.pk).status == "published"


def test_an_import_ends_with_it_and_tells_the_number(rule, tmp_path):
    files.news(tmp_path, "good", published="false", quality=82)
    files.news(tmp_path, "poor", published="false", quality=12)

    report = files.run_import(tmp_path)

    assert (report.created, report.auto_published) == (2, 1)
    assert Article.objects.published().get().slug == "good"


def test_a_dry_run_publishes_nothing(rule, tmp_path):
    waiting = good()
    files.news(tmp_path, "good", published="false", quality=82)

    report = files.run_import(tmp_path, dry_run=True)

    assert report.auto_published == 0
    assert Article.objects.get() == waiting
    assert waiting.audit.count() == 0


def test_an_import_after_it_keeps_what_it_published(rule, tmp_path):
    files.news(tmp_path, "good", published="false", quality=82)
    files.run_import(tmp_path)
    files.news(tmp_path, "good", title="New title", published="false", quality=60)

    files.run_import(tmp_path)

    article = Article.objects.get()
    assert (article.title, article.status, article.has_conflict) == ("New title", "published", False)


def test_it_costs_the_same_queries_an_article_however_many_wait(rule):
    for _ in range(5):
        good(quality=10)
    good()
    with CaptureQueriesContext(connection) as few:
        rules.publish_allowed()
    for _ in range(50):
        good(quality=10)
    good()
    with CaptureQueriesContext(connection) as many:
        rules.publish_allowed()

    assert len(few) == len(many)


def test_it_suggests_also_when_it_is_off():
    rule = PublishingRule(threshold=70)

    assert what_the_rule_says(good(), rule) == "The rule (not superseded, and quality 70 or more) would publish this; it is off."
    assert "would not publish this" in what_the_rule_says(good(quality=69), rule)
    assert "would not publish this" in what_the_rule_says(good(heat=-1), rule)
    assert rules.because(rule, 69, 5) == "quality 69 under 70"
    assert rules.because(rule, 99, -1) == "superseded by better coverage"
    assert rules.because(rule, None, 5) == "quality unknown"


def test_a_change_says_who_and_from_what_to_what():
    carol = factories.chief()

    rules.change(PublishingRule.current(), threshold=75, is_on=True, by=carol)

    rule, entry = PublishingRule.current(), LogEntry.objects.get()
    assert (rule.threshold, rule.is_on, rule.changed_by) == (75, True, carol)
    assert (entry.user, entry.get_change_message()) == (carol, "off at 70 → on at 75")


def test_of_two_changes_of_one_state_the_second_is_refused():
    carol, seen = factories.chief(), PublishingRule.current()
    rules.change(seen, threshold=75, is_on=True, by=carol)

    with pytest.raises(rules.StaleRule):
        rules.change(seen, threshold=10, is_on=True, by=carol)

    assert PublishingRule.current().threshold == 75
    assert LogEntry.objects.count() == 1


@given(quality=st.none() | st.integers(0, 200), heat=st.none() | st.integers(-1, 5), threshold=st.integers(0, 200))
def test_a_candidate_reaches_as_far_as_the_rule_allows(quality, heat, threshold):
    allowed = PublishingRule(threshold=threshold).allows(quality, heat)

    assert (reach(quality, heat) >= threshold) == allowed
    assert (reach(quality, heat) == NEVER) == (quality is None or heat == -1)
