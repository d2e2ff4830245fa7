"""Rows against real media."""

import os
import time
import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from articles.images.health import files
from articles.images.health.files import compare
from articles.images.health.ledger import ledger
from articles.models import PictureCopy, SocialCard
from newsroom import environment
from tests import factories, s3

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(media):
    """`file(name, days)`: lies in media for so long."""

    def put(name: str, days: float = 2) -> str:
        path = media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"left over")
        then = time.time() - days * 86_400
        os.utime(path, (then, then))
        return name

    return put


def compared() -> files.Compared:
    with ledger() as book:
        return compare(book)


def told(finding) -> set[str]:
    assert finding.count == len(finding.examples)
    return {example["what"] for example in finding.examples}


def named(*names: str) -> PictureCopy:
    """A copy with files of these names, which need not be there."""
    files = {"card": {"webp": [[1, 1, name] for name in names]}}
    return PictureCopy(digest=names[0], width=1, height=1, size=1, focus_x=0, focus_y=0, files=files)


def test_a_file_without_content_is_missing(media):
    copy = factories.copy()
    name = copy.of("card", "webp")[0].name
    (media / name).write_bytes(b"")

    assert told(compared().missing) == {name}


def a_card(name: str) -> SocialCard:
    return SocialCard.objects.create(article=factories.published(), version=1, name=name)


def test_all_is_well_where_every_file_has_its_row_and_every_row_its_files(file):
    factories.stored(), a_card(file("s/ab/cdefghij.jpg"))

    found = compared()

    assert (found.missing.count, found.orphans.count, found.is_other) == (0, 0, False)


def test_nothing_at_all_is_well():
    found = compared()

    assert (found.missing.count, found.orphans.count, found.is_other) == (0, 0, False)


class TestMissing:
    def test_each_file_that_a_copy_names_is_looked_for(self):
        copy = factories.stored().copy
        for name in copy.names():
            default_storage.delete(name)
        whole = factories.stored().copy

        found = compared()

        assert told(found.missing) == copy.names()
        assert found.present in whole.names() and not found.is_other

    def test_a_social_card_is_looked_for(self):
        factories.stored(), a_card("s/ab/cdefghij.jpg")

        assert told(compared().missing) == {"s/ab/cdefghij.jpg"}

    def test_a_card_that_could_not_be_drawn_names_nothing(self):
        a_card("")

        assert compared().missing.count == 0

    def test_the_book_says_whose_they_are(self):
        copy = factories.stored().copy
        for name in copy.names():
            default_storage.delete(name)
        card = a_card("s/ab/cdefghij.jpg")

        with ledger() as book:
            compare(book)
            assert list(book.missing()) == [("card", card.pk), ("copy", copy.pk)]

    def test_a_file_that_two_copies_share_is_missed_by_both(self):
        one = factories.stored().copy
        other = factories.stored(copy=factories.copy(files=one.files)).copy
        default_storage.delete(one.of("card", "jpeg")[0].name)

        with ledger() as book:
            assert compare(book).missing.count == 1
            assert list(book.missing()) == [("copy", one.pk), ("copy", other.pk)]

    def test_where_nothing_at_all_is_there_it_is_the_wrong_place(self, media):
        factories.stored()
        media.rename(media.with_name("elsewhere"))

        assert compared().is_other


class TestLeftOver:
    @pytest.mark.parametrize(
        "name", ["p/ab/old.webp", "m/zz/old.jpg", "s/ab/.old.jpg.part", "p/stray.jpg", "images/old.png", "logos/old.png"]
    )
    def test_what_no_row_names_is_told(self, file, name):
        factories.stored(), file(name)

        assert told(compared().orphans) == {name}

    def test_what_is_new_may_be_named_in_a_moment(self, file):
        factories.stored(), file("p/ab/new.webp", days=0.9)

        assert compared().orphans.count == 0

    @pytest.mark.parametrize("name", ["notes.txt", "other/a.png", "static/a.css"])
    def test_folders_that_are_not_ours_are_nobody_s_business(self, file, name):
        factories.stored(), file(name)

        assert compared().orphans.count == 0

    @pytest.mark.parametrize("use", ["article", "provider"])
    def test_an_old_copy_stays_as_long_as_something_is_read_from_it(self, file, use):
        picture = factories.stored(f"media:{file('images/old.png')}")
        shown = factories.pictured(factories.article(), picture) if use == "article" else factories.provider(logo=picture)
        assert compared().orphans.count == 0

        shown.delete()

        assert told(compared().orphans) == {"images/old.png"}

    def test_an_old_address_that_leads_nowhere_is_no_loss(self):
        factories.pictured(factories.article(), factories.stored("media:images/away.png"))

        assert compared().missing.count == 0

    def test_what_comes_to_be_named_meanwhile_is_none(self, file):
        factories.stored()
        names = [file("p/ab/first.webp"), file("p/ab/second.webp")]
        with ledger() as book:
            compare(book)
            named(names[0]).save()

            assert list(book.forsaken()) == names[1:]

    def test_in_another_newsroom_s_media_everything_would_be(self, file):
        file("p/ab/old.webp")

        assert compared().is_other


def test_a_bucket_is_looked_at_as_a_folder_is(tmp_path, settings, monkeypatch):
    with s3.store(tmp_path) as bucket:
        monkeypatch.setenv("MEDIA_STORAGE", bucket.setting())
        settings.STORAGES = {**settings.STORAGES, "default": environment.media("MEDIA_STORAGE")}
        monkeypatch.setattr(files, "FRESH", timedelta(seconds=-60))
        copy, _ = factories.stored().copy, factories.stored()
        default_storage.delete(copy.master)
        bucket.client.put_object(Bucket="newsroom", Key="media/p/ab/old.webp", Body=b"left over")

        found = compared()

        assert (told(found.missing), told(found.orphans)) == ({copy.master}, {"p/ab/old.webp"})
        bucket.stop()
        with pytest.raises(files.Unreadable, match="the bucket does not answer"):
            compared()


def test_media_that_cannot_be_read_are_no_empty_ones(monkeypatch):
    factories.stored()
    monkeypatch.setattr(type(default_storage._wrapped), "listdir", lambda self, path: os.listdir("/proc/1/fd/nothing/at/all") and None)
    assert compared().is_other  # not found is empty

    def refuse(self, path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(default_storage._wrapped), "listdir", refuse)
    with pytest.raises(files.Unreadable, match="Permission denied"):
        compared()


def test_the_folders_of_a_folder_are_told_apart():
    with ledger() as book:
        factories.stored(
            copy=factories.copy(master="", files={"card": {"webp": [[1, 1, "p/ab/x"], [1, 1, "p/ab/c/x"], [1, 1, "p/abc/x"]]}})
        )
        book.write_down()

        assert book.folders() == {"p/ab", "p/ab/c", "p/abc"}
        assert (book.names_in("p/ab"), book.names_in("p")) == ({"p/ab/x"}, set())


def test_progress_is_told_by_folders(file):
    file("p/ab/a.webp"), file("p/cd/a.webp")
    seen = []

    with ledger() as book:
        compare(book, lambda done, total: seen.append((done, total)))

    assert seen == [(number, 7) for number in range(1, 8)]


def test_memory_does_not_grow_with_the_number_of_copies():
    def peak(copies: int) -> int:
        """With so many more of them."""
        PictureCopy.objects.bulk_create([named(f"p/{number % 97:02}/{copies}-{number}") for number in range(copies)])
        tracemalloc.start()
        with ledger():
            reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    peak(10)  # loads what is loaded once
    few = peak(1500)

    assert peak(4500) < 1.3 * few
