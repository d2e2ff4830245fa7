"""What a start says about its environment: real processes, for settings are read once in a process's life."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom import environment

ROOT = Path(__file__).resolve().parent.parent
# Set to nothing, a variable counts as not set, and a developer's .env does not fill it in.
BARE = dict.fromkeys(
    (
        *("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "CACHE_URL", "EMAIL_URL", "MAIL_FROM", "MEDIA_ROOT"),
        *("SITE_URL", "SITE_NAME", "SITE_LOCALE", "TIME_ZONE", "TASKS_URL", "MEDIA_STORAGE", "PICTURES_AVIF"),
        *("CORS_ORIGINS", "WEBSUB_HUB", "SECURITY_CONTACT", "CONTACT"),
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
    ("MEDIA_STORAGE", "nonsense", "must begin with s3://"),
    ("MEDIA_STORAGE", "https://bucket.s3.amazonaws.com/", "must begin with s3://"),
    ("MEDIA_STORAGE", "s3://", "must begin with s3://"),
    ("MEDIA_STORAGE", "s3://b_d/media", "must begin with s3://"),
    ("MEDIA_STORAGE", "s3://key:hunter2/+@bucket/media", "must begin with s3://"),
    ("MEDIA_STORAGE", "s3://key@bucket/media", "must begin with s3://"),
    ("MEDIA_STORAGE", "s3://bucket?acl=public-read", "endpoint=, region= and domain= alone"),
    ("MEDIA_STORAGE", "s3://bucket?region=a&region=b", "each once"),
    ("MEDIA_STORAGE", "s3://bucket?endpoint=s3.example.org", "endpoint= takes a scheme and a host"),
    ("MEDIA_STORAGE", "s3://bucket?region=Frankfurt am Main", "region= takes a region's name"),
    ("MEDIA_STORAGE", "s3://bucket?domain=https://media.example.org", "domain= takes a host name alone"),
    ("MEDIA_STORAGE", "s3://bucket?domain=media.example.org;script-src *", "domain= takes a host name alone"),
    ("TASKS_URL", "nonsense", "must begin with redis://"),
    ("TASKS_URL", "amqp://127.0.0.1", "must begin with redis://"),
    ("TASKS_URL", "redis://:hunter2@127.0.0.1:port/2", "must begin with redis://"),
    ("TASKS_URL", "redis://", "must begin with redis://"),
    ("TASKS_URL", "sqlite://tasks.sqlite3", "must begin with redis://"),
    ("TASKS_URL", "sqlite:////no/such/folder/tasks.sqlite3", "there is no folder /no/such/folder"),
    ("PICTURES_AVIF", "maybe", "neither true nor false"),
    ("WEBSUB_HUB", "hub.example.org", "https://hub.example.org/"),
    ("WEBSUB_HUB", "https://editor:hunter2@hub.example.org/", "https://hub.example.org/"),
    ("WEBSUB_HUB", "https://hub.example.org/>; rel=self", "https://hub.example.org/"),
    ("WEBSUB_HUB", "javascript:alert(1)", "https://hub.example.org/"),
    ("SECURITY_CONTACT", "the desk", "security@example.org"),
    ("SECURITY_CONTACT", "http://example.org/security", "security@example.org"),
    ("SECURITY_CONTACT", "a@example.org, b@example.org", "security@example.org"),
    ("CORS_ORIGINS", "app.example.org", "https://app.example.org"),
    ("CORS_ORIGINS", "https://app.example.org/path", "https://app.example.org"),
    ("CORS_ORIGINS", "https://app.example.org,null", "https://app.example.org"),
    ("CORS_ORIGINS", "*,https://app.example.org", "write it alone"),
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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://editor:hunter2@127.0.0.1:port/news"),
        ("EMAIL_URL", "smtp+tls://editor:hunter2@mail.example.org:port"),
        ("TASKS_URL", "redis://:hunter2@127.0.0.1:port/2"),
        ("MEDIA_STORAGE", "s3://key:hunter2@b_d/media"),
        ("MEDIA_STORAGE", "s3://key:hunter2@bucket/media?domain=*"),
        ("MEDIA_STORAGE", "s3://key:hunter2@bucket/media?acl=public-read"),
    ],
)
def test_a_password_in_a_wrong_address_is_not_repeated(name, value):
    started = manage("check", SECRET_KEY=LONG_KEY, **{name: value})
    assert started.returncode != 0
    assert "hunter2" not in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "packages", "advice"),
    [
        ("CACHE_URL", "redis://127.0.0.1:6379/1", ["redis"], "pip install redis"),
        ("TASKS_URL", "redis://127.0.0.1:6379/2", ["redis"], "pip install redis"),
        ("MEDIA_STORAGE", "s3://bucket/media", ["storages"], 'pip install "django-storages[s3]"'),
        ("MEDIA_STORAGE", "s3://bucket/media", ["boto3"], 'pip install "django-storages[s3]"'),
    ],
)
def test_a_service_whose_package_is_missing_is_refused_at_start(name, value, packages, advice):
    hidden = "".join(f"sys.modules[{package!r}] = None;" for package in packages)
    start = f"import sys; {hidden} sys.argv = ['manage.py', 'check']; exec(open('manage.py').read())"
    environment = {"PATH": os.environ["PATH"], **BARE, "SECRET_KEY": LONG_KEY, "DATABASE_URL": "sqlite://:memory:", name: value}
    started = subprocess.run([sys.executable, "-c", start], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert started.returncode != 0
    assert name in started.stderr
    assert advice in started.stderr


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
    ("address", "means"),
    [
        ("", "articles.images.storage.DurableStorage"),
        ("s3://bucket", "articles.images.bucket.BucketStorage bucket_name=bucket location="),
        ("s3://bucket/a/b/", "articles.images.bucket.BucketStorage bucket_name=bucket location=a/b"),
        (
            "s3://key:p%2Fs@bucket/a?endpoint=http://127.0.0.1:9000&region=eu-central-1",
            "articles.images.bucket.BucketStorage access_key=key bucket_name=bucket endpoint_url=http://127.0.0.1:9000 location=a "
            "region_name=eu-central-1 secret_key=p/s",
        ),
    ],
)
def test_an_address_of_a_bucket_means(address, means):
    show = (
        "from django.conf import settings as s; d = s.STORAGES['default'];"
        "print(d['BACKEND'], *(f'{k}={v}' for k, v in sorted(d.get('OPTIONS', {}).items())))"
    )
    shown = manage("shell", "-v", "0", "-c", show, SECRET_KEY=LONG_KEY, MEDIA_STORAGE=address)
    assert shown.stdout.strip() == means, shown.stderr


def test_the_domain_of_a_bucket_is_the_one_other_place_of_pictures():
    show = "from django.conf import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'])"
    shown = manage("shell", "-v", "0", "-c", show, SECRET_KEY=LONG_KEY, MEDIA_STORAGE="s3://bucket?domain=media.example.org")
    assert shown.stdout.strip() == """["'self'", 'https://media.example.org']""", shown.stderr


@pytest.mark.parametrize("address", ["redis://127.0.0.1:6379/2", "redis://:p%40ss@127.0.0.1", "unix:///run/redis.sock?db=2"])
def test_a_queue_that_does_not_answer_is_not_waited_for(address):
    show = "from huey.contrib.djhuey import HUEY; print(HUEY.storage.conn.connection_pool.connection_kwargs['socket_timeout'])"
    shown = manage("shell", "-v", "0", "-c", show, SECRET_KEY=LONG_KEY, TASKS_URL=address)
    assert shown.stdout.strip() == "5.0", shown.stderr


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


@pytest.mark.parametrize(
    "address, database, means",
    [
        ("", "/srv/news.sqlite3", "/srv/news.sqlite3-pages"),
        ("dbcache://table", "/srv/news.sqlite3", "/srv/news.sqlite3-pages"),
        ("", ":memory:", ""),
        ("", "postgresql", ""),
        ("dummycache://", "/srv/news.sqlite3", ""),
        ("filecache:///srv/cache", "postgresql", "/srv/cache/pages"),
        ("redis://127.0.0.1:6379/1", "postgresql", "redis://127.0.0.1:6379/1"),
    ],
)
def test_pages_are_kept_where_all_processes_can_agree_on_it(monkeypatch, address, database, means):
    monkeypatch.setenv("CACHE_URL", address)
    engine = "postgresql" if database == "postgresql" else "sqlite3"

    assert environment.pages("CACHE_URL", {"ENGINE": f"django.db.backends.{engine}", "NAME": database}) == means
