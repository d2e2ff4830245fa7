"""Pictures that come with the files: a site-relative address is resolved in the imported folder and copied into media."""

from __future__ import annotations

import hashlib
import os
import warnings
from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
_ENDINGS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "GIF": "gif"}


def copy_in(root: str, url: str, folder: str) -> str:
    """The name in media of our copy of `/assets/….png`; "" where there is no such picture inside `root`.

    Named by content, so the same picture is stored once and a name never means two pictures.
    """
    content = _content(root, url)
    ending = _picture_kind(content) if content else ""
    if not content or not ending:
        return ""
    name = f"{folder}/{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


def _content(root: str, url: str) -> bytes:
    """The bytes of a regular file below `root`, links followed and then checked; b"" for anything else."""
    relative = unquote(urlsplit(url).path).lstrip("/")
    if "\x00" in relative:
        return b""
    location = os.path.realpath(os.path.join(root, relative))
    inside = os.path.realpath(root)
    if os.path.commonpath([location, inside]) != inside or not os.path.isfile(location) or os.path.getsize(location) > MAX_BYTES:
        return b""
    with open(location, "rb") as file:
        return file.read()


def _picture_kind(content: bytes) -> str:
    """The file ending that the content itself calls for; "" for what is not a picture that browsers show safely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(_ENDINGS)) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    return ""
                picture.verify()
                return _ENDINGS[picture.format or ""]
    except Exception:  # Pillow's decoders raise nearly every kind of error on broken bytes
        return ""
