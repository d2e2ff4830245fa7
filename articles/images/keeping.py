"""Files of ours in media, named by their content: equal bytes are one file, and a name never means two pictures.

p/ what pages show · m/ whole pictures, from which crops are made · s/ social cards
"""

from __future__ import annotations

import base64
import hashlib
import os
import re

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

SHOWN, MASTER, SOCIAL = "p", "m", "s"
FOLDERS = (SHOWN, MASTER, SOCIAL)
ENDINGS = {"jpeg": "jpg", "webp": "webp", "avif": "avif", "png": "png"}
# {ending: type}: ours to say, for what a machine knows of types depends on its age.
TYPES = {ending: f"image/{format}" for format, ending in ENDINGS.items()}
FOREVER = "public, max-age=31536000, immutable"
# A card bears its article's headline: where that is taken back, nobody should keep it for long.
FOR_AN_HOUR = "public, max-age=3600"
# What anybody may ask for: no masters, and nothing else that comes to lie in media. docs/nginx.conf says the same.
PUBLIC = re.compile(rf"[{SHOWN}{SOCIAL}]/[a-z0-9]{{2}}/[a-z0-9]{{8,60}}\.(?:{'|'.join(sorted(TYPES))})")


class NotKept(Exception):
    """The storage does not take it: the disk is full, the object store does not answer. Another time, then."""


def type_of(name: str) -> str:
    """By its ending; of bytes that nobody knows, what no browser shows."""
    return TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def kept_for(name: str) -> str:
    """How long others may keep a file of this name, as Cache-Control says it."""
    return FOR_AN_HOUR if name.startswith(f"{SOCIAL}/") else FOREVER


def keep(content: bytes, format: str, folder: str, *, name: str = "") -> str:
    """Store the bytes; their name in media. `name` is what it is named by where that is not its content. Raises NotKept.

    Whatever a storage raises means the same: disks fail with OSError, object stores with errors of their libraries.
    """
    stem = name or base64.b32encode(hashlib.sha256(content).digest()[:16]).decode().rstrip("=").lower()
    path = f"{folder}/{stem[:2]}/{stem[2:]}.{ENDINGS[format]}"
    try:
        if default_storage.exists(path) and default_storage.size(path) == len(content):
            return _in_use(path)
        return default_storage.save(path, ContentFile(content))
    except Exception as error:
        raise NotKept(f"The storage does not take it: {getattr(error, 'strerror', None) or type(error).__name__}.") from error


def _in_use(path: str) -> str:
    """As good as new, for whoever looks for files that nobody has named in a long time. A bucket is asked for that by nobody."""
    if isinstance(default_storage, FileSystemStorage):
        os.utime(default_storage.path(path))
    return path
