"""All that is due, by several threads and processes at once."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.utils import timezone

from articles.images.caching import cache
from articles.images.working import work
from articles.models import Picture, PictureCopy
from tests import factories
from tests.images import hostile, pictures

pytestmark = pytest.mark.django_db(transaction=True)


def due(server, count: int, behaviour=None) -> list[Picture]:
    return [
        factories.stored(
            server.at(f"/{number}.png", behaviour or hostile.answer(pictures.png(seed=number))),
            copy=None,
            host="127.0.0.1",
            due_at=timezone.now(),
        )
        for number in range(count)
    ]


def test_everything_that_is_due_is_kept_and_one_server_is_never_asked_more_than_twice_at_once(server):
    due(server, 12)
    server.latency = 0.05

    report = work(guard=server.guard, cores=2)

    assert (report.kept, report.failed, report.stopped) == (12, {}, "")
    assert Picture.objects.filter(copy__isnull=False, due_at=None, claimed_until=None).count() == 12
    assert server.most_at_once == 2 and server.count() == 12


def test_progress_is_told_after_each_and_a_limit_is_kept_to(server):
    due(server, 5)
    told = []

    work(limit=3, guard=server.guard, cores=2, progress=lambda report: told.append(report.done))

    assert told == [1, 2, 3] and server.count() == 3


def test_bad_ones_among_good_ones_stop_nobody(server):
    due(server, 6)
    for number, behaviour in enumerate((hostile.missing(), hostile.html_for_a_picture(), hostile.bomb(64))):
        server.at(f"/{number}.png", behaviour)

    report = work(guard=server.guard, cores=2)

    assert (report.kept, dict(report.failed)) == (3, {"status": 1, "not-a-picture": 1, "too-large": 1})


def test_a_full_disk_ends_the_run_after_a_picture_a_thread_and_the_rest_stays_due(server, monkeypatch):
    due(server, 8)

    def full(name, content, max_length=None):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)

    report = work(guard=server.guard, cores=2)

    assert "No space left on device" in report.stopped
    assert report.kept == 0 and 1 <= sum(report.failed.values()) <= 4  # one a thread
    assert Picture.objects.filter(due_at__lte=timezone.now(), claimed_until=None).count() >= 4


def test_two_runs_at_once_do_nothing_twice(server):
    due(server, 10)
    server.latency = 0.02
    reports = []

    def run():
        reports.append(work(guard=server.guard, cores=1))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(report.kept for report in reports) == 10 == server.count()


def test_an_error_that_nobody_foresaw_is_its_pictures_own_and_stands_in_the_log(server, monkeypatch, caplog):
    due(server, 3)
    bad = Picture.objects.first()

    def cache_or_fail(picture, *args, **kwargs):
        return 1 / 0 if picture.pk == bad.pk else cache(picture, *args, **kwargs)

    monkeypatch.setattr("articles.images.working.cache", cache_or_fail)

    report = work(guard=server.guard, cores=2)

    assert (report.kept, dict(report.failed)) == (2, {"crashed": 1})
    bad.refresh_from_db()
    assert bad.error == "crashed" and bad.due_at > timezone.now()
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_fails_ends_the_run(server, monkeypatch):
    due(server, 2)

    def fail(*args, **kwargs):
        raise OperationalError("the disk is gone")

    monkeypatch.setattr("articles.images.working.cache", fail)

    with pytest.raises(OperationalError):
        work(guard=server.guard, cores=2)


KILLED = """
import tests.settings
tests.settings.DATABASES["default"]["NAME"] = %r
tests.settings.MEDIA_ROOT = %r
import django; django.setup()
from articles.images.guard import Guard
from articles.images.caching import cache
from articles.images.working import work
work(guard=Guard(also=frozenset({("127.0.0.1", %d)})), cores=2, progress=lambda report: print(report.done, flush=True))
"""


def test_a_run_that_is_killed_leaves_whole_rows_and_whole_files_and_the_next_one_goes_on(server, media, tmp_path):
    """kill -9 of a real process, in the middle of its work."""
    due(server, 12)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    code = KILLED % (str(connection.settings_dict["NAME"]), str(media), server.port)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, start_new_session=True
    )
    for _ in range(3):
        assert process.stdout.readline(), process.wait()
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    kept = Picture.objects.filter(copy__isnull=False)
    assert 3 <= kept.count() < 12
    for copy in PictureCopy.objects.all():
        assert all(default_storage.exists(name) for name in copy.names())

    over = timezone.now() - timedelta(seconds=1)  # the claim and the connection of the dead end at the same time
    Picture.objects.filter(claimed_until__isnull=False).update(claimed_until=over, asking_until=over)
    work(guard=server.guard, cores=2)

    assert kept.count() == 12
    assert not Picture.objects.filter(due_at__isnull=False).exists()


def test_seconds_are_kept_to_and_what_is_left_stays_due(server):
    due(server, 30)
    began = time.monotonic()

    report = work(seconds=0, guard=server.guard, cores=1)

    assert report.done <= 1 and time.monotonic() - began < 20
    assert Picture.objects.filter(due_at__isnull=False, claimed_until=None).count() >= 29
