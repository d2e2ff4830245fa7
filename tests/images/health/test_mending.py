"""Missing files: made again from our own whole picture, asked for again, or said to be lost."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images.caching import cache
from articles.images.health.alive import check
from articles.images.health.mending import ASKED, CUT, DRAWN, LOST, NOTED, WELL, draw_again, mend
from articles.images.undoing import why_not
from articles.models import Picture, PictureEdit, PicturePolicy, SocialCard, Use
from tests import factories
from tests.images import hostile, pictures

pytestmark = pytest.mark.django_db


def lose(*names: str) -> None:
    for name in names:
        default_storage.delete(name)


def are_there(copy) -> bool:
    copy.refresh_from_db()
    return bool(copy.files) and all(default_storage.exists(name) for name in copy.names())


@pytest.fixture
def picture(kept):
    """Really fetched, and at rest."""
    picture = kept(hostile.answer(pictures.photo(800, 600), etag='"1"'))
    Picture.objects.update(due_at=None, is_check=False, claimed_until=None, attempts=0)
    picture.refresh_from_db()
    return picture


def test_a_copy_of_which_nothing_is_missing_stays_as_it_is(shape):
    assert mend(factories.copy().pk, shape) == WELL


def test_a_copy_that_is_no_more_needs_nothing(shape):
    assert mend(0, shape) == WELL


class TestCutAnew:
    def test_from_the_whole_picture_around_the_point_that_an_editor_chose(self, picture, shape):
        copy = picture.copy
        copy.focus_x, copy.focus_by_hand = 0.9, True
        copy.save()
        widths = [file.width for file in copy.of("lead", "webp")]
        lose(*(copy.names() - {copy.master}))

        assert mend(copy.pk, shape) == CUT

        assert are_there(copy) and set(copy.files) == {"thumbnail", "card", "lead"}
        assert (copy.focus_x, copy.focus_by_hand) == (0.9, True)
        assert [file.width for file in copy.of("lead", "webp")] == widths
        picture.refresh_from_db()
        assert picture.copy == copy and picture.due_at is None

    def test_a_logo_stays_a_logo(self, kept, shape):
        copy = kept(hostile.answer(pictures.logo(200, 400)), use=Use.LOGO).copy
        sizes = [(file.width, file.height) for file in copy.of("logo", "webp")]
        lose(copy.of("logo", "jpeg")[0].name)

        assert mend(copy.pk, shape) == CUT

        assert are_there(copy) and [(file.width, file.height) for file in copy.of("logo", "webp")] == sizes


class TestWithoutTheWholePicture:
    def test_readers_miss_nothing_and_the_same_bytes_bring_it_back(self, picture, shape, server):
        copy = picture.copy
        master = copy.master
        lose(master)

        assert mend(copy.pk, shape) == ASKED

        picture.refresh_from_db()
        assert picture.copy == copy and picture.is_check and picture.due_at <= timezone.now()
        assert are_there(copy) and copy.master == ""
        assert check(picture, shape, guard=server.guard) == "alive"
        assert are_there(copy) and copy.master == master

    def test_another_picture_does_not_take_its_place(self, picture, shape, server):
        copy = picture.copy
        lose(copy.master)
        mend(copy.pk, shape)
        server.at("/a.png", hostile.answer(pictures.photo(seed=2)))
        picture.refresh_from_db()

        assert check(picture, shape, guard=server.guard) == "changed"

        picture.refresh_from_db()
        assert picture.copy == copy

    def test_there_is_nobody_to_ask_at_an_address_that_is_none(self, shape):
        picture = factories.stored("upload:9f86d081")
        lose(picture.copy.master)

        assert mend(picture.copy_id, shape) == NOTED

        picture.refresh_from_db()
        assert picture.due_at is None and picture.copy.files

    def test_there_is_nobody_to_ask_for_what_was_uploaded(self, shape):
        picture = factories.stored(copy=None, replacement=factories.copy())
        lose(picture.replacement.master)

        assert mend(picture.replacement_id, shape) == NOTED

        picture.refresh_from_db()
        assert picture.replacement.master == "" and picture.replacement.files


class TestLost:
    @pytest.fixture(params=["no whole picture", "a damaged one"])
    def lost(self, request, picture):
        copy = picture.copy
        copy.focus_x, copy.focus_by_hand = 0.9, True
        copy.save()
        lose(*copy.names()) if request.param == "no whole picture" else lose(copy.of("card", "jpeg")[0].name)
        if request.param == "a damaged one":
            with open(default_storage.path(copy.master), "wb") as file:
                file.write(b"no picture")
        return picture

    def test_no_picture_claims_what_is_not_there(self, lost, shape):
        image = factories.pictured(factories.published(), lost)

        assert mend(lost.copy_id, shape) == ASKED

        lost.refresh_from_db(), image.refresh_from_db()
        assert lost.copy is None and not image.is_cached
        assert lost.due_at <= timezone.now() and not lost.is_check and lost.error == "lost"

    def test_the_same_bytes_are_the_same_copy_with_the_editor_s_point(self, lost, shape, server):
        copy = lost.copy
        mend(copy.pk, shape)
        lost.refresh_from_db()

        assert cache(lost, shape, guard=server.guard) == ""

        lost.refresh_from_db()
        assert lost.copy == copy and lost.error == "" and are_there(copy)
        assert (copy.focus_x, copy.focus_by_hand) == (0.9, True)

    def test_whatever_is_there_now_is_better_than_nothing(self, lost, shape, server):
        mend(lost.copy_id, shape)
        server.at("/a.png", hostile.answer(pictures.photo(seed=2)))
        lost.refresh_from_db()

        assert cache(lost, shape, guard=server.guard) == "" and lost.copy is not None

    def test_what_was_uploaded_in_its_place_goes_and_the_history_says_so(self, shape):
        picture = factories.stored(replacement=factories.copy())
        gone, copy = picture.replacement, picture.copy
        lose(*gone.names())

        assert mend(gone.pk, shape) == NOTED

        picture.refresh_from_db()
        assert (picture.shown, picture.error, picture.due_at) == (copy, "", None)
        line = PictureEdit.objects.get()
        assert (line.verb, line.by, line.changes) == ("lose", None, {"replacement_id": [gone.pk, None]})
        assert why_not(line, picture) == "The former picture is not kept any more."

    def test_an_address_below_what_was_uploaded_is_asked(self, shape):
        picture = factories.stored(copy=None, replacement=factories.copy())
        lose(*picture.replacement.names())

        assert mend(picture.replacement_id, shape) == ASKED

        picture.refresh_from_db()
        assert picture.shown is None and picture.due_at <= timezone.now()

    @pytest.mark.parametrize("address", ["upload:9f86d081", "/assets/a.png"])
    def test_what_comes_from_nowhere_else_is_lost_for_good(self, shape, address):
        picture = factories.stored(address)
        lose(*picture.copy.names())

        assert mend(picture.copy_id, shape) == NOTED

        picture.refresh_from_db()
        assert (picture.shown, picture.due_at, picture.error, picture.error_text) == (None, None, *LOST.values())

    def test_nobody_asks_for_what_may_not_be_copied(self, shape):
        picture = factories.stored()
        factories.pictured(factories.published(provider=factories.provider(pictures=PicturePolicy.NONE)), picture)
        lose(*picture.copy.names())

        assert mend(picture.copy_id, shape) == NOTED


def test_a_card_is_forgotten_so_that_it_is_drawn_again():
    card = SocialCard.objects.create(article=factories.published(), version=1, name="s/ab/away.jpg")

    assert draw_again(card.pk) == DRAWN
    assert not SocialCard.objects.exists()
