"""Runs as real processes: killed, two at once, in parallel; on a database of their own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import environ
import psycopg
import pytest
from django.conf import settings
from django.db import connection

from articles.importer.lock import import_lock
from tests import files

MANAGE = str(Path(settings.BASE_DIR) / "manage.py")


class Newsroom:
    """A database of its own, and `manage.py` on it."""

    def __init__(self, url: str, media: Path) -> None:
        self.env = {**os.environ, "DATABASE_URL": url, "DEBUG": "true", "MEDIA_ROOT": str(media)}
        self.config = environ.Env.db_url_config(url)

    def start(self, *args: object) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, MANAGE, *map(str, args)],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=_as_a_terminal_does,
        )

    def run(self, *args: object) -> dict:
        process = self.start(*args)
        out, err = process.communicate(timeout=120)
        assert process.returncode in (0, 1), err
        return json.loads(out) if out.startswith("{") else {}

    def state(self) -> list:
        """All that an import leaves, without keys and times."""
        script = (
            "import json; from articles.models import *; print(json.dumps([[a.path, a.slug, a.title, a.status, a.version,"
            " a.source_file.digest, [l.topic.name for l in a.topic_links.all()], [i.url for i in a.images.all()],"
            " [[r.title, r.target and r.target.path] for r in a.related.all()]] for a in Article.objects.order_by('source', 'path')"
            ".select_related('source_file').prefetch_related('topic_links__topic', 'images', 'related__target').iterator(200)]))"
        )
        process = self.start("shell", "--no-imports", "-c", script)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)


def _as_a_terminal_does() -> None:
    """Ctrl-C means something. What a shell starts in the background ignores it, and so does all that is started there: this suite, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Databases:
    """Makes databases, empty ones or copies of another, and drops them in the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, []
        if connection.vendor == "postgresql":
            server = {key: settings.DATABASES["default"][key.upper()] for key in ("user", "password", "host", "port")}
            self.admin = psycopg.connect(dbname="postgres", autocommit=True, **{key: value for key, value in server.items() if value})

    def make(self, like: Newsroom | None = None) -> Newsroom:
        name = f"newsroom_{uuid4().hex[:12]}"
        if connection.vendor == "postgresql":
            self.admin.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {like.config['NAME']}" if like else ""))
            self.made.append(name)
            return Newsroom(os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}", self.folder / "media")
        file = self.folder / f"{name}.sqlite3"
        if like:
            shutil.copy(like.config["NAME"], file)
        return Newsroom(f"sqlite:///{file}", self.folder / "media")

    def drop(self) -> None:
        for name in self.made:
            self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        if connection.vendor == "postgresql":
            self.admin.close()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A database with all tables and nothing in them, to be copied."""
    databases = Databases(tmp_path_factory.mktemp("migrated"))
    room = databases.make()
    room.run("migrate", "-v0")
    yield room
    databases.drop()


@pytest.fixture
def databases(tmp_path):
    databases = Databases(tmp_path)
    yield databases
    databases.drop()


@pytest.fixture
def newsroom(databases, migrated):
    return lambda: databases.make(like=migrated)


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("many")
    for number in range(1100):
        rest = f'related:\n  - title: "Next"\n    webUrl: "https://paper.example/n{number + 1:04}"\n'
        files.news(root, f"n{number:04}", title=f"Number {number}", rest=rest)
    files.write(root, "_news/bad.md", "---\ntitle:\n---\n")
    return root


def test_a_run_that_was_killed_and_run_again_ends_like_one_that_was_not(newsroom, many):
    whole = newsroom()
    whole.run("import_articles", many, "--json")

    broken, process = under_way(newsroom, many, 1100, "--json")
    process.send_signal(signal.SIGKILL)
    os.killpg(process.pid, signal.SIGCONT)
    process.communicate(timeout=60)  # its workers end with it and close their pipes
    assert 0 < count(broken) < 1100
    report = broken.run("import_articles", many, "--json")

    assert report["unchanged"] + report["created"] == 1100
    assert broken.state() == whole.state()


def test_two_runs_at_once_on_two_sources_both_finish(newsroom, many):
    room = newsroom()

    both = [room.start("import_articles", many, "--source", name, "--json") for name in ("a", "b")]
    reports = [json.loads(process.communicate(timeout=120)[0]) for process in both]

    assert [(report["created"], report["failed"]) for report in reports] == [(1100, 1), (1100, 1)]
    assert count(room) == 2200


def test_a_second_run_on_the_same_source_says_so_and_does_nothing(newsroom, tmp_path):
    files.news(tmp_path / "files")
    room = newsroom()
    held = subprocess.Popen([sys.executable, "-c", HOLD, "default"], env=room.env, stdout=subprocess.PIPE, cwd=settings.BASE_DIR)
    assert held.stdout
    assert held.stdout.readline() == b"held\n"
    try:
        second = room.start("import_articles", tmp_path / "files", "--json")
        assert "is running" in json.loads(second.communicate(timeout=60)[0])["errors"][0]["message"]
        assert second.returncode == 2
        assert room.run("import_articles", tmp_path / "files", "--source", "another", "--json")["created"] == 1
    finally:
        held.kill()
        held.wait()
    assert room.run("import_articles", tmp_path / "files", "--json")["created"] == 1  # the lock went with its holder


def test_ctrl_c_ends_with_a_sentence_and_whole_batches(newsroom, tmp_path):
    for number in range(6000):
        files.news(tmp_path, f"n{number:04}")
    room, process = under_way(newsroom, tmp_path, 6000)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to the workers, too
    os.killpg(process.pid, signal.SIGCONT)
    _, said = process.communicate(timeout=120)

    assert (process.returncode, said.strip().splitlines()[-1]) == (
        130,
        "Stopped. What was imported so far is whole; run it again to go on.",
    )
    assert "Traceback" not in said and "Exception" not in said
    assert count(room) % 500 == 0 < count(room)


def under_way(newsroom, folder: Path, number: int, *options: str) -> tuple[Newsroom, subprocess.Popen]:
    """An import that has stored some of the files and has not stored the last, held still. On a machine that is busy enough one can be
    through before anybody looks."""
    for _ in range(5):
        room = newsroom()
        process = room.start("import_articles", folder, *options)
        while not count(room):
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGSTOP)
        if count(room) < number:
            return room, process
        os.killpg(process.pid, signal.SIGCONT)
        process.communicate(timeout=60)
    raise AssertionError("every import was through before it could be stopped")


def test_a_database_without_tables_is_said(newsroom, tmp_path):
    files.news(tmp_path)
    room = newsroom()
    room.run("migrate", "articles", "zero", "-v0")

    process = room.start("import_articles", tmp_path)

    said = process.communicate(timeout=60)[1]
    assert "manage.py migrate" in said, said
    assert process.returncode == 2


@pytest.mark.django_db
def test_a_lock_is_free_again_after_its_block():
    with import_lock("x"):
        pass
    with import_lock("x"):
        pass


HOLD = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from articles.importer.lock import import_lock
with import_lock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


def count(room: Newsroom) -> int:
    if room.config["ENGINE"].endswith("sqlite3"):
        import sqlite3

        with sqlite3.connect(room.config["NAME"], timeout=10) as database:
            return database.execute("SELECT count(*) FROM articles_article").fetchone()[0]
    server = {key: room.config[key.upper()] for key in ("user", "password", "host", "port") if room.config[key.upper()]}
    with psycopg.connect(dbname=room.config["NAME"], **server) as database:
        return database.execute("SELECT count(*) FROM articles_article").fetchone()[0]
