"""The index of the search, anew. Arguments, one call, a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles.models import Article
from articles.search import installing

EVERY = 10_000  # articles between two lines where there is no terminal


class Command(BaseCommand):
    help = (
        "Make the index of the search anew. It is kept in step by whatever writes articles: this is for after work on the database by "
        "hand. Readers can search meanwhile. Exit code: 0 done, 2 nothing could be done."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with self._progress(options) as progress:
                rebuilt = installing.rebuild(progress)
        except DatabaseError as error:
            message = f"the database does not do it: {str(error).strip()}. Has it been migrated (manage.py migrate)?"
            raise CommandError(message, returncode=2) from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was done so far is whole; run it again to go on.")
            sys.exit(130)
        if options["json"]:
            self.stdout.write(json.dumps(rebuilt._asdict()))
        else:
            self.stdout.write(
                f"{rebuilt.articles:,} articles can be found; {rebuilt.changed:,} of them, and {rebuilt.names:,} names of topics and "
                "providers, were indexed otherwise."
            )

    @contextmanager
    def _progress(self, options: dict[str, Any]) -> Iterator[installing.Progress]:
        """A bar on a terminal, a plain line now and then elsewhere, nothing beside JSON."""
        console = Console(stderr=True)
        if options["json"] or options["verbosity"] == 0:
            yield lambda done: None
        elif console.is_terminal:
            columns = (TextColumn("Articles"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=console, transient=True) as bar:
                task = bar.add_task("", total=Article.objects.count())
                yield lambda done: bar.update(task, completed=done)
        else:
            yield lambda done: self.stderr.write(f"{done:,} articles") if done % EVERY == 0 else None
