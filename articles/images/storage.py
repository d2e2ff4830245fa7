"""Media on disk, for files that are named by their content: whole or not there at all, also after a crash."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

# A front server under another name reads them, whatever the umask is.
MODE, FOLDER_MODE = 0o644, 0o755


class DurableStorage(FileSystemStorage):
    """Writes beside the place, waits for the disk, and renames. A name is never given twice to two contents, so an existing
    file may be replaced by its equal, which is what two workers on one picture do."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        path = self.path(name)
        folder = os.path.dirname(path)
        _make(folder)
        descriptor, beside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, MODE)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        _sync(folder)
        return name


def _make(folder: str) -> None:
    """With those above it, from the top; another worker may make them at the same time."""
    above = os.path.dirname(folder)
    if os.path.isdir(folder) or above == folder:
        return
    _make(above)
    with suppress(FileExistsError):
        os.mkdir(folder)
        os.chmod(folder, FOLDER_MODE)
    _sync(above)


def _sync(folder: str) -> None:
    """The name itself is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
