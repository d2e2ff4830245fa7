"""The databases' own part of the index: made by a migration, made anew by `manage.py rebuild_search`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connection, transaction

from articles.models import Article, Provider, SearchDocument, SearchWord, Topic
from articles.search import postgres, sqlite
from articles.words import padded

PORTION = 500  # articles a transaction

Progress = Callable[[int], None]


class Rebuilt(NamedTuple):
    """How many articles there are, and for how many of them and names of topics and providers the index said something else."""

    articles: int
    changed: int
    names: int


def install(schema_editor: Any) -> None:
    _run(schema_editor.execute, schema_editor.connection.vendor, "INSTALL")


def uninstall(schema_editor: Any) -> None:
    _run(schema_editor.execute, schema_editor.connection.vendor, "UNINSTALL")


def rebuild(progress: Progress = lambda done: None) -> Rebuilt:
    """Everything as it would be if all articles came in now, in portions: nobody waits for more than one of them."""
    names = _name_anew(Topic) + _name_anew(Provider)
    SearchWord.objects.all().delete()
    done = changed = last = 0
    while keys := list(Article.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PORTION]):
        with transaction.atomic():
            changed += SearchDocument.objects.put(keys)
            SearchWord.objects.learn_of(keys)
        done, last = done + len(keys), keys[-1]
        progress(done)
    with connection.cursor() as cursor:
        _run(cursor.execute, connection.vendor, "REBUILD")
    return Rebuilt(done, changed, names)


def _name_anew(model: type[Topic] | type[Provider]) -> int:
    renamed = [one for one in model._default_manager.only("name", "name_words") if one.name_words != padded(one.name)]
    for one in renamed:
        one.save(update_fields=["name"])
    return len(renamed)


def _run(execute: Callable[[str, None], Any], vendor: str, which: str) -> None:
    for statement in getattr(postgres if vendor == "postgresql" else sqlite, which):
        execute(statement, None)  # no parameters: a percent sign is one
