"""Pictures that came with imported files, or lie in media already: their bytes, and never those of anything beside them."""

from __future__ import annotations

import os

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from articles.images.addresses import FOLDER, INSIDE, MEDIA

MAX_BYTES = 10 * 1024 * 1024


class NoPicture(Exception):
    """There is no such file, or it is not to be read. Says why."""


def read(address: str) -> bytes:
    """The bytes of a `file:` or `media:` address. Raises NoPicture."""
    try:
        return _in_media(address.removeprefix(MEDIA)) if address.startswith(MEDIA) else _in_folder(address)
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise NoPicture(f"The file cannot be read: {getattr(error, 'strerror', None) or 'its name is not allowed'}.") from None


def is_there(address: str) -> bool:
    """Whether the imported folder has a file for this `file:` address."""
    try:
        return os.path.isfile(_location(address))
    except (NoPicture, ValueError, OSError):
        return False


def _in_folder(address: str) -> bytes:
    """Links are followed and then checked, so that none leads out of the folder."""
    location = _location(address)
    if not os.path.isfile(location):
        raise NoPicture("The folder that was imported has no such file.")
    if os.path.getsize(location) > MAX_BYTES:
        raise NoPicture(f"The file is larger than {MAX_BYTES // 2**20} MB.")
    with open(location, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _location(address: str) -> str:
    root, _, relative = address.removeprefix(FOLDER).partition(INSIDE)
    inside = os.path.realpath(root)
    location = os.path.realpath(os.path.join(inside, relative))
    if os.path.commonpath([location, inside]) != inside:
        raise NoPicture("The file lies outside the folder that was imported.")
    return location


def _in_media(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise NoPicture(f"The file is larger than {MAX_BYTES // 2**20} MB.")
    return content
