"""A picture's own page: its text and focal point, another picture in its place, and what one click does."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.images import editing
from articles.models import Picture, PictureCopy, PictureEdit
from tests import factories
from tests.desk.pages import PICTURES, form_fields, picture_page, said
from tests.images import pictures

pytestmark = pytest.mark.django_db
FORM = "picture_form"


def opened(client, picture) -> dict[str, str]:
    return form_fields(client.get(picture_page(picture)).content.decode(), FORM)


def save(client, picture, fields=None, **typed):
    return client.post(picture_page(picture), {**(fields or opened(client, picture)), **typed})


def click(client, picture, verb, **fields):
    seen = form_fields(client.get(picture_page(picture)).content.decode(), "replace")["seen"]
    return client.post(reverse("admin:articles_picture_click", args=[picture.pk, verb]), {"seen": seen, **fields}, follow=True)


def upload(client, picture, content, name="a.jpg", seen=None):
    seen = seen or form_fields(client.get(picture_page(picture)).content.decode(), "replace")["seen"]
    posted = {"seen": seen, "file": SimpleUploadedFile(name, content, "image/jpeg")}
    return client.post(reverse("admin:articles_picture_replace", args=[picture.pk]), posted)


def stored(picture) -> Picture:
    return Picture.objects.get(pk=picture.pk)


class TestText:
    def test_what_is_typed_is_stored_in_one_line(self, as_bob, bob):
        picture = factories.stored()

        assert save(as_bob, picture, alt="  A harbour\r\nat night ").status_code == 302

        assert stored(picture).alt == "A harbour at night"
        assert picture.edits.get().by == bob

    def test_saving_nothing_leaves_no_line(self, as_bob):
        picture = factories.stored(alt="A harbour")

        assert save(as_bob, picture).status_code == 302
        assert not PictureEdit.objects.exists()

    def test_a_decoration_with_a_text_is_a_contradiction(self, as_bob):
        picture = factories.stored()

        response = save(as_bob, picture, alt="A harbour", is_decoration="on")

        assert response.status_code == 422
        assert "take out the tick or the text" in response.content.decode()
        assert not stored(picture).is_decoration

    def test_the_tick_is_stored(self, as_bob):
        picture = factories.stored()

        save(as_bob, picture, is_decoration="on")

        assert stored(picture).is_decoration

    def test_the_next_one_without_text_comes_down_the_list_and_then_from_its_top(self, as_bob):
        first, second, third = (factories.pictured(factories.article(), title="").picture for _ in range(3))

        assert picture_page(first) in save(as_bob, second, alt="A quay", _next="")["Location"]
        assert picture_page(third) in save(as_bob, first, alt="A crane", _next="")["Location"]
        assert save(as_bob, third, alt="A ship", _next="")["Location"] == f"{PICTURES}?show=untold"


class TestFocalPoint:
    def test_both_numbers_move_it_and_every_crop_with_it(self, as_bob):
        picture = factories.stored()

        save(as_bob, picture, focus_x="80", focus_y="20.5")

        copy = PictureCopy.objects.get()
        assert (copy.focus_x, copy.focus_y, copy.focus_by_hand) == (0.8, 0.205, True)
        assert copy.files != picture.copy.files

    def test_a_click_without_a_script_sets_and_saves_it(self, as_bob):
        picture = factories.stored()
        fields = opened(as_bob, picture)
        assert (fields["shown_width"], fields["shown_height"]) == ("640", "480")

        save(as_bob, picture, fields, **{"focus.x": "480", "focus.y": "120", "alt": "A harbour"})

        assert (PictureCopy.objects.get().focus_x, PictureCopy.objects.get().focus_y) == (0.75, 0.25)
        assert stored(picture).alt == "A harbour"

    def test_a_press_of_enter_on_the_picture_is_no_click_at_its_corner(self, as_bob):
        picture = factories.stored()

        save(as_bob, picture, **{"focus.x": "0", "focus.y": "0", "alt": "A harbour"})

        assert PictureCopy.objects.get().focus_x == 0.25
        assert stored(picture).alt == "A harbour"

    @pytest.mark.parametrize("typed", [{"focus_x": "101"}, {"focus_y": "-1"}, {"focus_x": "left"}, {"focus_x": ""}, {"focus_x": "nan"}])
    def test_a_point_outside_is_refused_and_nothing_is_saved(self, as_bob, typed):
        picture = factories.stored()

        response = save(as_bob, picture, alt="A harbour", **typed)

        assert response.status_code == 422
        assert 'class="errorlist"' in response.content.decode()
        assert stored(picture).alt == ""

    def test_a_picture_of_odd_shape_is_measured_as_it_is_shown(self, as_bob):
        picture = factories.stored(copy=factories.copy(width=300, height=1200))

        fields = opened(as_bob, picture)

        assert (fields["shown_width"], fields["shown_height"]) == ("160", "640")


class TestTwoEditorsAtOnce:
    def test_the_second_is_told_what_the_first_one_wrote(self, as_bob, as_alice):
        picture = factories.stored()
        fields = opened(as_bob, picture)
        save(as_alice, picture, alt="First")

        refused = save(as_bob, picture, fields, alt="Second")
        html = refused.content.decode()

        assert refused.status_code == 422
        assert "Somebody else changed this since you opened it" in html
        assert "It is now: First" in html
        assert stored(picture).alt == "First"
        assert save(as_bob, picture, form_fields(html, FORM)).status_code == 302
        assert stored(picture).alt == "Second"

    def test_the_focal_point_is_watched_too(self, as_bob, as_alice):
        picture = factories.stored()
        fields = opened(as_bob, picture)
        save(as_alice, picture, focus_x="80")

        refused = save(as_bob, picture, fields, focus_x="10")

        assert "It is now: 80" in refused.content.decode()
        assert PictureCopy.objects.get().focus_x == 0.8

    def test_text_and_focal_point_of_two_editors_are_both_kept(self, as_bob, as_alice):
        picture = factories.stored()
        fields = opened(as_bob, picture)
        save(as_alice, picture, focus_x="80")

        assert save(as_bob, picture, fields, alt="A harbour").status_code == 302

        assert (stored(picture).alt, PictureCopy.objects.get().focus_x) == ("A harbour", 0.8)

    def test_a_point_for_a_picture_that_is_shown_no_more_is_refused(self, as_bob, as_alice):
        picture = factories.stored()
        fields = opened(as_bob, picture)
        upload(as_alice, picture, pictures.photo())

        refused = save(as_bob, picture, fields, focus_x="10", alt="A harbour")

        assert "Another picture is shown" in refused.content.decode()
        assert stored(picture).alt == ""

    def test_a_picture_put_in_the_place_of_another_one_than_was_seen_is_refused(self, as_bob, as_alice):
        picture = factories.stored()
        upload(as_alice, picture, pictures.photo())
        before = stored(picture).replacement

        refused = upload(as_bob, picture, pictures.png(), seen=f"{picture.copy_id}-0")

        assert refused.status_code == 409
        assert "Another picture is shown" in refused.content.decode()
        assert stored(picture).replacement == before


class TestReplacement:
    def test_an_uploaded_picture_is_shown_and_described_and_cut_itself(self, as_bob):
        picture = factories.stored(copy=None, error="status-404", error_text="The server has it no more.")

        assert upload(as_bob, picture, pictures.photo()).status_code == 302

        assert stored(picture).shown == PictureCopy.objects.get()
        assert stored(picture).error == ""
        assert "Take the replacement back" in as_bob.get(picture_page(picture)).content.decode()

    @pytest.mark.parametrize("make", [pictures.photo, pictures.png, pictures.webp, pictures.gif, pictures.avif])
    def test_each_kind_that_is_promised_is_taken(self, as_bob, make):
        picture = factories.stored()

        upload(as_bob, picture, make())

        assert stored(picture).replacement is not None

    @pytest.mark.parametrize(
        "content, why",
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture of a kind that we take"),
            (b"<!doctype html><script>alert(1)</script>", "not a picture of a kind that we take"),
            (pictures.gif_of_size(30_000, 30_000), "too large"),
            (pictures.png_of(30_000, 30_000, b""), "too large"),
            (pictures.photo()[:3000], "ends too early"),
            (b"", "empty"),
        ],
    )
    def test_what_is_none_is_refused_beside_the_field_in_words(self, as_bob, content, why):
        picture = factories.stored(copy=None)

        response = upload(as_bob, picture, content)

        assert response.status_code == 422
        assert why in str(response.context["upload"].errors["file"])
        assert stored(picture).replacement is None
        assert not PictureCopy.objects.exists()

    def test_nothing_that_a_file_hides_is_kept(self, as_bob, media):
        for content in pictures.polyglots().values():
            upload(as_bob, factories.stored(copy=None), content)

        kept = [path.read_bytes() for path in media.rglob("*") if path.is_file()]

        assert kept
        assert not [content for content in kept if b"alert(1)" in content or b"<?php" in content]

    def test_more_than_ten_megabytes_are_not_even_looked_at(self, as_bob):
        response = upload(as_bob, factories.stored(copy=None), b"\xff\xd8" + bytes(10 * 2**20))

        assert "larger than 10 MB" in str(response.context["upload"].errors["file"])

    def test_no_file_is_said_beside_the_field(self, as_bob):
        picture = factories.stored()
        seen = f"{picture.copy_id}-0"

        response = as_bob.post(reverse("admin:articles_picture_replace", args=[picture.pk]), {"seen": seen})

        assert "Choose a file first." in response.content.decode()


class TestClicks:
    def test_a_replacement_is_taken_back(self, as_bob):
        picture = factories.stored(replacement=factories.copy())

        assert said(click(as_bob, picture, "take-back")) == ["The replacement is taken back."]
        assert stored(picture).replacement is None

    def test_it_is_asked_for_again(self, as_bob):
        picture = factories.stored(copy=None, error="status-404", error_text="Gone.")

        assert said(click(as_bob, picture, "ask")) == ["It is asked for again."]
        assert stored(picture).due_at is not None

    def test_another_picture_at_its_address_is_a_question_with_two_answers(self, as_bob):
        new, ours = factories.stored(has_changed=True), factories.stored(has_changed=True)
        assert "Which one do readers see?" in as_bob.get(picture_page(new)).content.decode()

        click(as_bob, new, "accept")
        click(as_bob, ours, "keep")

        assert (stored(new).has_changed, stored(new).due_at is None) == (False, False)
        assert (stored(ours).has_changed, stored(ours).due_at) == (False, None)

    def test_what_cannot_be_asked_for_is_refused_on_the_page(self, as_bob):
        picture = factories.stored("upload:00")

        response = as_bob.post(reverse("admin:articles_picture_click", args=[picture.pk, "ask"]))

        assert response.status_code == 409
        assert "uploaded here" in response.content.decode()

    def test_a_click_on_what_is_another_picture_by_now_is_refused(self, as_bob):
        picture = factories.stored(replacement=factories.copy())

        click(as_bob, picture, "take-back", seen="0-0")

        assert stored(picture).replacement is not None


class TestHistory:
    def test_each_edit_says_who_and_what_and_has_a_way_back(self, as_bob, alice):
        picture = factories.stored()
        editing.describe(picture, "A harbour", False, alice)
        html = as_bob.get(picture_page(picture)).content.decode()
        assert "<b>alice</b> described it as “A harbour”" in html
        line = picture.edits.get()

        as_bob.post(reverse("admin:articles_picture_undo", args=[picture.pk, line.pk]))

        assert stored(picture).alt == ""
        assert "<b>bob</b> undid what alice did" in as_bob.get(picture_page(picture)).content.decode()

    def test_what_stands_no_more_has_no_button_and_is_refused(self, as_bob, alice):
        picture = factories.stored()
        first = editing.describe(picture, "First", False, alice)
        editing.describe(picture, "Second", False, alice)
        address = reverse("admin:articles_picture_undo", args=[picture.pk, first.pk])
        assert address not in as_bob.get(picture_page(picture)).content.decode()

        response = as_bob.post(address)

        assert response.status_code == 409
        assert "text was changed again" in response.content.decode()

    def test_an_edit_of_another_picture_is_not_found(self, as_bob, alice):
        line = editing.describe(factories.stored(), "A harbour", False, alice)

        assert as_bob.post(reverse("admin:articles_picture_undo", args=[factories.stored().pk, line.pk])).status_code == 404

    def test_the_page_costs_the_same_for_any_history_and_any_number_of_articles(self, as_bob, alice):
        picture = factories.pictured(factories.article()).picture
        editing.describe(picture, "One", False, alice)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                as_bob.get(picture_page(picture))
            return len(queries)

        cost()
        few = cost()
        for number in range(20):
            editing.describe(picture, f"No. {number}", False, alice)
            factories.pictured(factories.published(provider=factories.provider()), picture)

        assert cost() == few <= 13


class TestTheWholePicture:
    def test_it_is_for_the_desk_alone_and_can_never_run(self, as_vera, client):
        picture = factories.stored()
        address = reverse("admin:articles_picture_whole", args=[picture.pk])

        response = as_vera.get(address)

        assert response.content[:2] == b"\xff\xd8"
        assert response["Content-Type"] == "image/jpeg"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert client.get(address).status_code == 302

    def test_where_there_is_none_it_is_not_found(self, as_vera):
        lost = factories.stored()
        PictureCopy.objects.update(master="m/aa/lost.jpg")

        for picture in (lost, factories.stored(copy=None)):
            assert as_vera.get(reverse("admin:articles_picture_whole", args=[picture.pk])).status_code == 404


class TestWhoMayOnlyLook:
    def test_a_viewer_sees_the_picture_and_no_button(self, as_vera):
        picture = factories.stored(alt="A harbour", replacement=factories.copy(), has_changed=True)

        html = as_vera.get(picture_page(picture)).content.decode()

        assert "A harbour" in html
        assert "<button" not in html.split('id="content"')[1].split('id="footer"')[0]

    def test_a_page_of_nothing_is_not_found(self, as_vera):
        for pk in ("999999", "x", "1" * 30):
            assert as_vera.get(f"/admin/articles/picture/{pk}/change/").status_code == 404


def test_a_logo_has_no_text_and_no_focal_point(as_bob):
    provider = factories.provider("Northern Standard")

    html = as_bob.get(picture_page(factories.logo(provider))).content.decode()

    assert "Northern Standard" in html
    assert 'id="picture_form"' not in html
    assert "Upload" in html
