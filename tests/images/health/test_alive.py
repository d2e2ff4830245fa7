"""An address is asked again: what that says of the picture, and that our copy stays whatever it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.images.health.alive import MOST_ATTEMPTS, SERVER_IS_DOWN, check
from articles.images.keeping import NotKept
from articles.models import Picture, PictureCopy, PictureHost
from tests import factories
from tests.images import hostile, pictures
from tests.images.health.conftest import due_for_check

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def again(server, shape):
    """`again(picture, behaviour)`: what a check says when its address behaves like that. The row is read anew, and the copy is the same."""

    def ask(picture: Picture, behaviour=None, attempts: int | None = None) -> str:
        copy = picture.copy_id
        if attempts is not None or picture.due_at is None:
            due_for_check(picture, attempts or 0)
        if behaviour:
            server.at("/a.png", behaviour)
        outcome = check(picture, shape, guard=server.guard)
        picture.refresh_from_db()
        assert picture.copy_id == copy and picture.claimed_until is None
        assert timezone.now() - picture.checked_at < DAY
        return outcome

    return ask


def is_resting(picture) -> bool:
    return (picture.due_at, picture.is_check, picture.attempts) == (None, False, 0)


def is_well(picture) -> bool:
    flags = (picture.is_gone, picture.has_changed, picture.error, picture.error_text, picture.other_digest)
    return flags == (False, False, "", "", "") and timezone.now() - picture.seen_at < DAY


class TestStillThere:
    def test_a_server_that_says_so_sends_nothing(self, kept, again, server):
        picture = kept(hostile.unchanged_for('"1"', pictures.png()))

        assert again(picture) == "alive"

        assert is_well(picture) and is_resting(picture)
        assert server.headers("/a.png")["if-none-match"] == '"1"' and picture.etag == '"1"'

    def test_the_same_bytes_are_the_same_picture(self, kept, again):
        picture = kept(hostile.answer(pictures.png()))

        assert again(picture, hostile.answer(pictures.png(), etag='"2"')) == "alive"

        assert is_well(picture) and is_resting(picture) and picture.etag == '"2"'

    @pytest.mark.parametrize("other", [pictures.photo(640, 360), pictures.webp(800, 450)], ids=["JPEG", "WebP"])
    def test_another_size_or_format_is_the_same_picture(self, kept, again, other):
        picture = kept(hostile.answer(pictures.photo(1600, 900)))

        assert again(picture, hostile.answer(other, etag='"3"')) == "alive"

        assert is_well(picture) and picture.etag == '"3"'
        assert PictureCopy.objects.count() == 1

    def test_what_was_gone_and_is_there_again_is_well(self, kept, again):
        picture = kept(hostile.answer(pictures.png()))
        again(picture, hostile.missing())

        assert again(picture, hostile.answer(pictures.png())) == "alive"

        assert is_well(picture)

    def test_what_media_lost_of_it_is_made_again_from_the_same_bytes(self, kept, again, media):
        picture = kept(hostile.answer(pictures.png()))
        master = picture.copy.master
        (media / master).unlink()
        PictureCopy.objects.update(master="")

        assert again(picture) == "alive"

        assert picture.copy.master == master and (media / master).is_file()


class TestGone:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_server_that_has_it_no_more_is_believed_at_once(self, kept, again, status):
        picture = kept(hostile.answer(pictures.png()))
        before = picture.seen_at

        assert again(picture, hostile.answer(status=status)) == "gone"

        assert picture.is_gone and is_resting(picture) and picture.seen_at == before
        assert picture.error == "status" and str(status) in picture.error_text

    @pytest.mark.parametrize(
        "stub", [pictures.saved(pictures.halves(width=40, height=20), "PNG"), pictures.real_jpeg(1, 1)], ids=["tiny", "pixel"]
    )
    def test_a_placeholder_in_its_place_is_no_picture_of_it(self, kept, again, stub):
        picture = kept(hostile.answer(pictures.png()))

        assert again(picture, hostile.answer(stub)) == "gone"

        assert picture.is_gone and not picture.has_changed and picture.error == "placeholder"

    def test_a_placeholder_that_others_had_before_is_known(self, kept, again):
        factories.copy()
        picture, other = kept(hostile.answer(pictures.png())), kept(hostile.answer(pictures.png(seed=2)), "/b.png")
        PictureCopy.objects.filter(pk=other.copy_id).update(placeholder="shared")

        assert again(picture, hostile.answer(pictures.png(seed=2))) == "gone"

    def test_a_copy_that_is_a_placeholder_itself_is_no_worse_than_it_was(self, kept, again):
        grey = pictures.saved(pictures.halves().convert("1").convert("L").point([99] * 256), "PNG")
        picture = kept(hostile.answer(grey))
        assert picture.copy.placeholder == "flat"

        assert again(picture, hostile.answer(pictures.real_jpeg(1, 1))) == "alive"
        assert again(picture, hostile.answer(pictures.png())) == "changed"

    def test_a_file_that_its_folder_has_no_more_is_gone_when_that_lasts(self, again, tmp_path):
        picture = factories.stored(f"file:{tmp_path}/./a.png", host="")

        assert again(picture, attempts=0) == "later" and not picture.is_gone
        assert again(picture, attempts=MOST_ATTEMPTS - 1) == "gone" and picture.is_gone

    def test_a_folder_that_is_away_says_nothing_of_its_pictures(self, again, tmp_path):
        picture = factories.stored(f"file:{tmp_path}/away/./a.png", host="")

        assert again(picture) == "unseen"

        assert not picture.is_gone and picture.error == "" and is_resting(picture)
        assert timezone.now() - picture.seen_at > 59 * DAY


class TestChanged:
    def test_another_picture_is_for_an_editor_to_judge(self, kept, again):
        picture = kept(hostile.answer(pictures.png(), etag='"1"'))

        assert again(picture, hostile.answer(pictures.png(seed=2), etag='"2"')) == "changed"

        assert picture.has_changed and not picture.is_gone and picture.error == "" and is_resting(picture)
        assert picture.etag == '"1"'  # of the bytes that we have
        assert PictureCopy.objects.count() == 1

    def test_who_has_kept_ours_is_not_asked_about_the_same_picture_twice(self, kept, again):
        picture = kept(hostile.answer(pictures.png()))
        again(picture, hostile.answer(pictures.png(seed=2)))
        Picture.objects.update(has_changed=False)  # what the desk does

        assert again(picture) == "changed" and not picture.has_changed
        assert again(picture, hostile.answer(pictures.png(seed=3))) == "changed" and picture.has_changed

    def test_what_nobody_has_judged_yet_stays_a_question(self, kept, again):
        picture = kept(hostile.answer(pictures.png()))
        again(picture, hostile.answer(pictures.png(seed=2)))

        again(picture)

        assert picture.has_changed

    def test_an_editor_who_asks_for_the_picture_meanwhile_gets_it(self, kept, shape, server):
        picture = kept(hostile.answer(pictures.png()))
        now = timezone.now()
        Picture.objects.update(is_check=False, due_at=now, claimed_until=None)

        check(picture, shape, guard=server.guard)

        picture.refresh_from_db()
        assert picture.due_at == now


class TestFailing:
    @pytest.mark.parametrize(
        "behaviour",
        [hostile.broken(), hostile.forbidden(), hostile.busy(1), hostile.answer(), hostile.html_for_a_picture(), hostile.resets()],
        ids=["500", "403", "429", "empty", "html", "reset"],
    )
    def test_once_is_no_alarm(self, kept, again, behaviour):
        picture = kept(hostile.answer(pictures.png()))
        before = picture.seen_at

        assert again(picture, behaviour) == "later"

        assert (picture.error, picture.is_gone, picture.is_check, picture.seen_at) == ("", False, True, before)
        assert timedelta(minutes=50) < picture.due_at - timezone.now() < timedelta(minutes=70)

    @pytest.mark.parametrize("behaviour, error", [(hostile.forbidden(), "status"), (hostile.broken(), "status")])
    def test_a_day_of_it_is_one(self, kept, again, behaviour, error):
        picture = kept(hostile.answer(pictures.png()))

        assert again(picture, behaviour, attempts=MOST_ATTEMPTS - 1) == "failing"

        assert (picture.error, picture.is_gone) == (error, False) and picture.error_text and is_resting(picture)

    @pytest.mark.parametrize("behaviour, error", [(hostile.html_for_a_picture(), "not-a-picture"), (hostile.answer(), "empty")])
    def test_a_day_of_something_else_at_its_address_is_gone(self, kept, again, behaviour, error):
        picture = kept(hostile.answer(pictures.png()))

        assert again(picture, behaviour, attempts=MOST_ATTEMPTS - 1) == "gone"

        assert (picture.error, picture.is_gone) == (error, True) and is_resting(picture)

    def test_each_wait_is_longer(self, kept, again):
        picture = kept(hostile.answer(pictures.png()))

        again(picture, hostile.forbidden(), attempts=3)

        assert timedelta(hours=7) < picture.due_at - timezone.now() < timedelta(hours=9)

    def test_a_server_that_fails_is_left_alone(self, kept, again):
        again(kept(hostile.answer(pictures.png())), hostile.busy(600))

        assert PictureHost.objects.get(name="127.0.0.1").quiet_until > timezone.now() + timedelta(minutes=9)

    def test_a_server_that_is_down_for_a_day_is_so_for_all_its_pictures_at_once(self, kept, again):
        picture, waiting = kept(hostile.answer(pictures.png())), kept(hostile.answer(pictures.png(seed=2)), "/b.png")
        elsewhere = due_for_check(factories.stored())
        PictureHost.objects.filter(name="127.0.0.1").delete()
        PictureHost.objects.create(name="127.0.0.1", failures=SERVER_IS_DOWN - 1)

        assert again(picture, hostile.broken()) == "failing"

        waiting.refresh_from_db(), elsewhere.refresh_from_db()
        assert waiting.error == "status" and is_resting(waiting)
        assert elsewhere.error == "" and elsewhere.is_check

    def test_a_storage_that_takes_nothing_ends_the_run_and_loses_nothing(self, kept, shape, server, media):
        picture = kept(hostile.answer(pictures.png()))
        PictureCopy.objects.update(master="", files={})
        for folder in ("p", "m"):
            for file in (media / folder).rglob("*.*"):
                file.unlink()
            (media / folder).rename(media / f"{folder}-away")
            (media / folder).write_text("no folder")

        with pytest.raises(NotKept):
            check(picture, shape, guard=server.guard)

        picture.refresh_from_db()
        assert picture.is_check and picture.claimed_until is None and picture.due_at > timezone.now()
