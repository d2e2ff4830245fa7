import socket

import pytest

from articles.images import download
from articles.images.download import fetch
from articles.images.shaping.pool import decoders
from tests import factories
from tests.images.hostile import hostile_server


@pytest.fixture(scope="session")
def shape():
    """Shapes pictures, in processes of their own."""
    with decoders() as shape:
        yield shape


@pytest.fixture
def alice(db):
    return factories.editor()


@pytest.fixture
def server():
    with hostile_server() as running:
        yield running


@pytest.fixture
def get(server):
    """`get(behaviour)`: fetch from a path that behaves like that."""

    def fetch_from(behaviour, **options):
        return fetch(server.at("/a.png", behaviour), guard=server.guard, **options)

    return fetch_from


class Names(dict):
    """What a resolver knows, and what it was `asked`."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def resolve(self, host, port):
        self.asked.append(host)
        if host not in self:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self[host]


@pytest.fixture
def names(monkeypatch):
    """`names["paper.example"] = ["1.1.1.1"]`; no other name is known."""
    known = Names()
    monkeypatch.setattr(download, "resolve", known.resolve)
    return known
