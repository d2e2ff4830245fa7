"""How our pictures fare. Arguments, one call, a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from articles.images.download import PUBLIC
from articles.images.health.run import Report, Wish, examine

ASKED = {
    "alive": "{} still there",
    "gone": "{} gone",
    "changed": "{} changed",
    "failing": "{} not answering for a day",
    "later": "{} to be tried again later",
    "unseen": "{} in a folder that is not there",
}
REPAIRED = {
    "cut": "{} cut anew",
    "asked": "{} to be asked for again",
    "noted": "{} lost for good",
    "drawn": "{} to be drawn again",
    "deleted": "{} left over and deleted",
}


class Command(BaseCommand):
    help = (
        "Ask again for pictures that nobody asked for in a while, and look for what is wrong: changed, gone, placeholder-like and "
        "duplicate pictures, wrong sizes, missing and left-over files. What is learnt of a picture's health is noted at the picture; our "
        "copies and files are changed with --repair alone. Exit code: 0 all well, 1 something is wrong (readers miss a picture, or an "
        "editor has to decide; what is gone, left over, duplicate or wrongly declared is told, and is no fault), 2 it could not be done, "
        "or not all of it."
    )
    stealth_options = ("guard",)  # tests name their own server by an object; there is no way to say it in a shell
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="make missing files again, and delete files that belong to nothing")
        parser.add_argument("--limit", type=int, default=500, metavar="N", help="ask for at most so many pictures (%(default)s)")
        parser.add_argument(
            "--older-than", type=int, default=30, metavar="DAYS", help="ask only where nobody has for so many days (%(default)s)"
        )
        parser.add_argument("--offline", action="store_true", help="ask no server: look at rows and files alone")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] < 1 or not 0 <= options["older_than"] <= 36_500:
            raise CommandError("--limit takes a number from 1 on, --older-than one from 0 to 36500.", returncode=2)
        wish = Wish(options["limit"], timedelta(days=options["older_than"]), options["offline"], options["repair"])
        try:
            with self._progress(options) as progress:
                report = examine(wish, guard=options.get("guard", PUBLIC), progress=progress)
        except DatabaseError as error:
            message = f"the database does not do it: {str(error).strip()}. Has it been migrated (manage.py migrate)?"
            raise CommandError(message, returncode=2) from None
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was learnt so far is noted; run it again to go on.")
            sys.exit(130)
        self._say(report, options)

    @contextmanager
    def _progress(self, options: dict[str, Any]) -> Iterator[Any]:
        """A bar for each stage on a terminal, a plain line now and then elsewhere, nothing beside JSON."""
        console = Console(stderr=True)
        if options["json"] or options["verbosity"] == 0:
            yield lambda stage, done, total: None
        elif console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            with Progress(*columns, console=console, transient=True) as bar:
                tasks: dict[str, Any] = {}

                def advance(stage: str, done: int, total: int) -> None:
                    if stage not in tasks:
                        tasks[stage] = bar.add_task(stage)
                    bar.update(tasks[stage], completed=done, total=max(total, done))

                yield advance
        else:
            yield lambda stage, done, total: self.stderr.write(f"{stage}: {done}") if done % 500 == 0 else None

    def _say(self, report: Report, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
        else:
            self._in_words(report)
        if report.stopped:
            self.stderr.write(report.stopped)
        sys.exit(2 if report.stopped else 1 if report.faults else 0)

    def _in_words(self, report: Report) -> None:
        for label, counted, words in (("Asked for", report.asked, ASKED), ("Repaired", report.repaired, REPAIRED)):
            if counted:
                self.stdout.write(f"{label}: " + ", ".join(words[kind].format(count) for kind, count in counted.items()) + ".")
        for finding in filter(lambda finding: finding.count, report.found):
            self.stdout.write(f"{finding.words}: {finding.count}{'' if finding.is_fault else ' (no fault)'}")
            for example in finding.examples:
                articles = ", ".join(example.get("articles", ()))
                self.stdout.write(f"  {example['what']}" + (f" ({articles})" if articles else ""))
            if (more := finding.count - len(finding.examples)) > 0:
                self.stdout.write(f"  and {more} more")
        if not report.faults and not report.stopped:
            self.stdout.write("All is well.")
