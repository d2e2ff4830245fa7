"""One import run from folders to report: the pipeline's steps in their order. Decides nothing itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from articles import rules, schedule
from articles.images.addresses import Site
from articles.images.linking import site_of
from articles.images.sweeping import ask
from articles.importer import bulk
from articles.importer import prune as pruning
from articles.importer.files import FoundFile, ReadFile, content_root, find_files, read_bytes
from articles.importer.lock import AlreadyRunning, CannotLock, import_lock
from articles.importer.plan import Plan, known_digests, plan
from articles.importer.reading import batches
from articles.importer.store import Store
from articles.models import ImportRun

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MANY = 1000  # new or changed rows after which the database's statistics are out of date
ERRORS_KEPT = 200  # of a run, in the database; the report has all


class NothingDone(Exception):
    """The run could not start; nothing was written."""


@dataclass
class Report:
    """What a run did, or with `dry_run` would do. `errors` are {"path", "line", "message"}."""

    source: str
    dry_run: bool
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0
    pruned: int = 0
    failed: int = 0
    auto_published: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def seen_any(self) -> bool:
        """Whether there was anything to import at all."""
        return bool(self.created or self.updated or self.unchanged or self.failed or self.pruned)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def counts(self) -> dict[str, int]:
        return {name: value for name, value in asdict(self).items() if isinstance(value, int) and name != "dry_run"}

    def fail(self, path: str, line: int, message: str) -> None:
        self.errors.append({"path": path, "line": line, "message": message})


Progress = Callable[[int], None]


def import_paths(
    paths: list[Path],
    *,
    source: str,
    by: User | None = None,
    dry_run: bool = False,
    prune: bool = False,
    force: bool = False,
    base_url: str = "",
    progress: Progress = lambda done: None,
) -> Report:
    """Import files and folders. `progress` is told how many files have been dealt with.

    Site-relative pictures are looked for in the folder, else below `base_url`, which is remembered for the source.
    Raises NothingDone: a path is missing, another import of the source runs, `prune` would withdraw too much.
    """
    roots = _roots(paths)
    with _exclusively(source):
        gone = pruning.gone(source, list(roots)) if prune else []
        if prune and not force:
            _refuse_to_prune_much(source, len(gone))
        run = _Run(source, ", ".join(map(str, roots)), by, dry_run, progress, base_url or site_of(source).base_url)
        for root, givens in roots.items():
            files = (file for given in givens for file in find_files(given, root))
            run.take(batches(source, str(root), _once(run, files) if len(roots) > 1 else files), str(root))
        return run.finish(gone)


def import_bytes(content: bytes, path: str, *, source: str, by: User | None = None, dry_run: bool = False) -> Report:
    """Import one document that came without a file, under this path."""
    with _exclusively(source):
        file = read_bytes(content, path)
        if file.digest in known_digests(source, [path]).get(path, ()):
            file.record = None
        run = _Run(source, "standard input", by, dry_run, lambda done: None, site_of(source).base_url)
        run.take([[file]], "")
        return run.finish([])


def count_files(paths: list[Path]) -> int:
    """How many files a run over these paths will look at."""
    return sum(1 for root, givens in _roots(paths).items() for given in givens for _ in find_files(given, root))


class _Run:
    """Counts what happens and writes it batch by batch."""

    def __init__(self, source: str, root: str, by: User | None, dry_run: bool, progress: Progress, base_url: str) -> None:
        self.report = Report(source, dry_run)
        self.seen: set[int] = set()
        self.done, self.progress = 0, progress
        self.run = ImportRun(source=source, root=root[:1000], base_url=base_url, by=by)
        if not dry_run:
            self.run.save()
        self.store = Store(self.run, Site("", base_url))

    def take(self, batches: Iterable[list[ReadFile]], root: str) -> None:
        """Store batch after batch; `root` is where site-relative pictures are found."""
        self.store.site = self.store.taxonomy.site = Site(root, self.run.base_url)
        for batch in batches:
            self._settle(self._readable(batch))
            self.done += len(batch)
            self.progress(self.done)

    def finish(self, gone: list[int]) -> Report:
        self.report.pruned = len(gone) if self.report.dry_run else pruning.withdraw(gone, self.run)
        if not self.report.dry_run and self.report.created + self.report.updated >= MANY:
            bulk.refresh_statistics()
        self._note(finished_at=timezone.now(), errors=self.report.errors[:ERRORS_KEPT])
        if not self.report.dry_run:
            self.report.auto_published = rules.publish_allowed()
            schedule.note_due(recent=False)
            ask()
        return self.report

    def _readable(self, batch: list[ReadFile]) -> list[ReadFile]:
        """Files with something new to store; the others are only counted."""
        fresh = []
        for file in batch:
            if file.skipped:
                continue
            if file.record is None:
                self.report.unchanged += 1
            elif file.record.problems:
                self.report.failed += 1
                for problem in file.record.problems:
                    self.report.fail(file.path, problem.line, problem.message)
            else:
                fresh.append(file)
        return fresh

    def _settle(self, files: list[ReadFile]) -> None:
        if files and self.report.dry_run:
            self._count(plan(self.report.source, files))
        elif files:
            self._store(files)

    def _store(self, files: list[ReadFile]) -> None:
        """Plan and write in one transaction; again if another source took an address or a lock at that moment."""
        for attempts_left in (2, 1, 0):
            try:
                with transaction.atomic():
                    planned = plan(self.report.source, files)
                    self.store.apply(planned)
                    break
            except (IntegrityError, OperationalError):
                self.store.taxonomy.forget()
                if not attempts_left:
                    raise
        self._count(planned)
        self._note()

    def _count(self, planned: Plan) -> None:
        self.report.created += planned.created
        self.report.updated += planned.updated
        self.report.unchanged += planned.unchanged
        self.report.conflicts += planned.conflicts

    def _note(self, **columns: object) -> None:
        if not self.report.dry_run:
            counts = self.report.counts()
            del counts["auto_published"]  # by the rule and not by the run: the audit trail has it
            ImportRun.objects.filter(pk=self.run.pk).update(**counts, **columns)


def _roots(paths: list[Path]) -> dict[Path, list[Path]]:
    """The given paths by content root, without those that lie inside another one."""
    absolute = [_there(path) for path in paths]
    roots: dict[Path, list[Path]] = {}
    try:
        for path in dict.fromkeys(absolute):
            if not any(other in path.parents for other in absolute):
                roots.setdefault(content_root(path), []).append(path)
    except OSError as error:
        raise NothingDone(f"{error.filename} cannot be read: {error.strerror}.") from None
    return roots


def _there(path: Path) -> Path:
    """A given path, links resolved so that a link to a collection is that collection. Raises NothingDone."""
    shown = str(path).encode("utf-8", "replace").decode()
    try:
        real = Path(os.path.realpath(path))
        real.stat()
    except FileNotFoundError:
        raise NothingDone(f"{shown} does not exist.") from None
    except (OSError, ValueError) as error:
        raise NothingDone(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if shown != str(path):
        raise NothingDone(f"the name of {shown} is not UTF-8; rename it.")
    return real


def _once(run: _Run, files: Iterable[FoundFile]) -> Iterator[FoundFile]:
    """Two content roots in one run must not hold two files of one identity."""
    for file in files:
        if (identity := hash(file.path)) in run.seen:
            run.report.failed += 1
            run.report.fail(file.path, 1, "a file of this path came before in this run; import the two folders with a --source each")
        else:
            run.seen.add(identity)
            yield file


@contextmanager
def _exclusively(source: str) -> Iterator[None]:
    try:
        with import_lock(source):
            yield
    except AlreadyRunning:
        raise NothingDone(f"another import of “{source}” is running; wait until it has finished.") from None
    except CannotLock as error:
        raise NothingDone(f"{error}.") from None


def _refuse_to_prune_much(source: str, gone: int) -> None:
    total = pruning.on_file(source)
    if gone > total * pruning.LARGEST_SHARE:
        raise NothingDone(
            f"--prune would withdraw {gone} of {total} articles of “{source}”, more than {pruning.LARGEST_SHARE:.0%}. "
            "Look whether the right folder was given; with --force it is done all the same."
        )
