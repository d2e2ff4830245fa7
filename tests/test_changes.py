"""Who follows the changes knows exactly what is public, and learns of nothing that never was."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import changes
from articles.changes import BEGINNING, Place, changes_since
from articles.models import Article, AuditEntry, StaleArticle
from articles.undo import CannotUndo, undo
from tests import factories
from tests.clock import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TIMES = ("publish_at", "embargo_until", "expires_at")
VERBS = ("publish", "unpublish", "decline", "withdraw")
# Seconds from now, or not at all.
SPANS = st.sampled_from([10, 30, -20, 60, None])
ARTICLES = st.integers(0, 2)
STEPS = st.one_of(
    st.tuples(st.sampled_from(VERBS), ARTICLES, st.none()),
    st.tuples(st.sampled_from(TIMES), ARTICLES, SPANS),
    st.tuples(st.sampled_from(TIMES), ARTICLES, SPANS),
    st.tuples(st.just("undo"), ARTICLES, st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1, 15, 45]), st.none()),
    st.tuples(st.just("wait"), st.integers(0, 120), st.none()),
)


beside_a_slow_writer = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite's writers wait for each other, and none longer than eight seconds"
)


class Client:
    """A program elsewhere that keeps what it is told."""

    def __init__(self):
        self.place, self.origin, self.known, self.told, self.surprises = BEGINNING, None, {}, set(), []

    def ask(self, now: datetime) -> bool:
        portion = changes_since(self.place, now, lambda articles: articles, origin=self.origin)
        for change in portion.changes:
            self.told.add(change.article.pk)
            if change.is_public and not change.is_new and change.article.pk not in self.known:
                self.surprises.append(change.article.pk)
            self.known.pop(change.article.pk, None)
            if change.is_public:
                self.known[change.article.pk] = change.article.title
        self.place, self.origin = portion.next, portion.origin
        return portion.more

    def follow(self, now: datetime) -> None:
        while self.ask(now):
            pass


class SlowWriter:
    """Publishes an article in a transaction that stays open until it is told to commit."""

    def __init__(self):
        self._slow, self._wrote, self._commit = factories.article(slug="slow"), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._publish)
        self._thread.start()
        assert self._wrote.wait(10)

    def _publish(self) -> None:
        with transaction.atomic():
            Article.objects.get(pk=self._slow.pk).publish()
            self._wrote.set()
            self._commit.wait(30)
        connections.close_all()

    def commit(self) -> None:
        self._commit.set()
        self._thread.join(10)


@pytest.fixture
def slow_writer(transactional_db):
    writer = SlowWriter()
    yield writer
    writer.commit()


class World:
    def __init__(self, hands):
        self.hands, self.client, self.seen = hands, Client(), set()

    def public(self) -> dict[int, str]:
        return dict(Article.objects.published().values_list("pk", "title"))

    def step(self, name, what, span) -> None:
        at = self.hands.now + timedelta(seconds=span) if span is not None else None
        if name == "wait":
            self.wait(what)
        else:
            self.change(Article.objects.order_by("pk")[what], name, at)
        self.seen |= set(self.public())
        self.hands.forward(milliseconds=1)
        self.seen |= set(self.public())

    def change(self, article, name, at) -> None:
        if name in VERBS:
            getattr(article, name)(reason="why")
        elif name == "undo":
            entry = article.audit.first()
            with suppress(CannotUndo, StaleArticle):
                undo(entry) if entry else None
        else:
            setattr(article, name, at)
            if not (article.publish_at and article.expires_at and article.expires_at <= article.publish_at):
                article.title = f"{article.title}."
                article.save_edit([name, "title"])

    def wait(self, seconds) -> None:
        """Looks at every moment at which something may appear."""
        end = self.hands.now + timedelta(seconds=seconds)
        moments = {at for row in Article.objects.values_list(*TIMES) for at in row if at and self.hands.now < at < end}
        for moment in [*sorted(moments), end]:
            self.hands.now = moment
            self.seen |= set(self.public())


@settings(max_examples=100)
@given(steps=st.lists(st.tuples(STEPS, st.booleans()), min_size=1, max_size=20), portion=st.sampled_from([1, 3, 100]))
def test_who_follows_knows_exactly_what_is_public_and_hears_of_nothing_that_never_was(steps, portion):
    with pytest.MonkeyPatch.context() as patch, clock(NOON) as hands, transaction.atomic():
        patch.setattr(changes, "PORTION", portion)
        patch.setattr(changes, "SETTLED", timedelta(0))  # nothing commits late here, and nothing told again covers for what is missed
        for state in (factories.embargoed, factories.article, factories.published):
            state()
        world = World(hands)
        for step, asks in steps:
            world.step(*step)
            if asks:
                world.client.follow(hands.now)
                assert world.client.known == world.public()
        world.client.follow(hands.now)

        assert world.client.known == world.public()
        assert world.client.told <= world.seen
        assert world.client.surprises == [], "told as updated before it was told as created"
        late = Client()
        late.follow(hands.now)
        assert late.known == world.public()
        transaction.set_rollback(True)


def told(since: Place = BEGINNING, now: datetime | None = None) -> list[tuple[str, bool]]:
    portion = changes_since(since, now or datetime.now(UTC), lambda articles: articles)
    return [(change.article.slug, change.is_public) for change in portion.changes]


def test_what_commits_late_is_not_missed():
    with clock(NOON) as hands:
        factories.published(slug="early")
        hands.forward(seconds=9)
        client = Client()
        client.follow(hands.now)
        late = factories.published(slug="late")
        Article.objects.filter(pk=late.pk).update(updated_at=hands.now - timedelta(seconds=8))  # its transaction began then

        client.follow(hands.now)

        assert set(client.known) == set(Article.objects.values_list("pk", flat=True))


@beside_a_slow_writer
def test_what_a_transaction_of_minutes_wrote_is_not_missed(slow_writer):
    with clock(datetime.now(UTC)) as hands:
        hands.forward(minutes=5)
        factories.published(slug="quick")
        client = Client()
        client.follow(hands.forward(minutes=5))
        slow_writer.commit()

        client.follow(hands.now)

    assert len(client.known) == 2


@beside_a_slow_writer
def test_what_is_committed_while_somebody_asks_is_not_missed(slow_writer, monkeypatch):
    usual = changes._told

    def told_and_then(*asked):
        found = usual(*asked)
        slow_writer.commit()
        return found

    with clock(datetime.now(UTC)) as hands:
        hands.forward(minutes=5)
        factories.published(slug="quick")
        client = Client()
        monkeypatch.setattr(changes, "_told", told_and_then)
        client.follow(hands.forward(minutes=5))

        client.follow(hands.now)

        assert len(client.known) == 2


@beside_a_slow_writer
def test_when_something_last_changed_is_not_said_while_a_transaction_may_still_change_it(slow_writer):
    with clock(datetime.now(UTC)) as hands:
        hands.forward(minutes=5)
        factories.published(slug="quick")
        hands.forward(minutes=5)
        assert changes.last_told(hands.now) is None

        slow_writer.commit()

        assert changes.last_told(hands.now) is not None


def test_the_place_to_go_on_is_never_younger_than_ten_seconds():
    with clock(NOON) as hands:
        factories.published()
        assert changes_since(BEGINNING, hands.now, lambda articles: articles).next == BEGINNING

        hands.forward(seconds=10)

        assert changes_since(BEGINNING, hands.now, lambda articles: articles).next.at == NOON


def test_what_comes_by_the_thousand_in_one_moment_is_told_portion_by_portion(monkeypatch):
    monkeypatch.setattr(changes, "PORTION", 7)
    with clock(NOON) as hands:
        for _ in range(50):
            factories.published()
        now = hands.forward(seconds=60)
        client, asked = Client(), 1
        while client.ask(now):
            asked += 1

    assert (len(client.known), asked) == (50, 8)


def test_nothing_that_happens_under_embargo_shows_not_even_in_the_place_to_go_on():
    with clock(NOON) as hands:
        factories.published()
        article = factories.embargoed()
        hands.forward(hours=1)
        before = changes_since(BEGINNING, hands.now, lambda articles: articles)
        article.title = "Another"
        article.save_edit(["title"])
        hands.forward(hours=1)

        after = changes_since(BEGINNING, hands.now, lambda articles: articles)

    assert (after.next, len(after.changes)) == (before.next, len(before.changes)) == (after.next, 1)


def test_however_much_happens_under_embargo_the_place_to_go_on_is_that_of_something_told(monkeypatch):
    monkeypatch.setattr(changes, "PORTION", 3)
    monkeypatch.setattr(changes, "WIDEST", 12)
    with clock(NOON) as hands:
        factories.published(slug="first")
        for _ in range(40):
            factories.embargoed()
        hands.forward(hours=1)
        alone = changes_since(BEGINNING, hands.now, lambda articles: articles)
        for _ in range(5):
            factories.published()
        hands.forward(hours=1)
        client = Client()

        portions = [changes_since(alone.next, hands.now, lambda articles: articles)]
        client.follow(hands.now)

    assert ([change.article.slug for change in alone.changes], alone.next.at, alone.more) == (["first"], NOON, False)
    assert [len(portion.changes) for portion in portions] == [3]
    assert len(client.known) == 6


@pytest.mark.parametrize("hidden", [0, 30, 200])
def test_when_something_last_changed_is_told_however_much_was_hidden_since(hidden):
    with clock(NOON) as hands:
        factories.published()
        hands.forward(hours=1)
        for _ in range(hidden):
            factories.embargoed()
        hands.forward(hours=1)

        assert changes.last_told(hands.now) == NOON


@pytest.mark.parametrize("state", [factories.article, factories.scheduled, factories.embargoed])
@pytest.mark.parametrize("verb", ["unpublish", "decline", "withdraw"])
def test_what_was_taken_back_before_it_was_seen_is_not_told(state, verb):
    article = state()
    getattr(article, verb)(reason="why")

    assert told() == []


def test_what_was_sealed_again_after_it_was_seen_is_told_as_gone():
    article = factories.published(slug="sealed")
    article.embargo_until = datetime.now(UTC) + timedelta(days=1)
    article.save_edit(["embargo_until"])

    assert told() == [("sealed", False)]


def test_an_embargo_that_ends_and_an_article_that_expires_are_told_without_any_worker():
    with clock(NOON) as hands:
        day = timedelta(days=1)
        factories.published(slug="a", embargo_until=NOON + day)
        factories.published(slug="b", publish_at=NOON + day, expires_at=NOON + 3 * day)
        hands.forward(minutes=1)
        factories.published(slug="c")
        client = Client()
        client.follow(hands.forward(hours=1))
        assert len(client.known) == 1
        assert client.place.at > NOON

        client.follow(hands.forward(days=1))
        assert len(client.known) == 3

        client.follow(hands.forward(days=3))
        assert len(client.known) == 2


def test_only_a_withdrawal_tells_its_reason():
    for verb in ("unpublish", "decline", "withdraw"):
        getattr(factories.published(slug=verb), verb)(reason=f"{verb}: why")

    portion = changes_since(BEGINNING, datetime.now(UTC), lambda articles: articles)

    assert {change.article.slug: change.reason for change in portion.changes} == {
        "unpublish": "",
        "decline": "",
        "withdraw": "withdraw: why",
    }


def test_each_of_the_five_questions_goes_along_an_index_of_its_own():
    place = Place(NOON, 1, 5)
    with CaptureQueriesContext(connection) as captured:
        changes._events(place, datetime.now(UTC), 101)
    plans = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # on empty tables a scan is cheapest
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        for query in captured:
            cursor.execute(("EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN ") + query["sql"])
            plans.append(" ".join(str(row) for row in cursor.fetchall()))

    names = ["audit_took_back", "article_public_updated", "article_publish_at", "article_embargo_until", "article_expires_at"]
    assert [name for name, plan in zip(names, plans, strict=True) if name not in plan] == []
    assert AuditEntry.objects.count() == 0
