"""The queue in earnest: a consumer in a process of its own, on each kind of queue, does what another process asked for."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests import factories
from tests.images import pictures
from tests.queue import redis

pytestmark = pytest.mark.django_db(transaction=True)
ASK = "from articles.images.sweeping import ask; ask()"


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def queue(request, tmp_path):
    """What TASKS_URL says."""
    if request.param == "file":
        yield f"sqlite:///{tmp_path / 'tasks.sqlite3'}"
    else:
        with redis(tmp_path) as address:
            yield address


def environment(media, queue: str) -> dict[str, str]:
    """Of a process that works on this test's database."""
    name = str(connection.settings_dict["NAME"])
    database = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    own = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": database, "MEDIA_ROOT": str(media), "TASKS_URL": queue}
    return {**os.environ, **own}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(picture, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 40
    while picture.copy is None and time.monotonic() < until:
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.1)
        picture.refresh_from_db()


def test_what_one_process_asks_for_another_one_does(queue, media, tmp_path):
    (tmp_path / "a.png").write_bytes(pictures.png())
    picture = factories.stored(f"file:{tmp_path}/./a.png", copy=None, due_at=timezone.now())
    surroundings = environment(media, queue)
    assert manage(surroundings, "shell", "-v", "0", "-c", ASK).communicate()[0] == ""
    # Without the look of every minute, which would find the picture by itself.
    consumer = manage(surroundings, "run_huey", "--no-periodic")
    try:
        wait_for(picture, consumer)
    finally:
        consumer.kill()
        said = consumer.communicate()[0]

    assert picture.copy is not None, said
    assert picture.error == ""
    assert all((media / name).is_file() for name in picture.copy.names())


@pytest.mark.redis
def test_a_queue_that_is_down_stops_nobody(media, tmp_path):
    with redis(tmp_path) as address:
        pass
    timed = f"import time; began = time.monotonic(); {ASK}; print('asked in', time.monotonic() - began)"
    asking = manage(environment(media, address), "shell", "-v", "0", "-c", timed)

    said = asking.communicate()[0]
    assert "pictures could not be asked for" in said
    assert asking.returncode == 0
    assert float(said.rpartition("asked in ")[2]) < 10
