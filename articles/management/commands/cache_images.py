"""Pictures into our own media. Arguments, one call, a report."""

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

from articles.images import retrying, social
from articles.images.download import PUBLIC
from articles.images.linking import link_new
from articles.images.working import Report, work


class Command(BaseCommand):
    help = (
        "Get the pictures that are due, and keep them in media in the sizes that pages show. What cannot be had leaves its reason at "
        "the picture and is tried again later. "
        "Exit code: 0 all is kept, 1 some could not be had or wait for another time, 2 nothing could be done."
    )
    stealth_options = ("guard",)  # tests name their own server by an object; there is no way to say it in a shell
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, metavar="N", help="at most so many pictures")
        parser.add_argument("--retry-failed", action="store_true", help="also those that were given up")
        parser.add_argument("--dry-run", action="store_true", help="say how many are due, and do nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] is not None and options["limit"] < 1:
            raise CommandError("--limit takes a number from 1 on.", returncode=2)
        try:
            report = self._work(options)
        except DatabaseError as error:
            message = f"the database does not do it: {str(error).strip()}. Has it been migrated (manage.py migrate)?"
            raise CommandError(message, returncode=2) from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was kept so far is whole; run it again to go on.")
            sys.exit(130)
        if report is not None:
            self._say(report, options)

    def _work(self, options: dict[str, Any]) -> Report | None:
        if options["dry_run"]:
            self._say_what_is_due(options)
            return None
        link_new()
        if options["retry_failed"]:
            retrying.all_failed()
        with self._progress(options) as progress:
            report = work(limit=options["limit"], guard=options.get("guard", PUBLIC), progress=progress)
        left = retrying.due()
        report.waiting = left["due"] + left["later"]
        report.cards = social.draw_due(everything=True)
        return report

    def _say_what_is_due(self, options: dict[str, Any]) -> None:
        due = {**retrying.due(), "dry_run": True}
        if options["json"]:
            self.stdout.write(json.dumps(due))
        else:
            self.stdout.write("Dry run, nothing done: " + retrying.in_words(due))

    @contextmanager
    def _progress(self, options: dict[str, Any]) -> Iterator[Any]:
        """A bar on a terminal, a plain line now and then elsewhere, nothing beside JSON."""
        console = Console(stderr=True)
        if options["json"] or options["verbosity"] == 0:
            yield lambda report: None
        elif console.is_terminal:
            columns = (TextColumn("Pictures"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=console, transient=True) as bar:
                total = retrying.due()["due"]
                task = bar.add_task("", total=min(total, options["limit"] or total))
                yield lambda report: bar.update(task, completed=report.done)
        else:
            yield lambda report: self.stderr.write(f"{report.done} pictures") if report.done % 500 == 0 else None

    def _say(self, report: Report, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            reasons = ", ".join(f"{count} {reason}" for reason, count in report.failed.most_common())
            failed = sum(report.failed.values())
            self.stdout.write(f"{report.kept} kept, {failed} not{f' ({reasons})' if reasons else ''}, {report.cards} social cards drawn.")
            if report.waiting:
                self.stdout.write(f"{report.waiting} wait: for a server that is left alone for now, or for their next attempt.")
        if report.stopped:
            self.stderr.write(f"{report.stopped} The rest stays due; mend that, and run it again.")
            sys.exit(2 if not report.kept else 1)
        if report.failed or report.waiting:
            sys.exit(1)
