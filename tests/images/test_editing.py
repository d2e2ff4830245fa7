"""What an editor changes of a picture, and what is left of it in the picture's history."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images import editing
from articles.images.editing import CannotEdit, accept_change, ask_again, ask_for, describe, keep_ours, refocus, replace
from articles.models import Picture, PictureCopy, PictureEdit, PictureHost, PicturePolicy, Use
from tests import factories
from tests.images import pictures

pytestmark = pytest.mark.django_db


def broken(**fields) -> Picture:
    return factories.stored(copy=None, error="not-found", error_text="The server has it no more.", **fields)


def stored(picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


class TestDescribing:
    def test_a_text_is_stored_with_who_wrote_it(self, alice):
        picture = factories.stored()

        line = describe(picture, "A harbour at night", False, alice)

        assert stored(picture).alt == picture.alt == "A harbour at night"
        assert (line.by, line.verb, line.changes) == (alice, "describe", {"alt": ["", "A harbour at night"]})

    def test_saying_it_twice_is_said_once(self, alice):
        picture = factories.stored()
        describe(picture, "A harbour", False, alice)

        assert describe(picture, "A harbour", False, alice) is None
        assert PictureEdit.objects.count() == 1

    def test_what_needs_no_text_loses_the_one_it_had(self, alice):
        picture = factories.stored(alt="A harbour")

        describe(picture, "A harbour", True, alice)

        assert (stored(picture).alt, stored(picture).is_decoration) == ("", True)


class TestMovingTheFocalPoint:
    def test_every_shape_is_cut_anew_around_it(self, alice, shape):
        picture = factories.stored()
        before = picture.copy.files

        line = refocus(picture, 0.9, 0.8, shape, alice)

        copy = PictureCopy.objects.get()
        assert (copy.focus_x, copy.focus_y, copy.focus_by_hand) == (0.9, 0.8, True)
        assert {role: set(formats) for role, formats in copy.files.items()} == {role: {"webp", "jpeg"} for role in before}
        assert copy.of("thumbnail", "webp")[0] != before["thumbnail"]["webp"][0]
        assert all(default_storage.exists(name) for name in copy.names())
        assert line.changes["focus"][1] == {"copy": copy.pk, "x": 0.9, "y": 0.8, "by_hand": True}

    def test_the_replacement_is_cut_where_there_is_one(self, alice, shape):
        picture = factories.stored(replacement=factories.copy())

        refocus(picture, 0.9, 0.8, shape, alice)

        assert PictureCopy.objects.get(pk=picture.copy_id).focus_x == 0.25
        assert PictureCopy.objects.get(pk=picture.replacement_id).focus_x == 0.9

    def test_the_same_point_is_nothing_new(self, alice, shape):
        picture = factories.stored()

        assert refocus(picture, 0.25, 0.25, shape, alice) is None
        assert not PictureEdit.objects.exists()

    def test_who_is_overtaken_is_told_and_overwrites_nothing(self, alice, shape):
        picture = factories.stored()

        def slow(content, job):
            PictureCopy.objects.update(focus_x=0.5)
            return shape(content, job)

        with pytest.raises(CannotEdit, match="Somebody else moved"):
            refocus(picture, 0.9, 0.8, slow, alice)

        assert PictureCopy.objects.get().focus_x == 0.5
        assert not PictureEdit.objects.exists()

    def test_a_whole_picture_that_is_lost_is_an_answer(self, alice, shape):
        picture = factories.stored()
        default_storage.delete(picture.copy.master)

        with pytest.raises(CannotEdit, match="cannot be read"):
            refocus(picture, 0.9, 0.8, shape, alice)

    def test_nothing_is_cut_where_there_is_no_copy(self, alice, shape):
        with pytest.raises(CannotEdit, match="no whole picture"):
            refocus(broken(), 0.9, 0.8, shape, alice)


class TestReplacing:
    def test_what_is_uploaded_is_shown_and_nothing_more_is_asked_for(self, alice, shape):
        picture = broken(due_at=timezone.now(), claimed_until=timezone.now())

        line = replace(picture, pictures.photo(), shape, alice)

        now = stored(picture)
        assert (now.shown, now.error, now.error_text, now.due_at, now.claimed_until) == (now.replacement, "", "", None, None)
        assert set(now.shown.files) == {"thumbnail", "card", "lead"}
        assert line.changes["replacement_id"] == [None, now.replacement_id]

    def test_a_logo_is_shaped_as_a_logo(self, alice, shape):
        picture = factories.stored(use=Use.LOGO)

        replace(picture, pictures.logo(), shape, alice)

        assert set(stored(picture).replacement.files) == {"logo"}

    def test_the_same_bytes_again_change_nothing(self, alice, shape):
        picture = broken()
        replace(picture, pictures.photo(), shape, alice)

        assert replace(picture, pictures.photo(), shape, alice) is None
        assert PictureEdit.objects.count() == 1

    @pytest.mark.parametrize(
        "content, said",
        [
            (b"", "empty"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture of a kind"),
            (pictures.gif_of_size(30_000, 30_000), "too large"),
            (pictures.photo()[:2000], "ends too early"),
        ],
    )
    def test_what_is_no_picture_is_refused_in_words(self, alice, shape, content, said):
        picture = broken()

        with pytest.raises(CannotEdit, match=said):
            replace(picture, content, shape, alice)

        assert stored(picture).replacement is None
        assert stored(picture).error == "not-found"

    def test_taken_back_our_copy_is_shown_again(self, alice):
        picture = factories.stored(replacement=factories.copy())

        editing.take_back_replacement(picture, alice)

        assert stored(picture).shown == picture.copy
        assert stored(picture).due_at is None
        assert editing.take_back_replacement(picture, alice) is None

    def test_taken_back_where_there_is_no_copy_it_is_asked_for(self, alice):
        picture = factories.stored(copy=None, replacement=factories.copy())

        editing.take_back_replacement(picture, alice)

        assert stored(picture).due_at <= timezone.now()


class TestAskingAgain:
    def test_what_was_given_up_is_due_and_its_server_is_asked(self, alice):
        PictureHost.objects.create(name="paper.example", failures=3, quiet_until=timezone.now() + timedelta(hours=1))
        picture = broken(attempts=6)

        assert ask_again(picture, alice)

        assert stored(picture).due_at <= timezone.now()
        assert stored(picture).attempts == 0
        assert PictureHost.objects.get().quiet_until is None
        assert picture.edits.get().by == alice

    def test_asking_twice_is_one_line(self, alice):
        picture = broken()
        ask_again(picture, alice)

        assert not ask_again(picture, alice)
        assert picture.edits.count() == 1

    @pytest.mark.parametrize("address, why", [("upload:00", "uploaded here"), ("/a.jpg", "a path on a site")])
    def test_what_nobody_can_ask_for_says_so(self, alice, address, why):
        with pytest.raises(CannotEdit, match=why):
            ask_again(broken(address=address), alice)

    def test_pictures_of_a_provider_that_wants_no_copies_are_not_asked_for(self, alice):
        image = factories.pictured(factories.article(provider=factories.provider(pictures=PicturePolicy.HOTLINK)), broken())

        with pytest.raises(CannotEdit, match="not copied"):
            ask_again(image.picture, alice)

    def test_many_are_asked_for_in_the_same_number_of_queries(self, alice, django_assert_num_queries):
        keys = [broken().pk for _ in range(30)] + [broken(address="upload:00").pk]

        with django_assert_num_queries(6):
            assert ask_for(keys, alice) == 30


class TestAnotherPictureAtItsAddress:
    def test_it_is_taken_by_asking_for_it(self, alice):
        picture = factories.stored(has_changed=True)

        line = accept_change(picture, alice)

        assert stored(picture).due_at <= timezone.now()
        assert not stored(picture).has_changed
        assert line.changes["former"] == [picture.copy_id, None]
        assert accept_change(picture, alice) is None

    def test_ours_is_kept_and_nobody_is_asked_once_more(self, alice):
        picture = factories.stored(has_changed=True)

        assert keep_ours(picture, alice).changes == {"has_changed": [True, False]}
        assert keep_ours(picture, alice) is None
