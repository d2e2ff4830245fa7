"""The newsroom back to files. Arguments, one call, a report."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from articles.exporter import export_articles


class Command(BaseCommand):
    help = (
        "Write articles, topics and organizations back as files: untouched ones byte for byte as they came in, edited ones different "
        "only in the lines of the changed keys. A file that changed on disk since its import is reported, not overwritten. "
        "Exit code: 0 all well, 1 some files were not written, 2 nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="the content root to write into; it may be the folder they came from")
        parser.add_argument("--source", metavar="NAME", help="only this source's files (default: all)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if folder.exists() and not folder.is_dir():
            self.stderr.write(f"{folder} is not a folder.")
            sys.exit(2)
        report = export_articles(folder, source=options["source"])
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            for error in report.errors:
                self.stderr.write(f"{error['path']}:{error['line']}: {error['message']}")
            self.stdout.write(f"{report.written} written, {report.unchanged} unchanged, {report.failed} failed.")
        if not (report.written or report.unchanged or report.failed):
            self.stderr.write(f"There is nothing to export{' of source “' + options['source'] + '”' if options['source'] else ''}.")
            sys.exit(2)
        if report.failed:
            sys.exit(1)
