"""Whatever is done to a newsroom, by whomever: the next answer of every worker is what a page made anew would be."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import conflicts, corrections
from articles.batches.asking import begin, undo_batch
from articles.batches.working import work
from articles.edits import edit
from articles.images import claims, editing, social
from articles.importer.run import import_paths
from articles.leases import Portion, lease, release, renew
from articles.models import Article, AuditEntry, Conflict, Picture, RelatedLink, Topic
from articles.undo import undo
from newsroom.cache.places import place
from tests import factories, files
from tests.cached import CachedClient
from tests.clock import clock

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = [
    *("/", "/news/", "/news/story/", "/news/other/", "/news/a-title/", "/topics/robots/", "/providers/paper.example/"),
    *("/feeds/all.atom", "/sitemap.xml", "/api/news/", "/api/providers/", "/api/changes/"),
]


class Newsroom:
    """A small paper, two workers that serve it, and what can be done to it."""

    def __init__(self, folder, hands) -> None:
        self.hands, self.folder = hands, folder
        self.workers = [CachedClient(), CachedClient()]
        self.chief = factories.chief()
        files.write(folder, "_news/a-title.md", files.text(published="true"))
        import_paths([folder], source="default")
        self.paper = Article.objects.get().provider
        self.topic = Topic.objects.get(slug="robots")
        both = {"provider": self.paper, "topics": [self.topic]}
        self.story = factories.published("A story", slug="story", heat=500, **both)
        self.other = factories.article("Another", slug="other", **both)
        self.picture = factories.stored("https://paper.example/1.jpg", copy=None, due_at=timezone.now())
        factories.pictured(self.story, self.picture)
        RelatedLink.objects.create(article=self.story, target=self.other, title="Told elsewhere", web_url="https://paper.example/other")

    def now(self, article: Article) -> Article:
        return Article.objects.get(pk=article.pk)

    def read(self) -> None:
        for worker in self.workers:
            for address in ADDRESSES:
                worker.get(address)

    def differences(self) -> list[tuple[int, str]]:
        """(worker, address) for each answer that is not the one that Django gives now."""
        fresh = {address: answer(Client().get(address)) for address in ADDRESSES}
        return [
            (at, address)
            for at, worker in enumerate(self.workers)
            for address in ADDRESSES
            if answer(worker.get(address)) != fresh[address]
        ]


def answer(response) -> tuple[int, bytes]:
    return response.status_code, response.content


def import_again(room, **fields):
    files.write(room.folder, "_news/a-title.md", files.text(**{"published": "true", **fields}))
    import_paths([room.folder], source="default")


def through_a_batch(room):
    batch = begin("decline", {room.story.pk: room.now(room.story).version}, room.chief, reason="No.")
    work(batch, room.chief)
    return batch


def undo_last(room):
    undo(AuditEntry.objects.filter(article=room.story).latest("pk"), by=room.chief)


def with_copy(room):
    Picture.objects.filter(pk=room.picture.pk).update(copy=factories.copy())
    return Picture.objects.get(pk=room.picture.pk)


def disputed(room):
    article = Article.objects.get(slug="a-title")
    edit(article, {"title": "Ours"}, version=article.version, by=room.chief)
    import_again(room, title="Theirs")
    conflicts.resolve(Conflict.objects.get(), "theirs", room.chief)


def through_the_desk(room, model: str, row, **values):
    from tests.desk.pages import form_fields

    desk = Client()
    desk.force_login(room.chief)
    address = f"/admin/articles/{model}/{row.pk}/change/"
    fields = form_fields(desk.get(address).content.decode(), f"{model}_form")
    assert desk.post(address, {**fields, **values}).status_code == 302


def in_a_savepoint_of_a_longer_transaction(room):
    with transaction.atomic():
        Topic.objects.filter(pk=room.topic.pk).update(description="First.")
        try:
            with transaction.atomic():
                room.now(room.story).decline()
                raise ValueError
        except ValueError:
            pass


CHANGES = {
    "publish": lambda room: room.now(room.other).publish(by=room.chief),
    "unpublish": lambda room: room.now(room.story).unpublish(by=room.chief),
    "decline": lambda room: room.now(room.story).decline(by=room.chief),
    "withdraw": lambda room: room.now(room.story).withdraw(reason="Wrong.", by=room.chief),
    "edit": lambda room: edit(
        room.now(room.story), {"title": f"Edited {room.now(room.story).version}"}, version=room.now(room.story).version, by=room.chief
    ),
    "correct": lambda room: corrections.correct(room.now(room.story), f"Version {room.now(room.story).version} was wrong.", by=room.chief),
    "rename the provider": lambda room: through_the_desk(room, "provider", room.paper, name=f"{room.paper.name} anew"),
    "rename the topic": lambda room: through_the_desk(room, "topic", room.topic, name="Robots anew"),
    "import a new file": lambda room: (
        files.write(room.folder, "_news/second.md", files.text("Second", "second", published="true")),
        import_paths([room.folder], source="default"),
    ),
    "import a changed file": lambda room: import_again(room, title="The file's new title"),
    "a batch": through_a_batch,
    "a copy arrives": with_copy,
    "an alternative text": lambda room: editing.describe(with_copy(room), "What it shows.", False, room.chief),
    "a social card": lambda room: (with_copy(room), social.draw_due()),
    "a bulk update": lambda room: Article.objects.filter(slug="a-title").update(heat=999),
    "a deletion": lambda room: room.now(room.story).delete(),
    "a savepoint": in_a_savepoint_of_a_longer_transaction,
}
# What leaves every page as it is; most of it happens by the minute.
NO_CHANGES = {
    "a lease": lambda room: (lease(room.chief, Portion()), renew(room.chief), release(room.chief)),
    "a claim": lambda room: claims.claim(),
    "a login": lambda room: Client().force_login(room.chief),
    "an import of what is known": lambda room: import_paths([room.folder], source="default"),
    "a reader": lambda room: room.read(),
    "a check": lambda room: call_command("check"),
}


@pytest.fixture
def room(pages, tmp_path):
    # Times move only when the test says so: fresh pages are compared with kept ones.
    with clock(timezone.now()) as hands:
        yield Newsroom(tmp_path / "content", hands)


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_every_page_of_every_worker_is_as_if_made_anew(room, change):
    room.read()
    before = place().read()

    CHANGES[change](room)

    assert room.differences() == []
    assert place().read() != before


def test_an_undo_is_a_change(room):
    room.now(room.story).withdraw(by=room.chief)
    assert room.differences() == []
    undo_last(room)
    assert room.differences() == []
    batch = through_a_batch(room)
    assert room.differences() == []

    work(undo_batch(batch, room.chief), room.chief)

    assert room.differences() == []
    assert room.workers[0].get("/news/story/").status_code == 200


def test_a_dispute_that_is_settled_is_a_change(room):
    assert room.differences() == []
    disputed(room)

    assert room.differences() == []
    assert "Theirs" in room.workers[1].get("/news/a-title/").content.decode()


@pytest.mark.parametrize("act", NO_CHANGES)
def test_what_no_reader_sees_leaves_the_pages_kept(room, act):
    NO_CHANGES[act](room)
    room.read()
    before = place().read(), [worker.django.asked for worker in room.workers]

    NO_CHANGES[act](room)
    found = room.differences()

    assert found == []
    assert place().read() == before[0]
    kept = [address for address in ADDRESSES if Client().get(address).status_code == 200]
    asked = [worker.django.asked - count for worker, count in zip(room.workers, before[1], strict=True)]
    assert asked == [(len(ADDRESSES) - len(kept)) * (2 if act == "a reader" else 1)] * 2


def test_a_change_that_is_rolled_back_changes_nothing(room):
    before = place().read()
    with pytest.raises(ValueError), transaction.atomic():
        room.now(room.story).withdraw()
        raise ValueError

    assert place().read() == before
    assert room.differences() == []
    assert room.workers[0].get("/news/story/").status_code == 200


def by_the_clock(room):
    at = timezone.now() + timedelta(seconds=30)
    Article.objects.filter(slug="story").update(expires_at=at)
    Article.objects.filter(slug="a-title").update(publish_at=at)
    assert room.differences() == []
    room.hands.forward(seconds=30)


ANYTHING = {**CHANGES, **NO_CHANGES, "the clock": by_the_clock}
ANYTHING.pop("a deletion")


def test_any_sequence_of_acts_leaves_every_page_as_if_made_anew(room):
    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(sorted(ANYTHING)), min_size=1, max_size=5))
    def run(acts):
        for act in acts:
            ANYTHING[act](room)
            assert room.differences() == [], acts

    run()
