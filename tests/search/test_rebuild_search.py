"""The command: arguments, one call, a report."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from articles.models import SearchDocument
from tests import factories

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("rebuild_search", *arguments, stdout=said, stderr=StringIO())
    return said.getvalue()


def test_it_says_what_it_did():
    factories.published("Harbour")
    SearchDocument.objects.all().delete()

    assert run() == "1 articles can be found; 1 of them, and 0 names of topics and providers, were indexed otherwise.\n"
    assert json.loads(run("--json")) == {"articles": 1, "changed": 0, "names": 0}


def test_a_database_that_is_not_there_is_said_with_2(monkeypatch):
    def broken(progress):
        raise DatabaseError("no such table")

    monkeypatch.setattr("articles.search.installing.rebuild", broken)

    with pytest.raises(CommandError, match="Has it been migrated") as refused:
        run()
    assert refused.value.returncode == 2
