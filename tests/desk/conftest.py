import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def alice(db):
    return factories.editor()


@pytest.fixture
def bob(db):
    return factories.contributor()


@pytest.fixture
def carol(db):
    return factories.chief()


@pytest.fixture
def vera(db):
    return factories.viewer()


@pytest.fixture
def as_carol(carol) -> Client:
    return _logged_in(carol)


@pytest.fixture
def as_vera(vera) -> Client:
    return _logged_in(vera)


@pytest.fixture
def as_alice(alice) -> Client:
    return _logged_in(alice)


@pytest.fixture
def as_bob(bob) -> Client:
    return _logged_in(bob)


@pytest.fixture
def as_charlie(db) -> Client:
    return _logged_in(factories.reader())


def _logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
