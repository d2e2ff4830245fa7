"""Rows against media, folder after folder: files that rows name and that are not there, and files that no row names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from articles.images.health.findings import Finding
from articles.images.health.ledger import Ledger
from articles.images.keeping import FOLDERS

# Where copies lay before: flat, and without a row for each file.
OLD_FOLDERS = ("images", "logos")
# A worker writes the files first and then the row that names them.
FRESH = timedelta(days=1)

Progress = Callable[[int, int], None]


class Unreadable(Exception):
    """Media cannot be looked at. Says why."""


@dataclass
class Compared:
    """`present`: the name of a file that is where its row says; "" where there was none at all. `is_other`: files are missing or left
    over, and not one is where its row says: the wrong folder is mounted, or the wrong database asked.
    """

    missing: Finding = field(default_factory=lambda: Finding("missing", "Files that are missing in media"))
    orphans: Finding = field(default_factory=lambda: Finding("orphan", "Files in media that belong to no picture", is_fault=False))
    present: str = ""

    @property
    def is_other(self) -> bool:
        return not self.present and bool(self.missing.count or self.orphans.count)


def compare(book: Ledger, progress: Progress = lambda done, total: None) -> Compared:
    """Which files are missing, and which are left over, also as lines of the book. Raises Unreadable."""
    compared = Compared()
    try:
        folders = sorted(book.folders() | set(_folders()))
        for done, folder in enumerate(folders, 1):
            _compare_folder(folder, book, compared)
            progress(done, len(folders))
    except OSError as error:
        raise Unreadable(f"Media cannot be read: {error.strerror or type(error).__name__}.") from error
    return compared


def _compare_folder(folder: str, book: Ledger, compared: Compared) -> None:
    named, there = book.names_in(folder), {f"{folder}/{name}" for name in _listed(folder)[1]}
    for name in sorted(named - there):
        if book.miss(name):
            compared.missing.add(name)
    left_over = [name for name in sorted(there - named) if _is_old(name)]
    book.orphans(left_over)
    for name in left_over:
        compared.orphans.add(name)
    compared.present = compared.present or next(iter(named & there), "")


def _folders() -> Iterator[str]:
    """Those that hold files of ours: p, p/ab, …"""
    for top in FOLDERS:
        yield top
        yield from (f"{top}/{name}" for name in _listed(top)[0])
    yield from OLD_FOLDERS


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """The folders and the files in it; none where it is not there. A file that a crash of the disk left empty is none."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    if isinstance(default_storage, FileSystemStorage):  # a bucket would be asked for each
        files = [name for name in files if default_storage.size(f"{folder}/{name}")]
    return folders, files


def _is_old(name: str) -> bool:
    try:
        return timezone.now() - default_storage.get_modified_time(name) > FRESH
    except FileNotFoundError:  # whoever made it has removed it
        return False
