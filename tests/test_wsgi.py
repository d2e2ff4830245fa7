"""Real workers of a real server: what one process does, the next answer of every other one shows."""

import http.client
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from fcntl import LOCK_EX, flock

import pytest
from django.conf import settings as project
from django.db import connection

from articles.models import Article
from tests import factories
from tests.ports import free_port
from tests.queue import redis

pytestmark = pytest.mark.django_db(transaction=True)
DIES_BEFORE_IT_TELLS = """
import os
from articles.models import Article
from newsroom.cache import generation
generation.ended = lambda *args: os._exit(9)
Article.objects.get(slug="story").withdraw(reason="Wrong.")
"""


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def surroundings(request, settings, tmp_path):
    """Of every process of this newsroom. This process is one of them."""
    name = str(connection.settings_dict["NAME"])
    database = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    own = {
        **{"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": database, "DEBUG": "false", "SECRET_KEY": "x" * 50},
        **{"SITE_URL": "http://127.0.0.1", "MEDIA_ROOT": str(tmp_path / "media"), "TASKS_URL": "", "MEDIA_STORAGE": ""},
    }
    if request.param == "file":
        settings.PAGES = str(tmp_path / "pages")
        yield {**os.environ, **own, "CACHE_URL": f"filecache://{tmp_path}"}
    else:
        with redis(tmp_path) as address:
            # The product renders pages anew where Redis takes half a second. A busy machine takes that.
            settings.PAGES = f"{address}?socket_timeout=30&socket_connect_timeout=30"
            yield {**os.environ, **own, "CACHE_URL": settings.PAGES}


def documented(name: str) -> list[str]:
    """gunicorn's options as this file gives them, but for where it listens and how many it is."""
    given = re.search(r"/gunicorn newsroom\.wsgi (.*?)'?$", (project.BASE_DIR / name).read_text(), re.MULTILINE)[1]
    return re.sub(r"--(bind|workers) \S+ ", "", given).split()


@contextmanager
def serving(surroundings, named="docs/serving.md"):
    """The port of two gunicorn workers."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", *documented(named)]
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", "newsroom.wsgi", *options], cwd=project.BASE_DIR, env=surroundings)
    try:
        for _ in range(300):
            assert process.poll() is None, "gunicorn has ended"
            try:
                get(port, "/robots.txt")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def get(port: int, path: str) -> tuple[int, str]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", path)
    answer = asked.getresponse()
    return answer.status, answer.read().decode()


def seen(port: int, path: str) -> set[tuple[int, bool]]:
    """(status, whether the story is there) of as many answers as make it sure that both workers gave some."""
    answers = [get(port, path) for _ in range(12)]
    return {(status, "A story" in text) for status, text in answers}


def test_what_one_process_publishes_or_takes_back_every_worker_shows_at_once(surroundings, collected):
    story = factories.article("A story", slug="story")
    with serving(surroundings) as port:
        assert (seen(port, "/news/"), seen(port, "/news/story/")) == ({(200, False)}, {(404, False)})
        for _ in range(5):
            story.publish()
            assert (seen(port, "/news/"), seen(port, "/news/story/")) == ({(200, True)}, {(200, True)})
            story.unpublish()
            assert (seen(port, "/news/"), seen(port, "/news/story/")) == ({(200, False)}, {(404, False)})


def test_a_process_that_dies_before_it_told_anybody_leaves_nothing_that_was_withdrawn(surroundings, collected):
    factories.published("A story", slug="story")
    with serving(surroundings) as port:
        assert seen(port, "/news/story/") == {(200, True)}
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", DIES_BEFORE_IT_TELLS]
        assert subprocess.run(command, cwd=project.BASE_DIR, env=surroundings).returncode == 9
        assert Article.objects.get().status == "withdrawn"

        assert {status for status, _ in seen(port, "/news/story/")} == {410}
        assert seen(port, "/news/") == {(200, False)}


@pytest.mark.parametrize("surroundings", ["file"], indirect=True)
@pytest.mark.parametrize("named", ["docs/serving.md", "Makefile"])
def test_a_search_for_ten_thousand_characters_is_answered(surroundings, collected, named):
    with serving(surroundings, named) as port:
        status, text = get(port, f"/search/?q={'a' * 10_000}")

    assert status == 200 and "</html>" in text


@pytest.fixture(scope="session")
def collected():
    """The static files that pages of a server without DEBUG name."""
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DEBUG": "false", "SECRET_KEY": "x" * 50}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    with (project.BASE_DIR / "manage.py").open() as whole:
        flock(whole, LOCK_EX)  # the other worker of the tests may do the same
        subprocess.run(command, cwd=project.BASE_DIR, env=surroundings, check=True)
