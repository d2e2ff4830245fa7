"""What this machine could do at best in one process: parse each file's front matter and put it into one table.

`python -m bench.floor DIR DATABASE`: libyaml's CSafeLoader, executemany, a transaction every 1,000 files. No checks, no related
rows, no history: the least that an import can be.
"""

import json
import sqlite3
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

TABLE = "CREATE TABLE article (path TEXT PRIMARY KEY, title TEXT, excerpt TEXT, url TEXT, published_at TEXT, quality INT, rest TEXT)"
Row = tuple[Any, ...]


def rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        facts = yaml.load(text[4 : text.index("\n---", 4)], Loader=yaml.CSafeLoader)
        columns = [facts.pop(key, None) for key in ("title", "excerpt", "webUrl", "publishedDateTime", "quality")]
        columns[3] = columns[3] and columns[3].isoformat()
        yield (str(path), *columns, json.dumps(facts, default=str))


def main(folder: str, database: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(TABLE)
    made = rows(Path(folder))
    while batch := list(islice(made, 1000)):
        with connection:
            connection.executemany("INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?)", batch)


if __name__ == "__main__":
    main(*sys.argv[1:])
