"""What a start says about its environment: real processes, for settings are read once in a process's life."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Set to nothing, a variable counts as not set, and a developer's .env does not fill it in.
BARE = dict.fromkeys(
    (
        *("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "CACHE_URL", "EMAIL_URL", "MAIL_FROM", "MEDIA_ROOT"),
        *("SITE_URL", "SITE_NAME", "SITE_LOCALE", "TIME_ZONE"),
    ),
    "",
)
LONG_KEY = "correct-horse-battery-staple-0123456789-ABCDEFGHIJKLMNOPQ"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    start = {"PATH": os.environ["PATH"], **BARE, "DATABASE_URL": "sqlite://:memory:", **environment}
    return subprocess.run(command, env=start, capture_output=True, text=True, timeout=60)


WRONG = [
    ("SECRET_KEY", "", "make install"),
    ("DEBUG", "maybe", "neither true nor false"),
    ("DATABASE_URL", "nonsense", "must begin with sqlite://"),
    ("DATABASE_URL", "mysql://root@127.0.0.1/news", "must begin with sqlite://"),
    ("DATABASE_URL", "sqlite://news.sqlite3", "three slashes"),
    ("DATABASE_URL", "sqlite:////no/such/folder/news.sqlite3", "there is no folder /no/such/folder"),
    ("DATABASE_URL", "postgresql://editor:hunter2@127.0.0.1:port/news", "must begin with"),
    ("DATABASE_URL", "postgresql://127.0.0.1", "names no database"),
    ("CACHE_URL", "nonsense", "must begin with locmemcache://"),
    ("CACHE_URL", "memcache://127.0.0.1:11211", "must begin with locmemcache://"),
    ("SITE_URL", "news.example.org", "https://news.example.org"),
    ("SITE_URL", "https://news.example.org/blog", "https://news.example.org"),
    ("SITE_URL", "https://editor:hunter2@news.example.org", "https://news.example.org"),
    ("SITE_URL", "ftp://news.example.org", "https://news.example.org"),
    ("SITE_URL", "http://news.example.org:99999", "https://news.example.org"),
    ("SITE_URL", "http://[::1", "https://news.example.org"),
    ("ALLOWED_HOSTS", "https://news.example.org", "news.example.org,www.example.org"),
    ("ALLOWED_HOSTS", "news.example.org:8000", "news.example.org,www.example.org"),
    ("MEDIA_ROOT", "media", "absolute path"),
    ("MEDIA_ROOT", str(ROOT / "manage.py"), "absolute path"),
    ("SITE_NAME", "Two\nlines", "line break"),
    ("SITE_LOCALE", "english", "en-us"),
    ("SITE_LOCALE", "tlh", "en-us"),
    ("EMAIL_URL", "nonsense", "must begin with smtp://"),
    ("EMAIL_URL", "smtps://mail.example.org", "must begin with smtp://"),
    ("EMAIL_URL", "smtp+tls://editor:hunter2@mail.example.org:port", "must begin with smtp://"),
    ("EMAIL_URL", "smtp://", "names no mail server"),
    ("EMAIL_URL", "smtp://mail.example.org", "MAIL_FROM is not set"),
    ("MAIL_FROM", "desk", "desk@news.example.org"),
    ("MAIL_FROM", "desk@news.example.org, boss@news.example.org", "desk@news.example.org"),
    ("MAIL_FROM", "Desk <desk@news.example.org>\nBcc: x@example.org", "line break"),
    ("TIME_ZONE", "Mars", "Europe/Copenhagen"),
    ("TIME_ZONE", "../../etc/passwd", "Europe/Copenhagen"),
]


@pytest.mark.parametrize(("name", "value", "advice"), WRONG)
def test_a_wrong_variable_is_named_in_one_line_with_what_to_write(name, value, advice):
    started = manage("check", **{"SECRET_KEY": LONG_KEY, name: value})
    assert started.returncode != 0
    assert started.stdout == ""
    assert len(started.stderr.splitlines()) == 1
    assert name in started.stderr
    assert advice in started.stderr


def test_a_password_in_a_wrong_address_is_not_repeated():
    started = manage("check", SECRET_KEY=LONG_KEY, DATABASE_URL="postgresql://editor:hunter2@127.0.0.1:port/news")
    assert "hunter2" not in started.stderr


def test_a_mail_password_in_a_wrong_address_is_not_repeated():
    started = manage("check", SECRET_KEY=LONG_KEY, EMAIL_URL="smtp+tls://editor:hunter2@mail.example.org:port")
    assert "hunter2" not in started.stderr


def test_redis_without_its_package_is_refused_at_start():
    started = manage("check", SECRET_KEY=LONG_KEY, CACHE_URL="redis://127.0.0.1:6379/1")
    assert (started.returncode == 0) == bool(find_spec("redis"))
    assert find_spec("redis") or "pip install redis" in started.stderr


@pytest.mark.parametrize(
    ("address", "means"),
    [
        ("", "dummy.EmailBackend None 25 False False"),
        ("smtp://127.0.0.1:2525", "smtp.EmailBackend 127.0.0.1 2525 False False"),
        ("smtp+tls://desk:p%40ss@mail.example.org", "smtp.EmailBackend mail.example.org 587 True False p@ss"),
        ("smtp+ssl://mail.example.org", "smtp.EmailBackend mail.example.org 465 False True"),
    ],
)
def test_an_address_of_a_mail_server_means(address, means):
    show = (
        "from django.conf import settings as s; print(s.EMAIL_BACKEND.removeprefix('django.core.mail.backends.'),"
        "s.EMAIL_HOST if s.EMAIL_HOST != 'localhost' else None, s.EMAIL_PORT, s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.EMAIL_HOST_PASSWORD)"
    )
    shown = manage("shell", "-v", "0", "-c", show, SECRET_KEY=LONG_KEY, EMAIL_URL=address, MAIL_FROM="Desk <desk@news.example.org>")
    assert shown.stdout.strip() == means, shown.stderr


@pytest.mark.parametrize(
    "public",
    [
        {"SITE_URL": "https://news.example.org"},
        {"SITE_URL": "http://news.example.org"},
        {"ALLOWED_HOSTS": "*"},
        {"SITE_URL": "https://localhost"},
    ],
)
def test_a_public_site_refuses_debug(public):
    started = manage("check", SECRET_KEY=LONG_KEY, DEBUG="true", **public)
    assert started.returncode != 0
    assert "DEBUG=false" in started.stderr


def test_debug_starts_without_a_secret_key():
    assert manage("check", DEBUG="true").returncode == 0


def test_a_secret_key_is_all_that_production_needs():
    assert manage("check", SECRET_KEY=LONG_KEY).returncode == 0


def test_a_public_site_passes_the_deployment_check():
    started = manage("check", "--deploy", "--fail-level", "WARNING", SECRET_KEY=LONG_KEY, SITE_URL="https://news.example.org")
    assert started.returncode == 0, started.stderr


def test_the_hosts_come_from_the_site_url():
    show = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    shown = manage("shell", "-v", "0", "-c", show, SECRET_KEY=LONG_KEY, SITE_URL="http://[::1]:8000")
    assert "'[::1]'" in shown.stdout, shown.stderr


def test_every_variable_is_in_the_documented_table_and_no_other():
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    code = (ROOT / "newsroom" / "settings.py").read_text()
    assert documented == set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', code))
