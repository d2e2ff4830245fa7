"""A newsroom of the benchmark's own: its database, its commands as real processes, its two servers."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
SAMPLED_EVERY = 0.005  # seconds


class Newsroom:
    """An SQLite database in `folder`, migrated once and copied for every start from nothing."""

    def __init__(self, folder: Path) -> None:
        self.database, self.empty = folder / "news.sqlite3", folder / "empty.sqlite3"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "MEDIA_ROOT": str(folder / "media"),
            "MEDIA_STORAGE": "",
            "TASKS_URL": "",
            "CACHE_URL": "dummycache://",
            "SECRET_KEY": "of-a-benchmark",
            "DEBUG": "false",
            "SITE_URL": "http://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        self.wait("manage.py", "migrate", "--verbosity", "0")
        self.wait("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        self.database.rename(self.empty)

    def start_over(self) -> None:
        shutil.rmtree(self.environment["MEDIA_ROOT"], ignore_errors=True)
        for leftover in self.database.parent.glob("news.sqlite3*"):
            leftover.unlink()
        shutil.copy(self.empty, self.database)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def wait(self, *arguments: str) -> float:
        """Seconds until the command has ended. Raises RuntimeError where it failed."""
        began = time.perf_counter()
        process = self.start(*arguments)
        said, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}: {said.decode()[-2000:]}")
        return time.perf_counter() - began

    def peak_memory(self, *arguments: str) -> float:
        """Megabytes: the most that the command and its children held at one moment."""
        process = self.start(*arguments)
        peak, family = 0, psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _resident(family))
            time.sleep(SAMPLED_EVERY)
        if process.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {process.returncode}")
        return peak / 1e6

    @contextmanager
    def serving(self, application: str, port: int, settings: str) -> Iterator[str]:
        """The address of two gunicorn workers on this application."""
        options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--no-control-socket", "--env", f"DJANGO_SETTINGS_MODULE={settings}"]
        process = self.start("-m", "gunicorn", application, *options)
        try:
            until_it_answers(f"http://127.0.0.1:{port}/news/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def _resident(process: psutil.Process) -> int:
    """Bytes; a page that forked processes share counts once where the system tells (Linux), else in each."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for member in family:
        with suppress(psutil.Error):  # it ended between the listing and the look
            held = member.memory_full_info()
            total += getattr(held, "pss", held.rss)
    return total


def until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"the server of {address} ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=10).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer")
