import pytest
from django.test import Client

from tests import factories

PEOPLE = {
    "stranger": None,
    "reader": factories.reader,
    "viewer": factories.viewer,
    "contributor": factories.contributor,
    "editor": factories.editor,
    "chief": factories.chief,
}


@pytest.fixture
def logged_in(db):
    """`logged_in("editor")`: a client of somebody in that role; a stranger's is not logged in."""

    def log_in(role: str, **options) -> Client:
        client = Client(**options)
        if maker := PEOPLE[role]:
            client.force_login(maker())
        return client

    return log_in
