"""A hostile file's header: what kind of picture it is, how large, which way up. Nothing is decoded here.

The kind is told by the first bytes and its one reader called: no other reader of Pillow ever sees the file, and of a JPEG with more
pictures in it (MPO) the first is read as the JPEG that it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import NamedTuple

from PIL import AvifImagePlugin, ExifTags, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from articles.images.shaping import png
from articles.images.shaping.formats import format_of
from articles.images.shaping.jobs import MAX_PIXELS, MAX_SIDE, BadPicture
from articles.images.shaping.roles import Size

READERS: dict[str, type[ImageFile.ImageFile]] = {
    "jpeg": JpegImagePlugin.JpegImageFile,
    "png": PngImagePlugin.PngImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
    "gif": GifImagePlugin.GifImageFile,
    "avif": AvifImagePlugin.AvifImageFile,
}


class Source(NamedTuple):
    """An opened picture. `orientation` is EXIF's, 1 to 8; `size` is that of the stored pixels, before it is turned."""

    content: bytes
    picture: ImageFile.ImageFile
    format: str
    size: Size
    orientation: int

    @property
    def displayed(self) -> Size:
        return Size(self.size.height, self.size.width) if self.orientation >= 5 else self.size


def tighten() -> None:
    """Narrows Pillow's own limits, and has it import what it would otherwise import when it first writes.

    The limits are the whole process's, so only the one that does nothing but this calls it.
    """
    Image.preinit()
    # Pillow refuses at twice this number.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    # By default 64 MB of text in a PNG, more than half of the memory that a picture gets.
    PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024
    # By default one thread per processor, each with a stack and buffers of its own.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def opened(content: bytes, memory: int) -> Source:
    """Raises BadPicture for what is no picture of ours, has too many pixels, or cannot even be opened in `memory` bytes."""
    if not content:
        raise BadPicture("empty")
    form = format_of(content)
    if not form:
        raise BadPicture("not-a-picture")
    with hostile(content):
        if form == "webp":
            # Pillow allocates two canvases of 4 bytes a pixel as soon as it opens the file.
            _check(_webp_canvas(content), memory // 8)
        picture = READERS[form](BytesIO(content))
        _check(Size(*picture.size))
        return Source(content, picture, form, Size(*picture.size), _orientation(content, picture, form))


@contextmanager
def hostile(content: bytes) -> Iterator[None]:
    """Turns whatever reading this content raises into BadPicture: Pillow's readers raise nearly every kind of error on broken bytes."""
    try:
        yield
    except BadPicture:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno:
            # Said by the system and not by Pillow: a fault of ours, and not of the picture's.
            raise
        raise BadPicture(_reason(error, content), f"{type(error).__name__}: {error}"[:200]) from error


def _reason(error: Exception, content: bytes) -> str:
    text = str(error).lower()
    if isinstance(error, MemoryError) or "memory" in text:
        return "memory"
    if isinstance(error, Image.DecompressionBombError):
        return "too-many-pixels"
    if isinstance(error, EOFError) or isinstance(error.__cause__, EOFError) or "truncated" in text or _is_cut(content):
        return "cut-short"
    return "corrupt"


def _is_cut(content: bytes) -> bool:
    """Whether a container that says how long it is, or how it ends, has less than that."""
    match format_of(content):
        case "webp":
            return len(content) < 8 + int.from_bytes(content[4:8], "little")
        case "png":
            return b"IEND" not in content[-4096:] and not any(chunk.kind == b"IEND" for chunk in png.chunks(content))
        case "jpeg":
            return b"\xff\xd9" not in content[-4096:]
        case "gif":
            return not content.rstrip(b"\0").endswith(b";")
        case "avif":
            return _end_of_boxes(content) > len(content)
    return False


def _end_of_boxes(content: bytes) -> int:
    """Where the last of the top boxes of an AVIF ends, or should."""
    at = 0
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        # 1 is for a length of 8 bytes that follows, 0 for "to the end", and less than its own head for nonsense.
        if length < 8:
            return len(content)
        at += length
    return at


def _check(size: Size, most: int = MAX_PIXELS) -> None:
    if min(size) < 1:
        raise BadPicture("corrupt")
    if max(size) > MAX_SIDE or size.width * size.height > MAX_PIXELS:
        raise BadPicture("too-many-pixels")
    if size.width * size.height > most:
        raise BadPicture("memory")


def _webp_canvas(content: bytes) -> Size:
    """The size in a WebP's first chunk; 1 × 1, which allows anything, where there is none: the reader will refuse it."""
    kind, head = content[12:16], content[20:30]
    if len(head) == 10 and kind == b"VP8X":
        return Size(int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1)
    if len(head) == 10 and kind == b"VP8 ":
        return Size(int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF)
    if len(head) == 10 and kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return Size(1, 1)


def _orientation(content: bytes, picture: ImageFile.ImageFile, form: str) -> int:
    """1, which is upright, wherever there is nothing sensible to be read."""
    try:
        if form == "png":
            # Pillow would decode all of the picture to look for EXIF behind it.
            exif = Image.Exif()
            exif.load(next((png.body(content, chunk) for chunk in png.chunks(content) if chunk.kind == b"eXIf"), b""))
        else:
            exif = picture.getexif()
        value = exif.get(ExifTags.Base.Orientation, 1)
    except MemoryError:
        raise
    except Exception:  # the same hostile bytes, but a picture with broken EXIF is still a picture
        return 1
    return value if value in range(1, 9) else 1
