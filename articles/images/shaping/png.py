"""A large PNG read in strips, so that it never is in memory as a whole: 40 megapixels would take 160 MB.

Each strip is made into a PNG of its own and given to Pillow. A row's filter may refer to the row above it; the first row of a strip
therefore is the last of the strip before, stored plain.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple

from PIL import Image, PngImagePlugin

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Bytes per pixel by colour type: grey, RGB, palette, grey and alpha, RGBA; at 8 bits, where Pillow's pixels are the file's bytes.
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
STRIP_BYTES = 2 * 1024 * 1024
PIECE = 64 * 1024


class Chunk(NamedTuple):
    kind: bytes
    start: int
    length: int


class Header(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    interlaced: int


def chunks(content: bytes) -> Iterator[Chunk]:
    """Every chunk that is whole, in the order of the file, until IEND."""
    at = len(SIGNATURE)
    while at + 12 <= len(content):
        chunk = Chunk(content[at + 4 : at + 8], at + 8, int.from_bytes(content[at : at + 4], "big"))
        at += 12 + chunk.length
        if at <= len(content):
            yield chunk
        if chunk.kind == b"IEND":
            return


def body(content: bytes, chunk: Chunk) -> bytes:
    return content[chunk.start : chunk.start + chunk.length]


def header(content: bytes) -> Header:
    """Raises SyntaxError for a PNG that does not begin with its header."""
    first = next(chunks(content), None)
    if first is None or first.kind != b"IHDR" or first.length != 13:
        raise SyntaxError("no header")
    facts = body(content, first)
    return Header(int.from_bytes(facts[:4], "big"), int.from_bytes(facts[4:8], "big"), facts[8], facts[9], facts[12])


def can_be_read_in_strips(content: bytes) -> bool:
    facts = header(content)
    return facts.depth == 8 and facts.colour in CHANNELS and not facts.interlaced


def strips(content: bytes, rows: int) -> Iterator[Image.Image]:
    """The picture from the top down, `rows` rows at a time; EOFError where it ends too early, zlib.error where it is corrupt."""
    facts = header(content)
    stride = 1 + facts.width * CHANNELS[facts.colour]
    # Palette and transparency; nothing else of the file gets into a strip.
    colours = b"".join(_chunk(chunk.kind, body(content, chunk)) for chunk in chunks(content) if chunk.kind in (b"PLTE", b"tRNS"))
    inflated = _inflated(content, stride)
    above = b""
    for top in range(0, facts.height, rows):
        count = min(rows, facts.height - top)
        filtered = bytearray(above)
        for _ in range(count):
            filtered += next(inflated)
        strip = _picture(facts, len(filtered) // stride, colours, filtered)
        if above:
            strip = strip.crop((0, 1, facts.width, count + 1))
        above = b"\0" + strip.crop((0, count - 1, facts.width, count)).tobytes()
        yield strip


def _inflated(content: bytes, stride: int) -> Iterator[bytes]:
    """The filtered rows, of `stride` bytes each. No more than a strip of them is ever inflated ahead."""
    stream, waiting = zlib.decompressobj(), bytearray()
    for packed in _packed(content):
        while packed and not stream.eof:
            waiting += stream.decompress(packed, max(stride, STRIP_BYTES))
            packed = stream.unconsumed_tail
            whole = len(waiting) - len(waiting) % stride
            yield from (bytes(waiting[at : at + stride]) for at in range(0, whole, stride))
            del waiting[:whole]
    raise EOFError("truncated pixels")


def _packed(content: bytes) -> Iterator[bytes]:
    """The deflated stream in small pieces: what a piece leaves unconsumed is copied each time."""
    for chunk in chunks(content):
        if chunk.kind == b"IDAT":
            for at in range(chunk.start, chunk.start + chunk.length, PIECE):
                yield content[at : min(at + PIECE, chunk.start + chunk.length)]


def _picture(facts: Header, rows: int, colours: bytes, filtered: bytearray) -> Image.Image:
    head = facts.width.to_bytes(4, "big") + rows.to_bytes(4, "big") + bytes([facts.depth, facts.colour, 0, 0, 0])
    made = BytesIO()
    for part in (SIGNATURE, _chunk(b"IHDR", head), colours, _chunk(b"IDAT", zlib.compress(filtered, 0)), _chunk(b"IEND", b"")):
        made.write(part)
    made.seek(0)
    picture = PngImagePlugin.PngImageFile(made)
    picture.load()
    return picture


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(content, zlib.crc32(kind)).to_bytes(4, "big")
