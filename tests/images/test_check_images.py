"""`manage.py check_images`: what it finds, what it says, what it repairs, and what it exits with."""

import json
import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.images.sweeping import every_day
from articles.images.working import work
from articles.models import Picture, PictureCopy
from tests import factories
from tests.images import hostile, pictures

pytestmark = pytest.mark.django_db(transaction=True)


def run(server, *arguments, code=0) -> str:
    """What it says; `code` is the exit code that must come."""
    said, beside = StringIO(), StringIO()
    try:
        call_command("check_images", *arguments, guard=server.guard, stdout=said, stderr=beside)
        raise AssertionError("it must say how it ended")
    except SystemExit as ended:
        exited = ended.code
    except CommandError as error:
        exited = error.returncode
        beside.write(str(error))
    assert exited == code, said.getvalue() + beside.getvalue()
    return said.getvalue() if "--json" in arguments else said.getvalue() + beside.getvalue()


def found(server, *arguments, code=0) -> dict:
    return json.loads(run(server, "--json", *arguments, code=code))


@pytest.fixture
def kept(server):
    """`kept(count)`: pictures of public articles, really fetched, each last asked for two months ago."""

    def keep(count: int) -> list[Picture]:
        addresses = [server.at(f"/{number}.png", hostile.answer(pictures.png(seed=number))) for number in range(count)]
        for address in addresses:
            picture = factories.stored(address, copy=None, host="127.0.0.1", due_at=timezone.now())
            factories.pictured(factories.published(), picture, width=400, height=300)
        assert work(guard=server.guard).kept == count
        Picture.objects.update(checked_at=timezone.now() - timedelta(days=60))
        return [Picture.objects.get(address=address) for address in addresses]

    return keep


def old_file(media, name: str) -> str:
    (media / name).parent.mkdir(parents=True, exist_ok=True)
    (media / name).write_bytes(b"left over")
    os.utime(media / name, (0, 0))
    return name


class TestAsking:
    def test_all_is_well_where_everything_is_as_it_was(self, server, kept):
        kept(3)

        said = run(server)

        assert said.splitlines() == ["Asked for: 3 still there.", "All is well."]
        assert Picture.objects.filter(checked_at__gt=timezone.now() - timedelta(hours=1), due_at=None).count() == 3

    def test_what_is_gone_is_told_and_no_fault_for_readers_miss_nothing(self, server, kept):
        gone, _ = kept(2)
        server.at("/0.png", hostile.missing())

        said = run(server)

        assert "Asked for: " in said and "1 gone" in said and "1 still there" in said
        assert "Gone from their addresses; our copies are shown: 1 (no fault)" in said
        assert f"  {gone.address}: The picture's server answers 404 (there is nothing). ({gone.images.get().article.path})" in said

    def test_what_has_changed_waits_for_an_editor(self, server, kept):
        kept(2)
        server.at("/1.png", hostile.answer(pictures.png(seed=9)))

        report = found(server, code=1)

        assert report["asked"] == {"alive": 1, "changed": 1} and report["faults"] == 1
        assert report["found"]["changed"]["count"] == 1

    def test_what_was_asked_for_lately_is_asked_for_only_when_wished(self, server, kept):
        kept(2)
        Picture.objects.update(checked_at=timezone.now() - timedelta(days=29))
        before = server.count()

        assert found(server)["asked"] == {}
        assert found(server, "--older-than", "28")["asked"] == {"alive": 2}
        assert found(server, "--older-than", "0")["asked"] == {"alive": 2}
        assert server.count() == before + 4

    def test_no_more_are_asked_for_than_the_limit(self, server, kept):
        kept(3)

        assert found(server, "--limit", "2")["asked"] == {"alive": 2}
        assert found(server, "--limit", "2")["asked"] == {"alive": 1}

    def test_one_server_is_never_asked_more_than_twice_at_once(self, server, kept):
        kept(8)
        server.most_at_once, server.latency = 0, 0.05

        run(server)

        assert server.most_at_once == 2

    def test_new_pictures_are_none_of_its_business(self, server):
        factories.stored(server.url("/a.png"), copy=None, host="127.0.0.1", due_at=timezone.now())

        assert found(server)["asked"] == {} and server.count() == 0

    def test_offline_no_server_is_asked(self, server, kept):
        kept(2)
        before = server.count()

        assert found(server, "--offline")["asked"] == {} and server.count() == before

    def test_a_server_that_fails_is_no_alarm_and_is_left_alone(self, server, kept):
        kept(3)
        for number in range(3):
            server.at(f"/{number}.png", hostile.broken())
        before = server.count()

        report = found(server)

        assert set(report["asked"]) == {"later"} and report["faults"] == 0
        assert server.count() - before <= 3
        assert Picture.objects.filter(error="", is_gone=False).count() == 3


class TestFinding:
    def test_each_kind_is_found_once(self, server, media):
        well = factories.stored()
        factories.pictured(factories.published(), well)
        PictureCopy.objects.update(fingerprint="f" * 16)
        broken = factories.stored(copy=None, error="status", error_text="It answers 404.")
        factories.pictured(factories.published(), broken)
        factories.stored(has_changed=True), factories.stored(is_gone=True), factories.stored(error="certificate")
        factories.stored(copy=factories.copy(is_flat=True))
        factories.pictured(factories.published(), factories.stored(), width=100)
        default_storage.delete(well.copy.master)
        old_file(media, "p/ab/old.webp")

        report = found(server, "--offline", code=1)

        counts = {kind: finding["count"] for kind, finding in report["found"].items()}
        assert counts == {
            **{"missing": 1, "orphan": 1, "broken": 1, "changed": 1, "placeholder": 1},
            **{"failing": 1, "gone": 1, "duplicate": 1, "size": 1},
        }
        assert {kind for kind, finding in report["found"].items() if finding["is_fault"]} == {"missing", "broken", "changed", "placeholder"}
        assert report["faults"] == 4

    def test_what_an_editor_has_replaced_is_settled(self, server):
        factories.stored(copy=factories.copy(is_flat=True), replacement=factories.copy())
        factories.pictured(factories.published(), factories.stored(copy=None, error="status", replacement=factories.copy()))

        assert found(server, "--offline")["faults"] == 0

    def test_only_so_many_examples_are_told(self, server):
        for _ in range(22):
            factories.stored(copy=None, has_changed=True)

        said = run(server, "--offline", code=1)

        assert "Addresses that show another picture than our copy: 22" in said and "  and 2 more" in said
        assert said.count("https://") == 20

    def test_its_queries_do_not_grow_with_the_pictures(self, server, django_assert_max_num_queries):
        def made(count: int) -> None:
            for number in range(count):
                factories.pictured(factories.published(), factories.stored(is_gone=bool(number % 2), has_changed=True))

        made(3)
        with django_assert_max_num_queries(100) as few:
            run(server, "--offline", code=1)
        made(12)
        with django_assert_max_num_queries(100) as many:
            run(server, "--offline", code=1)

        assert len(few) == len(many)


class TestRepairing:
    def test_without_it_media_and_copies_stay_as_they_are(self, server, media):
        factories.stored()
        copy = factories.stored().copy
        default_storage.delete(copy.of("card", "jpeg")[0].name)
        left_over = old_file(media, "p/ab/old.webp")

        assert found(server, "--offline", code=1)["repaired"] == {}

        assert PictureCopy.objects.get(pk=copy.pk).files == copy.files and (media / left_over).exists()

    def test_missing_files_are_made_again_and_what_is_left_over_is_deleted(self, server, kept, media):
        whole, cut, lost = kept(3)
        default_storage.delete(cut.copy.of("card", "jpeg")[0].name)
        for name in lost.copy.names():
            default_storage.delete(name)
        left_over = old_file(media, "p/ab/old.webp")

        said = run(server, "--offline", "--repair", code=1)

        assert "Repaired: " in said
        for words in ("1 cut anew", "1 to be asked for again", "1 left over and deleted"):
            assert words in said
        assert not (media / left_over).exists()
        # The lost one is missed by readers until it has come.
        assert "Pictures of public articles that cannot be had: 1" in said
        assert work(guard=server.guard).kept == 1
        assert run(server, "--offline") == "All is well.\n"

    @pytest.mark.parametrize("wish", [(), ("--repair",)], ids=["told", "not repaired"])
    def test_with_the_wrong_media_it_says_so_and_repairs_nothing(self, server, media, wish):
        picture = factories.stored()
        copy = picture.copy
        media.rename(media.with_name("elsewhere"))
        left_over = old_file(media, "p/ab/of-another-newsroom.webp")

        said = run(server, "--offline", *wish, code=2)

        assert "is this the right folder" in said
        picture.refresh_from_db()
        assert picture.copy.files == copy.files and (media / left_over).exists()

    def test_media_that_go_away_in_the_middle_cost_nothing(self, server, media, monkeypatch):
        factories.stored()
        pictures_lost = [factories.stored() for _ in range(2)]
        for picture in pictures_lost:
            default_storage.delete(picture.copy.of("card", "jpeg")[0].name)
        monkeypatch.setattr(type(default_storage._wrapped), "exists", lambda self, name: False)

        report = found(server, "--offline", "--repair", code=2)

        assert "went away" in report["stopped"] and report["found"]["missing"]["count"] == 2
        assert Picture.objects.filter(copy=None).count() == 0


class TestThatItCannot:
    @pytest.mark.parametrize("arguments", [("--limit", "0"), ("--older-than", "-1"), ("--older-than", "99999999")])
    def test_numbers_that_make_no_sense_are_named(self, server, arguments):
        assert "--limit takes" in run(server, *arguments, code=2)

    def test_a_database_that_was_not_migrated_is_named(self, server):
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_picture RENAME TO away")
        try:
            assert "Has it been migrated" in run(server, code=2)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE away RENAME TO articles_picture")

    def test_media_that_cannot_be_read_leave_the_rest(self, server, monkeypatch):
        def refuse(self, path):
            raise PermissionError(13, "Permission denied")

        factories.stored(has_changed=True)
        monkeypatch.setattr(type(default_storage._wrapped), "listdir", refuse)

        report = found(server, "--offline", code=2)

        assert report["stopped"] == "Media cannot be read: Permission denied."
        assert report["found"]["changed"]["count"] == 1 and "missing" not in report["found"]


def test_every_day_some_are_due_and_the_sweep_works_them_off(server, kept):
    gone, _ = kept(2)
    server.at("/0.png", hostile.missing())

    every_day.call_local()

    assert Picture.objects.filter(is_check=True).count() == 2
    report = work(guard=server.guard)
    assert (report.kept, report.failed, report.checked) == (0, {}, {"gone": 1, "alive": 1})
    gone.refresh_from_db()
    assert gone.is_gone and gone.copy is not None
