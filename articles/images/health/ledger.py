"""Names of files in media, and who names them, beside memory: a newsroom of a hundred thousand pictures has a million files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

from django.db.models import Exists, OuterRef

from articles.images.addresses import MEDIA
from articles.models import ArticleImage, Picture, PictureCopy, Provider, SocialCard

COPY, CARD, ADDRESS = "copy", "card", "address"
PORTION = 500


class Ledger:
    """`named`: what rows name; `missing`: those rows that name what is not there; `orphan`: files that no row names."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("CREATE TABLE named (name TEXT, kind TEXT, row INTEGER, PRIMARY KEY (name, kind, row)) WITHOUT ROWID")
        database.execute("CREATE TABLE missing (kind TEXT, row INTEGER, PRIMARY KEY (kind, row)) WITHOUT ROWID")
        database.execute("CREATE TABLE orphan (name TEXT PRIMARY KEY) WITHOUT ROWID")

    def write_down(self) -> None:
        """Everything that rows name at this moment, besides what was written before."""
        for rows in _portions(_named()):
            self._database.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", rows)

    def folders(self) -> set[str]:
        """The folders of all files that should be there."""
        cut = "SELECT DISTINCT rtrim(name, replace(name, '/', '')) FROM named WHERE kind != ?"
        return {folder.rstrip("/") for (folder,) in self._database.execute(cut, (ADDRESS,))}

    def names_in(self, folder: str) -> set[str]:
        """What is named in this folder itself, and not in those below it."""
        within = self._database.execute("SELECT DISTINCT name FROM named WHERE name > ? AND name < ?", (f"{folder}/", f"{folder}0"))
        return {name for (name,) in within if "/" not in name[len(folder) + 1 :]}

    def miss(self, name: str) -> bool:
        """The file is not there. Whether that is a loss: an old address that leads nowhere is none."""
        who = self._database.execute("SELECT kind, row FROM named WHERE name = ? AND kind != ?", (name, ADDRESS)).fetchall()
        self._database.executemany("INSERT OR IGNORE INTO missing VALUES (?, ?)", who)
        return bool(who)

    def missing(self) -> Iterator[tuple[str, int]]:
        """(kind, key) of each row that names what is not there."""
        yield from self._database.execute("SELECT kind, row FROM missing ORDER BY kind, row")

    def orphans(self, names: Iterable[str]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO orphan VALUES (?)", ((name,) for name in names))

    def forsaken(self) -> Iterator[str]:
        """The orphans that no row has come to name since."""
        self.write_down()
        yield from (name for (name,) in self._database.execute("SELECT name FROM orphan WHERE name NOT IN (SELECT name FROM named)"))


@contextmanager
def ledger() -> Iterator[Ledger]:
    """Filled from the rows, in a file that the system removes."""
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        book = Ledger(database)
        book.write_down()
        yield book


def _named() -> Iterator[tuple[str, str, int]]:
    for copy in PictureCopy.objects.only("master", "files").order_by("pk").iterator(chunk_size=PORTION):
        yield from ((name, COPY, copy.pk) for name in copy.names())
    for pk, name in SocialCard.objects.exclude(name="").order_by("pk").values_list("pk", "name").iterator(chunk_size=PORTION):
        yield name, CARD, pk
    # What was copied into media before pictures were looked after is read from there as long as something shows it.
    articles, providers = ArticleImage.objects.filter(picture=OuterRef("pk")), Provider.objects.filter(logo=OuterRef("pk"))
    old = Picture.objects.filter(Exists(articles) | Exists(providers), address__startswith=MEDIA)
    for pk, address in old.order_by("pk").values_list("pk", "address").iterator(chunk_size=PORTION):
        yield address.removeprefix(MEDIA), ADDRESS, pk


def _portions(rows: Iterator[tuple[str, str, int]]) -> Iterator[list[tuple[str, str, int]]]:
    portion: list[tuple[str, str, int]] = []
    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            yield portion
            portion = []
    yield portion
