"""Which files there are to import, and what each is called. Pure: reads folders, knows no database.

A file's identity is its path from the content root: the folder that holds `_news`, `_data` and the like, found upward from
what was given; else the folder that was given. Importing the root, its `_news` or one file of it names an article alike.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.importer.records import Fields, Kind, Problem, Record, read_record

MAX_BYTES = 2 * 1024 * 1024  # the largest real file has 29 KB
MAX_PATH = 500

_CONTENT = (".md", ".markdown", ".yaml", ".yml", ".txt")
# Parts of a site that may open with --- as well.
_NOT_CONTENT = (".html", ".htm", ".xml", ".css", ".scss", ".js", ".json", ".csv", ".svg")
_NOT_WALKED = frozenset(("_site", "_layouts", "_includes", "_sass", "_plugins", "node_modules"))
_TAXONOMY = re.compile(rb"^(?:\xef\xbb\xbf)?taxonomy[ \t]*:", re.MULTILINE)
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[cs]e|changelog|contributing|code_of_conduct|security)(?:\.\w+)?\Z", re.IGNORECASE)
# Folders that are collections by their name; others are where they stand beside one of these, or are what was given.
_USUAL = frozenset(("_news", "_data", "_learning", "_samples", "_communities", "_posts", "_drafts", "_events", "_people", "_projects"))


@dataclass(slots=True, frozen=True)
class FoundFile:
    """A file to import: where it is, and its path from the content root (with `/`)."""

    location: str
    path: str
    given: bool = False  # named on the command line, so it must be an article


@dataclass(slots=True)
class ReadFile:
    """A file's outcome: unchanged (no record), not content (`skipped`), or a record with its exact bytes."""

    path: str
    digest: str = ""
    content: bytes = b""
    record: Record | None = None
    skipped: bool = False

    @property
    def kind(self) -> Kind:
        assert self.record is not None
        return self.record.kind

    @property
    def fields(self) -> Fields:
        assert self.record is not None
        return self.record.fields


def content_root(given: Path) -> Path:
    """The folder that paths are counted from."""
    start = given if given.is_dir() else given.parent
    if not _is_collection(start.name) and _holds_collections(start):
        return start
    collection = next((folder for folder in (start, *start.parents) if folder == start or _is_evident(folder)), start)
    while _is_evident(collection.parent):
        collection = collection.parent
    return collection.parent if _is_collection(collection.name) else start


def find_files(given: Path, root: Path) -> Iterator[FoundFile]:
    """Files in the order of their paths, folder by folder. Links that lead out of the root come too: reading refuses them."""
    if not given.is_dir():
        yield FoundFile(str(given), _shown(given.relative_to(root).as_posix()), given=True)
        return
    prefix = given.relative_to(root).as_posix()
    yield from _walk(str(given), "" if prefix == "." else prefix + "/", os.path.realpath(root))


def read_files(root: str, found: list[FoundFile], known: dict[str, set[str]]) -> list[ReadFile]:
    """Read and parse these files; one with a digest that is known under its path is not parsed. Runs in worker processes."""
    return [_read(root, file, known.get(file.path, set())) for file in found]


def read_bytes(content: bytes, path: str) -> ReadFile:
    """The same for bytes that came another way, such as standard input."""
    return ReadFile(path, hashlib.sha256(content).hexdigest(), content, read_record(content, path))


def _walk(top: str, top_prefix: str, root: str) -> Iterator[FoundFile]:
    """Files below `top`, folder by folder in the order of their names. A stack, for folders may be nested deeper than calls may;
    of each open folder it holds the names alone, for there may be a hundred thousand."""
    entered: set[str] = set()
    waiting = [(top, top_prefix, _names(top, entered))]
    while waiting:
        folder, prefix, names = waiting[-1]
        for name, is_folder in names:
            location = f"{folder}/{name}"
            if is_folder and not (os.path.islink(location) and not _is_within(location, root)):
                if name not in _NOT_WALKED:
                    waiting.append((location, f"{prefix}{name}/", _names(location, entered)))
                    break
            elif not name:
                yield FoundFile(folder, _shown(prefix.rstrip("/")), given=True)  # it cannot be listed; reading it says why
            elif is_folder or _may_be_content(location, prefix, name):  # a link that leads out is refused when it is read
                yield FoundFile(location, _shown(prefix + name))
        else:
            waiting.pop()


def _names(folder: str, entered: set[str]) -> Iterator[tuple[str, bool]]:
    """(name, is it a folder) of what is in a folder, sorted; nothing for a folder that was entered before."""
    real = os.path.realpath(folder)
    if real in entered:  # a link back, or a second one to the same place
        return iter(())
    entered.add(real)
    try:
        with os.scandir(folder) as entries:
            return iter(sorted((entry.name, _is_folder(entry)) for entry in entries if not entry.name.startswith(".")))
    except OSError:
        return iter([("", False)])


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _may_be_content(location: str, prefix: str, name: str) -> bool:
    lower = name.lower()
    if lower.endswith(_CONTENT):
        return not (_ABOUT_THE_FOLDER.match(lower) and not prefix.startswith("_"))
    # Names such as `theguardian.com` occur in collections; they are content if they open with ---.
    return "_" in prefix and not lower.endswith(_NOT_CONTENT) and _opens_with_fence(location)


def _opens_with_fence(location: str) -> bool:
    try:
        with open(location, "rb") as file:
            return file.read(4) in (b"---\n", b"---\r")
    except OSError:
        return False


def _read(root: str, file: FoundFile, known: set[str]) -> ReadFile:
    try:
        content = _bytes(root, file)
    except OSError as error:
        return _refused(file.path, f"cannot be read: {error.strerror or error}")
    except ValueError as error:
        return _refused(file.path, str(error))
    digest = hashlib.sha256(content).hexdigest()
    if digest in known:
        return ReadFile(file.path, digest)
    if not file.given and _is_not_meant(file.path, content):
        return ReadFile(file.path, skipped=True)
    return ReadFile(file.path, digest, content, read_record(content, file.path))


def _bytes(root: str, file: FoundFile) -> bytes:
    """Raises OSError, and ValueError for what is refused before reading."""
    if len(file.path) > MAX_PATH:
        raise ValueError(f"the path has {len(file.path)} characters; at most {MAX_PATH} are possible")
    if not file.location.isprintable():
        raise ValueError("the file's name holds characters that cannot be shown or is not UTF-8; rename it")
    if os.path.islink(file.location) and not _is_within(file.location, os.path.realpath(root)):
        raise ValueError("a link that leads out of the imported folder is not followed")
    handle = os.open(file.location, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not make the run wait
    with open(handle, "rb") as opened:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("not a file")
        if status.st_size > MAX_BYTES:
            raise ValueError(f"the file has {status.st_size / 1e6:.1f} MB; more than {MAX_BYTES // 2**20} MB are refused")
        return opened.read(MAX_BYTES + 1)


def _is_not_meant(path: str, content: bytes) -> bool:
    """YAML and text files of a site that are no topics and no articles, such as _config.yml or robots.txt."""
    if content.startswith((b"---", b"\xef\xbb\xbf---")):
        return False
    return path.endswith(".txt") or (path.endswith((".yaml", ".yml")) and not _TAXONOMY.search(content))


def _refused(path: str, message: str) -> ReadFile:
    return ReadFile(path, record=Record(problems=[Problem(1, message)]))


def _shown(path: str) -> str:
    """A path that can be printed and stored; what is not UTF-8 is refused later."""
    return path.encode("utf-8", "replace").decode()


def _is_collection(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _is_evident(folder: Path) -> bool:
    """A folder above what was given counts as a collection by its name or its neighbours: `_work/site` is somebody's folder."""
    if not _is_collection(folder.name):
        return False
    return folder.name in _USUAL or any((folder.parent / name).is_dir() for name in _USUAL) or (folder.parent / "_config.yml").is_file()


def _holds_collections(folder: Path) -> bool:
    return any(_is_collection(entry.name) and entry.is_dir() for entry in os.scandir(folder))


def _is_within(location: str, real_root: str) -> bool:
    return os.path.commonpath([os.path.realpath(location), real_root]) == real_root
