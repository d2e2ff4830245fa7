"""One picture from due to kept: every way in which it can fail leaves a reason at its row, and never an error."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles.images import caching, claims, local
from articles.images.addresses import Site
from articles.images.caching import cache
from articles.images.editing import replace
from articles.images.keeping import NotKept
from articles.models import Picture, PictureCopy, PictureHost, Use
from tests import factories, files
from tests.images import hostile, pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(db):
    return factories.editor()


@pytest.fixture
def run(server, shape):
    """`run(behaviour)`: the picture after an attempt to get it from a path that behaves like that."""

    def attempt(behaviour, path="/a.png", **fields):
        address = server.at(path, behaviour)
        picture = Picture.objects.filter(address=address).first() or due(address, **fields)
        return again(picture, server, shape)

    return attempt


def due(address: str, **fields) -> Picture:
    return factories.stored(address, copy=None, **{"due_at": timezone.now(), "host": "127.0.0.1", **fields})


def again(picture: Picture, server, shape) -> Picture:
    PictureHost.objects.update(quiet_until=None)
    Picture.objects.filter(pk=picture.pk).update(due_at=timezone.now())
    claimed = claims.claim()
    cache(claimed, shape, guard=server.guard)
    claimed.refresh_from_db()
    return claimed


class TestKept:
    def test_a_picture_is_kept_in_every_shape_that_pages_show(self, run):
        picture = run(hostile.answer(pictures.photo(1200, 675)))

        copy = picture.copy
        assert (picture.error, picture.due_at, picture.claimed_until, picture.attempts) == ("", None, None, 0)
        assert picture.seen_at and picture.checked_at
        assert (copy.width, copy.height, copy.format) == (1200, 675, "jpeg")
        assert set(copy.files) == {"thumbnail", "card", "lead"}
        for role in copy.files:
            for form in ("webp", "jpeg"):
                for file in copy.of(role, form):
                    with Image.open(BytesIO(default_storage.open(file.name).read())) as stored:
                        assert stored.size == (file.width, file.height)
                        assert stored.format == form.upper()
                        assert not stored.getexif()
        assert default_storage.exists(copy.master)

    def test_it_is_named_by_what_it_is_and_not_by_what_it_is_called(self, run):
        picture = run(hostile.answer(pictures.webp(), type="text/html"), "/x.php")

        assert picture.copy.format == "webp"
        assert {name.rpartition(".")[2] for name in picture.copy.names()} == {"jpg", "webp"}

    def test_the_same_picture_at_two_addresses_is_kept_once(self, run):
        content = pictures.png()
        first, second = run(hostile.answer(content), "/1.png"), run(hostile.answer(content), "/2.png")

        assert first.copy == second.copy == PictureCopy.objects.get()
        assert PictureCopy.objects.get().digest == hashlib.sha256(content).hexdigest()

    def test_a_picture_that_is_a_logo_too_gets_the_shapes_of_both(self, run):
        content = pictures.logo()
        run(hostile.answer(content), "/1.png")
        logo = run(hostile.answer(content), "/2.png", use=Use.LOGO)

        assert set(logo.copy.files) == {"thumbnail", "card", "lead", "logo"}

    def test_avif_is_made_where_it_is_asked_for(self, run, settings):
        settings.PICTURES_AVIF = True

        copy = run(hostile.answer(pictures.photo(400, 300))).copy

        assert [file.name.rpartition(".")[2] for file in copy.of("thumbnail", "avif")] == ["avif", "avif"]

    def test_where_it_was_taken_is_nowhere_in_our_files(self, run):
        copy = run(hostile.answer(pictures.with_everything())).copy

        for name in copy.names():
            assert b"SECRET" not in default_storage.open(name).read()

    @pytest.mark.parametrize("kind", sorted(pictures.polyglots()))
    def test_what_is_a_page_or_a_program_as_well_is_a_picture_alone_after_that(self, run, kind):
        content = pictures.polyglots()[kind]
        picture = run(hostile.answer(content))

        for name in picture.copy.names() if picture.copy else ():
            stored = default_storage.open(name).read()
            assert not any(word in stored for word in (b"<script", b"<?php", b"PK\x03\x04", b"<html"))

    def test_one_that_came_with_files_is_kept_without_any_server(self, tmp_path, server, shape):
        files.write(tmp_path, "assets/x.png", pictures.png())
        picture = again(due(Site(str(tmp_path)).address("/assets/x.png"), host=""), server, shape)

        assert picture.copy and server.count() == 0

    def test_the_server_is_told_who_asks(self, run, server, settings):
        settings.SITE_URL = "https://news.example"
        run(hostile.answer(pictures.png()))

        assert server.headers("/a.png")["user-agent"] == "Newsroom/1.0 (+https://news.example)"


class TestFailed:
    @pytest.mark.parametrize(
        "behaviour, reason",
        [
            (hostile.missing(), "status"),
            (hostile.forbidden(), "status"),
            (hostile.html_for_a_picture(), "not-a-picture"),
            (hostile.answer(b""), "empty"),
            (hostile.answer(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", type="image/svg+xml"), "not-a-picture"),
            (hostile.endless_redirects(), "redirects"),
            (hostile.redirect("http://169.254.169.254/latest/meta-data/"), "private-address"),
            (hostile.redirect("http://[::ffff:10.0.0.1]/"), "private-address"),
            (hostile.redirect("ftp://paper.example/"), "bad-address"),
            (hostile.bomb(64), "too-large"),
            (hostile.answer(pictures.png_of(20_000, 10_000, b"")), "too-many-pixels"),
            (hostile.answer(pictures.garbled(pictures.png())), "cut-short"),
        ],
    )
    def test_what_will_not_change_is_given_up_with_its_reason_in_words(self, run, behaviour, reason):
        picture = run(behaviour)

        assert (picture.error, picture.due_at, picture.claimed_until, picture.copy) == (reason, None, None, None)
        assert picture.error_text.endswith(".") and len(picture.error_text) > 15
        assert picture.is_gone == (behaviour is not None and "404" in picture.error_text)

    @pytest.mark.parametrize(
        "behaviour, reason",
        [
            (hostile.broken(), "status"),
            (hostile.busy(120), "status"),
            (hostile.resets(), "unreachable"),
            (hostile.wrong_length(pictures.png(), said=10**6), "cut-short"),
        ],
    )
    def test_what_may_pass_is_tried_again_after_a_while(self, run, behaviour, reason):
        picture = run(behaviour)

        assert (picture.error, picture.claimed_until) == (reason, None)
        assert timedelta(minutes=4) < picture.due_at - timezone.now() <= timedelta(minutes=5)

    def test_each_wait_is_twice_as_long_and_after_the_sixth_attempt_it_is_given_up(self, run):
        waits = []
        for _ in range(6):
            picture = run(hostile.broken())
            waits.append(picture.due_at and round((picture.due_at - timezone.now()).total_seconds() / 60))

        assert waits == [5, 10, 20, 40, 80, None]
        assert picture.error == "status"

    def test_what_came_in_the_end_is_kept_and_nothing_is_wrong_with_it_any_more(self, run):
        run(hostile.broken())
        picture = run(hostile.answer(pictures.png()))

        assert picture.copy and (picture.error, picture.error_text, picture.attempts) == ("", "", 0)

    def test_cut_at_every_kb_it_is_never_kept_and_never_an_error(self, run):
        content = pictures.photo(500, 300)
        reasons = {run(hostile.cut_after(length, content), f"/{length}").error for length in range(0, len(content) - 1, 1024)}

        assert reasons == {"cut-short"}

    def test_cut_and_declared_shorter_it_is_never_kept_either(self, run):
        content = pictures.photo(500, 300)
        parts = range(0, len(content) - 1024, 1024)
        reasons = {run(hostile.answer(content[:length]), f"/{length}").error for length in parts}

        assert reasons <= {"cut-short", "empty", "not-a-picture", "corrupt"}

    def test_a_slow_drip_ends_at_the_deadline(self, run, monkeypatch):
        monkeypatch.setattr(caching, "LIMITS", caching.Limits(seconds=0.5))

        assert run(hostile.dripping_body(pictures.png(), interval=0.05)).error == "too-slow"
        assert run(hostile.dripping_head(interval=0.05), "/head").error == "too-slow"

    def test_a_server_that_is_asked_too_much_is_left_alone_with_all_its_pictures(self, run, server):
        run(hostile.busy(1800))
        due(server.url("/other.png"))

        assert PictureHost.objects.get().quiet_until > timezone.now() + timedelta(minutes=29)
        assert claims.claim() is None

    def test_a_picture_that_is_not_there_is_not_its_servers_fault(self, run):
        run(hostile.missing())

        assert PictureHost.objects.get().quiet_until is None

    def test_a_file_that_is_gone_from_its_folder_is_given_up(self, tmp_path, server, shape):
        picture = again(due(f"file:{tmp_path}/./assets/x.png", host=""), server, shape)

        assert (picture.error, picture.due_at) == ("no-file", None)

    def test_a_picture_that_was_uploaded_is_asked_of_nobody(self, server, shape):
        assert again(due("upload:9f86d081", host=""), server, shape).error == "no-file"


class TestFaults:
    def test_a_storage_that_takes_nothing_puts_the_picture_off_and_says_so(self, run, monkeypatch):
        def full(name, content, max_length=None):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched, pytest.raises(NotKept, match="No space left on device"):
            patched.setattr(default_storage, "save", full)
            run(hostile.answer(pictures.png()))

        picture = Picture.objects.get()
        assert (picture.error, picture.copy, picture.attempts) == ("storage", None, 0)  # none of its server's attempts
        assert timedelta(minutes=9) < picture.due_at - timezone.now() <= timedelta(minutes=10)
        assert run(hostile.answer(pictures.png())).copy

    def test_killed_between_file_and_row_it_is_done_again_and_the_files_are_the_same(self, run, server, shape, media):
        class Killed(BaseException):
            pass

        def die(*args, **kwargs):
            raise Killed

        content = pictures.png()
        with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
            patched.setattr(caching, "succeed", die)
            run(hostile.answer(content))
        left = {path for path in media.rglob("*") if path.is_file()}
        assert left and claims.claim() is None

        Picture.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        picture = run(hostile.answer(content))

        assert picture.copy and {path for path in media.rglob("*") if path.is_file()} == left

    def test_a_worker_that_comes_too_late_meets_the_copy_of_the_other(self, server, shape):
        """Its claim had ended, and another one has done the work meanwhile."""
        address = server.at("/a.png", hostile.answer(pictures.png()))
        due(address)
        late = claims.claim()
        Picture.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
        again(late, server, shape)

        assert cache(late, shape, guard=server.guard) == ""
        assert PictureCopy.objects.count() == 1 and Picture.objects.get().copy


class TestOvertaken:
    """While a worker is at it, somebody else decides."""

    @pytest.mark.parametrize("behaviour", [hostile.broken(), hostile.answer(pictures.png())])
    def test_what_an_editor_put_in_its_place_is_not_asked_for_again(self, server, shape, alice, behaviour):
        due(server.at("/a.png", behaviour))
        claimed = claims.claim()
        replace(Picture.objects.get(), pictures.png(seed=9), shape, alice)

        cache(claimed, shape, guard=server.guard)

        now = Picture.objects.get()
        assert (now.due_at, now.error, now.shown) == (None, "", now.replacement)


def test_what_no_worker_survives_is_given_up():
    due("https://paper.example/a.jpg", attempts=claims.MOST_CLAIMS)

    assert claims.claim() is None
    assert (Picture.objects.get().due_at, Picture.objects.get().error) == (None, "crashed")


def test_a_file_that_lost_its_content_is_written_again(run, media):
    first = run(hostile.answer(pictures.png()))
    files_ = [media / name for name in first.copy.names()]
    for file in files_:
        file.write_bytes(b"")
    PictureCopy.objects.update(files={})

    run(hostile.answer(pictures.png()))

    assert all(file.stat().st_size for file in files_ if file.parts[-3] == "p")


def test_cut_anew_around_another_point_every_shape_is_another_and_the_whole_picture_stays(run, shape):
    copy = run(hostile.answer(pictures.object_at(0.1, 0.5))).copy

    files = caching.cut(copy, 0.9, 0.5, shape)

    assert files.keys() == copy.files.keys() and files["thumbnail"] != copy.files["thumbnail"]
    assert local.read(f"media:{copy.master}")
