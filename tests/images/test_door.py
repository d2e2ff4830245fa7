"""Nothing here reaches the network but through one module: no other has the means, and no other is seen doing it."""

import ast
import importlib
import socket
import sys
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.images.download import fetch
from articles.images.social import draw_due
from articles.images.working import work
from articles.models import Article
from tests import factories, files
from tests.desk import pages
from tests.images import pictures
from tests.images.hostile import answer, hostile_server
from tests.test_layers import MODULES, ROOT

DOOR = "articles.images.download"
# Not boto3: media may be kept in a bucket, at the one address that the settings name.
MEANS = (
    *("socket", "_socket", "ssl", "_ssl", "socketserver", "asyncio", "http.client", "http.server", "urllib.request", "xmlrpc"),
    *("ftplib", "smtplib", "poplib", "imaplib", "nntplib", "telnetlib", "urllib3", "requests", "httpx", "httpcore", "aiohttp"),
    *("pycurl", "websockets", "paramiko", "dns"),
)


def imports_of(path: Path) -> set[str]:
    """Every name that a file imports, in full and wherever it does: `smtplib.SMTPDataError`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_means(name: str) -> bool:
    return any(f"{name}.".startswith(f"{means}.") for means in MEANS)


def is_error(name: str) -> bool:
    """To catch what Django's mail raises is not to send any."""
    module, _, member = name.rpartition(".")
    found = getattr(importlib.import_module(module), member, None) if module else None
    return isinstance(found, type) and issubclass(found, Exception)


@pytest.mark.parametrize("module", sorted(set(MODULES) - {DOOR}))
def test_no_module_but_the_door_has_the_means_to_connect(module):
    assert not [name for name in imports_of(MODULES[module]) if is_means(name) and not is_error(name)]


def test_the_door_itself_would_be_found():
    assert {name.partition(".")[0] for name in imports_of(MODULES[DOOR]) if is_means(name)} == {"http", "socket", "ssl", "urllib3"}


SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")


class Watch:
    """Who connects to the network, or sends to it, in this process. An audit hook stays for good, so there is one, and a switch."""

    def __init__(self):
        self.seen = None
        sys.addaudithook(self.hook)

    def hook(self, event, args):
        if self.seen is None:
            return
        if event == "socket.getaddrinfo" or (event in SENDING and isinstance(args[1], tuple)):
            self.seen.append(innermost())

    @contextmanager
    def on(self):
        self.seen = []
        try:
            yield self.seen
        finally:
            self.seen = None


def innermost() -> str:
    """The file of ours that is nearest to what is happening; "" where none is on the stack."""
    frame = sys._getframe(1)
    while frame:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("articles", "newsroom"):
            return str(path.relative_to(ROOT))
        frame = frame.f_back
    return ""


WATCH = Watch()


def test_any_connection_is_seen():
    with hostile_server() as server, WATCH.on() as seen, socket.create_connection(("127.0.0.1", server.port)):
        pass
    assert set(seen) == {""}


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


PAGES = """
    / /?q=robot /topics/ /topics/robots/ /providers/ /robots.txt /nothing/at/all/
    /api/news/ /api/news/item/public/ /api/news/robots/ /api/changes/ /api/topics/ /api/providers/ /api/schema/
"""


def read_the_site():
    reader, article = Client(), factories.published("Public", slug="public", topics=[factories.topic(slug="robots")])
    addresses = [article.get_absolute_url(), *PAGES.split()]
    assert {reader.get(address).status_code for address in addresses} <= {200, 301, 404}


def work_at_the_desk():
    desk = logged_in(factories.editor())
    addresses = [reverse("admin:queue"), reverse("admin:dashboard"), pages.LIST, pages.change(factories.article())]
    assert [desk.get(address).status_code for address in addresses] == [200] * 4


@pytest.mark.django_db
def test_nothing_connects_but_the_door(fixtures):
    with hostile_server() as server, WATCH.on() as seen:
        files.run_import(fixtures)
        read_the_site()
        work_at_the_desk()
        assert Article.objects.count() > 30
        assert seen == []

        fetch(server.at("/a.png", answer(b"picture")), guard=server.guard)
        assert set(seen) == {"articles/images/download.py"}


@pytest.mark.django_db
def test_whoever_works_on_pictures_connects_through_the_door_alone():
    with hostile_server() as server, WATCH.on() as seen:
        factories.stored(server.at("/a.png", answer(pictures.png())), copy=None, host="127.0.0.1", due_at=timezone.now())
        kept = factories.stored(server.at("/b.png", answer(pictures.png())), due_at=timezone.now(), is_check=True)
        factories.pictured(factories.published(), kept)
        work(guard=server.guard, cores=1)
        assert server.count() == 2 and set(seen) == {"articles/images/download.py"}

        seen.clear()
        desk = logged_in(factories.editor())
        page = reverse("admin:articles_picture_change", args=[kept.pk])
        assert [desk.get(address).status_code for address in (reverse("admin:articles_picture_changelist"), page)] == [200, 200]
        draw_due(everything=True)
        with suppress(SystemExit):  # what it finds is not the question here
            call_command("check_images", "--offline", stdout=StringIO(), stderr=StringIO())
        assert seen == []
