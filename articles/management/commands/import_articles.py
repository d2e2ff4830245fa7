"""Files into the newsroom. Arguments, one call, a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles.importer.records import suggested_path
from articles.importer.run import NothingDone, Report, count_files, import_bytes, import_paths
from articles.management.stopping import stopping
from articles.models import DEFAULT_SOURCE


class Command(BaseCommand):
    help = (
        "Import articles, topics and organizations from files with front matter. Editors' changes are never overwritten; "
        "what file and editor both changed is kept as a conflict on the article. "
        "Exit code: 0 all well, 1 some files failed and the rest is imported, 2 nothing could be done."
    )

    # The checks load every view and admin there is: half a second before the first file, for nothing that an import uses.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for one document on standard input")
        parser.add_argument("--source", default=DEFAULT_SOURCE, metavar="NAME", help="whose files these are (default: %(default)s)")
        parser.add_argument("--by", metavar="USERNAME", help="whose run this is, for the list of runs (default: nobody's, a robot's)")
        parser.add_argument("--dry-run", action="store_true", help="report what would be done, and do nothing")
        parser.add_argument("--prune", action="store_true", help="withdraw articles of the source whose file is gone")
        parser.add_argument("--force", action="store_true", help="prune even more than 20 %% of the source's articles")
        parser.add_argument("--base-url", default="", metavar="URL", help="where site-relative pictures are that the folder lacks")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._import(options)
        except NothingDone as error:
            self._nothing_done(str(error), options)
        except DatabaseError as error:
            self._nothing_done(f"the database does not do it: {str(error).strip()}. Has it been migrated (manage.py migrate)?", options)
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was imported so far is whole; run it again to go on.")
            sys.exit(130)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            self._say(report)
        if not report.seen_any:
            self._nothing_done("there are no article, topic or organization files here.", {**options, "json": False})
        if report.failed:
            sys.exit(1)

    def _import(self, options: dict[str, Any]) -> Report:
        source, paths = options["source"], options["paths"]
        if not source.strip() or len(source) > 100 or not source.isprintable():
            raise NothingDone("--source needs a name of 1 to 100 characters.")
        if not all(paths):
            raise NothingDone("a PATH is empty; was it meant to come from a variable?")
        how = {"source": source, "dry_run": options["dry_run"], "by": self._user(options["by"])}
        if "-" in paths:
            if len(paths) > 1 or options["prune"]:
                raise NothingDone("standard input (-) is one document by itself, without other paths and without --prune.")
            content = sys.stdin.buffer.read()
            return import_bytes(content, suggested_path(content), **how)
        places = [Path(path) for path in paths]
        how |= {"prune": options["prune"], "force": options["force"], "base_url": _web_site(options["base_url"])}
        with stopping() as heed, self._progress(places, options) as progress:

            def dealt_with(done: int) -> None:
                progress(done)
                heed()

            return import_paths(places, progress=dealt_with, **how)

    def _user(self, name: str | None) -> Any:
        user = get_user_model().objects.filter(username=name).first() if name else None
        if name and user is None:
            raise NothingDone(f"there is no account “{name}”.")
        return user

    @contextmanager
    def _progress(self, paths: list[Path], options: dict[str, Any]) -> Iterator[Any]:
        """A bar on a terminal, a plain line now and then elsewhere, nothing beside JSON."""
        console = Console(stderr=True)
        if options["json"] or options["verbosity"] == 0:
            yield lambda done: None
        elif console.is_terminal:
            columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=console, transient=True) as bar:
                task = bar.add_task("", total=count_files(paths))
                yield lambda done: bar.update(task, completed=done)
        else:
            yield lambda done: self.stderr.write(f"{done} files") if done % 5000 == 0 else None

    def _say(self, report: Report) -> None:
        for error in report.errors:
            self.stderr.write(f"{error['path']}:{error['line']}: {error['message']}")
        counts = ", ".join(f"{count} {name.replace('_', '-')}" for name, count in report.counts().items())
        self.stdout.write(f"{'Dry run, nothing written: ' if report.dry_run else ''}{counts}.")

    def _nothing_done(self, message: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            report = Report(options["source"], options["dry_run"])
            report.fail("", 0, message)
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        self.stderr.write(message)
        sys.exit(2)


def _web_site(address: str) -> str:
    if address and not (address.startswith(("https://", "http://")) and len(address) <= 500 and address.isprintable()):
        raise NothingDone("--base-url needs an address that begins with https://, such as https://example.org/site/.")
    return address
