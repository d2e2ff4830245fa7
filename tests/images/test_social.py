"""Social cards: public articles have one that shows them as they are now, and nothing else ever does."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from articles.conflicts import resolve
from articles.decisions import decide
from articles.edits import edit
from articles.images import social, sweeping
from articles.images.social import card_of, draw_due
from articles.models import Article, Batch, Conflict, PicturePolicy, SocialCard
from articles.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


def detail(article: Article) -> Article:
    return Article.objects.for_detail().get(pk=article.pk)


def card(article: Article) -> SocialCard:
    return SocialCard.objects.get(article=article)


def files() -> list[str]:
    """All cards in media."""
    found = []
    if default_storage.exists("s"):
        for folder in default_storage.listdir("s")[0]:
            found += [f"s/{folder}/{name}" for name in default_storage.listdir(f"s/{folder}")[1]]
    return sorted(found)


def pixels(card: SocialCard) -> Image.Image:
    with default_storage.open(card.name) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def edited(article: Article, **columns) -> None:
    """As a verb of the model writes it."""
    article.record("edit", {}, columns)


@pytest.fixture(params=[False, True], ids=["sweep", "everything"])
def everything(request) -> bool:
    return request.param


def test_a_public_article_gets_a_card_of_the_size_that_the_page_says(everything):
    article = factories.published(provider=factories.provider("Tern & Tide"), topics=[factories.topic("Vision")])

    assert draw_due(everything=everything) == 1

    assert card_of(detail(article)) == card(article)
    assert pixels(card(article)).size == (SocialCard.WIDTH, SocialCard.HEIGHT)


def test_what_is_not_public_gets_no_card_in_any_state(everything):
    for state in ("article", "declined", "withdrawn", "scheduled", "embargoed", "expired", "superseded"):
        getattr(factories, state)()

    assert draw_due(everything=everything) == 0

    assert not SocialCard.objects.exists() and not files()


def test_nothing_is_drawn_twice(everything):
    article = factories.published()
    draw_due(everything=everything)
    before = card(article)

    assert draw_due(everything=everything) == 0
    assert card(article).name == before.name


def test_a_card_is_drawn_anew_when_what_it_says_has_changed(everything):
    article = factories.published("Before")
    draw_due()
    before = card(article).name
    edited(article, title="After")
    assert card_of(detail(article)) is None

    assert draw_due(everything=everything) == 1

    assert card_of(detail(article)).name != before
    assert files() == [card(article).name]


def test_a_change_that_no_card_shows_keeps_the_file(everything):
    article = factories.published()
    draw_due()
    before = card(article).name
    edited(article, excerpt="Another one")

    assert draw_due(everything=everything) == 0

    assert card_of(detail(article)).name == before
    assert files() == [before]


def test_another_name_of_its_provider_or_topic_is_a_change():
    paper, about = factories.provider("Before"), factories.topic("Before")
    factories.published(provider=paper, topics=[about])
    draw_due()

    for row in (paper, about):
        row.name = "After"
        row.save()
        assert draw_due() == 1


def test_a_card_shows_the_picture_that_the_article_shows(everything):
    article = factories.published()
    plain, first = factories.stored(copy=None), factories.stored()
    factories.pictured(article, plain)
    factories.pictured(article, first)
    draw_due(everything=everything)

    assert card(article).picture == first.copy
    assert pixels(card(article)).getpixel((1190, 10)) != pixels(card_without_picture(article)).getpixel((1190, 10))


def card_without_picture(article: Article) -> SocialCard:
    article.images.all().delete()
    draw_due()
    return card(article)


def test_a_picture_that_comes_later_is_a_change(everything):
    article = factories.published()
    draw_due()
    image = factories.pictured(article)
    assert card_of(detail(article)) is None

    assert draw_due(everything=everything) == 1
    assert card_of(detail(article)).picture == image.picture.copy


def test_a_focus_that_is_moved_is_a_change():
    article = factories.published()
    copy = factories.pictured(article).picture.copy
    draw_due()
    copy.focus_x = 0.9
    copy.save()

    assert draw_due() == 1


@pytest.mark.parametrize("rule", [{"pictures": PicturePolicy.NONE}, {"pictures": PicturePolicy.HOTLINK}, {"widest": 300}])
def test_a_picture_that_we_may_not_show_so_is_not_on_the_card(rule):
    paper = factories.provider()
    article = factories.published(provider=paper)
    factories.pictured(article)
    draw_due()
    assert card(article).picture
    type(paper).objects.update(**rule)
    assert card_of(detail(article)) is None

    assert draw_due() == 1
    assert card(article).picture is None


@pytest.mark.parametrize("content", [None, b"no picture", b"\xff\xd8\xff"], ids=["missing", "text", "broken"])
def test_a_picture_that_cannot_be_read_costs_the_picture_and_not_the_card(content):
    article = factories.published()
    master = factories.pictured(article).picture.copy.master
    default_storage.delete(master)
    if content:
        default_storage.save(master, io.BytesIO(content))

    assert draw_due() == 1
    assert pixels(card_of(detail(article))).size == (1200, 630)
    assert draw_due() == 0


def gone(article: Article, how: str) -> None:
    now = timezone.now()
    match how:
        case "withdrawn":
            article.withdraw()
        case "unpublished":
            article.unpublish()
        case "declined":
            article.decline()
        case "expired":
            edited(article, expires_at=now - timedelta(minutes=1))
        case "embargoed":
            edited(article, embargo_until=now + timedelta(days=1))
        case "scheduled":
            edited(article, publish_at=now + timedelta(days=1))


@pytest.mark.parametrize("how", ["withdrawn", "unpublished", "declined", "expired", "embargoed", "scheduled"])
def test_a_card_goes_with_the_article_from_the_public(how, everything):
    article, other = factories.published(), factories.published()
    draw_due()
    gone(article, how)

    draw_due(everything=everything)

    assert list(SocialCard.objects.values_list("article", flat=True)) == [other.pk]
    assert files() == [card(other).name]


@pytest.mark.parametrize("act", ["unpublish", "decline", "withdraw", "embargo", "undo", "dispute"])
def test_what_an_editor_takes_back_loses_its_card_at_once_and_waits_for_no_queue(act, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(sweeping, "_enqueue", lambda first: None)
    carol, article = factories.chief(), factories.article()
    decide(article, "publish", by=carol)
    factories.published("Stays")
    draw_due()
    [stays] = SocialCard.objects.exclude(article=article).values_list("name", flat=True)

    with django_capture_on_commit_callbacks(execute=True):
        if act == "embargo":
            edit(article, {"embargo_until": timezone.now() + timedelta(days=1)}, version=article.version, by=carol)
        elif act == "dispute":
            resolve(Conflict.objects.create(article=article, field="status", ours="published", theirs="awaiting"), "theirs", carol)
        elif act == "undo":
            undo(article.audit.get(verb="publish"), by=carol)
        else:
            decide(article, act, by=carol, reason="Wrong.")
        assert len(files()) == 2, "nothing is gone before it is stored"

    assert files() == [stays]


def test_a_storage_that_fails_keeps_nobody_from_taking_back(monkeypatch, django_capture_on_commit_callbacks):
    article = factories.published()
    draw_due()

    def refused(name):
        raise OSError("the store is down")

    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(default_storage._wrapped, "delete", refused)
        decide(article, "withdraw", by=factories.chief(), reason="Wrong.")

    assert Article.objects.get().status == "withdrawn"
    assert card(article) and files()
    draw_due()
    assert not SocialCard.objects.exists() and not files()


def test_of_a_batch_the_cards_are_left_to_the_queue_so_that_nobody_waits_for_the_storage(monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(sweeping, "_enqueue", asked.append)
    article, carol = factories.published(), factories.chief()
    draw_due()

    with django_capture_on_commit_callbacks(execute=True):
        decide(article, "withdraw", by=carol, reason="Wrong.", batch=Batch.objects.create(verb="withdraw", by=carol))

    assert asked and files()
    sweeping.remove_hidden()
    assert not files()


def test_a_card_comes_back_with_the_article():
    article = factories.published()
    draw_due()
    article.withdraw()
    draw_due()
    article.publish()

    assert draw_due() == 1
    assert files() == [card_of(detail(article)).name]


def test_an_article_that_is_hidden_while_its_card_is_drawn_leaves_no_file(monkeypatch):
    article = factories.published()
    keep = social.keep

    def withdrawn_meanwhile(*args, **options):
        Article.objects.get(pk=article.pk).withdraw()
        return keep(*args, **options)

    monkeypatch.setattr(social, "keep", withdrawn_meanwhile)
    draw_due()

    assert not SocialCard.objects.exists() and not files()


def test_a_file_that_cannot_be_deleted_stops_nothing(monkeypatch):
    article = factories.published("Before")
    draw_due()
    edited(article, title="After")

    def refused(name):
        raise OSError("read-only file system")

    monkeypatch.setattr(default_storage._wrapped, "delete", refused)

    assert draw_due() == 1
    assert card_of(detail(article))


def test_a_storage_that_takes_nothing_stops_nothing_and_is_asked_again(settings, tmp_path):
    factories.published(), factories.published()
    full = tmp_path / "full"
    full.write_text("a file where a folder should be")
    usual, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(full)
    assert draw_due() == 0
    settings.MEDIA_ROOT = usual

    assert draw_due() == 2


def test_a_name_cannot_be_worked_out_without_our_secret(settings):
    article = factories.published()
    draw_due()
    before = card(article).name
    settings.SECRET_KEY = "another"
    draw_due()

    assert card(article).name != before


def test_two_articles_of_the_same_words_have_two_cards():
    for _ in range(2):
        factories.published("The same")
    draw_due()

    assert len(set(SocialCard.objects.values_list("name", flat=True))) == len(files()) == 2


def test_a_name_is_one_that_readers_may_ask_for(client):
    article = factories.published()
    draw_due()

    assert client.get(card(article).url)["Content-Type"] == "image/jpeg"


def test_what_changed_last_is_drawn_first():
    old, new = factories.published(), factories.published()
    edited(old)

    assert draw_due(limit=1) == 1
    assert SocialCard.objects.get().article == old
    assert draw_due(limit=1) == 1
    assert card(new)


def test_portions_leave_nothing_out(monkeypatch, everything):
    monkeypatch.setattr("articles.images.social_due.PORTION", 2)
    moment = timezone.now()
    for number in range(5):
        factories.published(updated_at=moment if number else moment - timedelta(days=1))

    assert draw_due(everything=everything) == 5


def test_a_sweep_looks_no_farther_back_than_its_window(monkeypatch):
    monkeypatch.setattr("articles.images.social_due.PORTION", 2)
    monkeypatch.setattr("articles.images.social_due.WINDOW", 4)
    for _ in range(5):
        factories.published()

    assert draw_due() == 4
    assert draw_due() == 0
    assert draw_due(everything=True) == 1


def test_five_and_fifty_articles_cost_as_many_queries(everything):
    def cost(number: int) -> int:
        for _ in range(number):
            factories.pictured(factories.published(provider=factories.provider(), topics=[factories.topic()]))
        with CaptureQueriesContext(connection) as captured:
            assert draw_due(everything=everything) == number
        return len(captured)

    assert cost(5) == cost(50)


def test_asking_for_the_card_of_a_loaded_article_costs_no_query(django_assert_num_queries):
    article = factories.published()
    factories.pictured(article)
    draw_due()
    loaded = detail(article)

    with django_assert_num_queries(0):
        assert card_of(loaded).url
