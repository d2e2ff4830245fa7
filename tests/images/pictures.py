"""Real and hostile pictures, by name. What is costly to make is made once; all of it is the same in every run.

Sizes are in pixels. HOSTILE names what must be refused, and the reasons that are right for it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageCms, ImageDraw

# What must not be found in anything that is made of a polyglot.
FOREIGN = b"<?php system('newsroom'); ?><script>alert(1)</script>"
RED, GREEN, BLUE = (220, 30, 30), (30, 160, 30), (30, 30, 220)
PIECE = 1024


def saved(picture: Image.Image, form: str, **options) -> bytes:
    made = BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


@cache
def scene(width: int = 1600, height: int = 900, seed: int = 1) -> Image.Image:
    """Something like a photograph: large soft shapes under finer and finer ones, and a little grain."""
    dice, picture = Random(seed), Image.new("RGB", (width, height))
    for cells, share in ((3, 1.0), (9, 0.4), (40, 0.2), (200, 0.1)):
        grid = (cells, max(1, cells * height // width))
        layer = Image.frombytes("RGB", grid, dice.randbytes(grid[0] * grid[1] * 3)).resize(picture.size, Image.Resampling.BICUBIC)
        picture = Image.blend(picture, layer, share)
    return picture


@cache
def photo(width: int = 1600, height: int = 900, seed: int = 1, **options) -> bytes:
    return saved(scene(width, height, seed), "JPEG", quality=88, **options)


@cache
def png(width: int = 400, height: int = 300, seed: int = 1) -> bytes:
    return saved(scene(width, height, seed), "PNG")


@cache
def webp(width: int = 400, height: int = 300, seed: int = 1) -> bytes:
    return saved(scene(width, height, seed), "WEBP")


@cache
def avif(width: int = 400, height: int = 300, seed: int = 1) -> bytes:
    return saved(scene(width, height, seed), "AVIF", speed=10)


@cache
def gif(width: int = 400, height: int = 300, seed: int = 1) -> bytes:
    return saved(scene(width, height, seed), "GIF")


@cache
def animated(form: str, width: int = 200, height: int = 150) -> bytes:
    """A red first picture; blue ones follow. `form`: GIF, WEBP, PNG or AVIF."""
    first, *others = (Image.new("RGB", (width, height), colour) for colour in (RED, BLUE, (30, 30, 200), (30, 30, 180)))
    return saved(first, form, save_all=True, append_images=others, duration=100)


def mpo() -> bytes:
    """Two pictures in a JPEG, as 3D cameras make them: the first is red."""
    first, second = Image.new("RGB", (200, 150), RED), Image.new("RGB", (200, 150), BLUE)
    return saved(first, "MPO", save_all=True, append_images=[second])


def halves(mode: str = "RGB", width: int = 400, height: int = 200) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (width // 2, 0, width, height))
    return picture.convert(mode)


def object_at(x: float, y: float, width: int = 800, height: int = 450) -> bytes:
    """A bright, detailed thing with its middle at (x, y), 0 to 1, on a plain ground."""
    picture = Image.new("RGB", (width, height), (96, 104, 112))
    side = height // 4
    thing = scene(side, side, 7).point([min(255, level * 2) for level in range(256)] * 3)
    picture.paste(thing, (round(x * width - side / 2), round(y * height - side / 2)))
    return saved(picture, "JPEG", quality=90)


def cmyk() -> bytes:
    return saved(halves("CMYK"), "JPEG", quality=92)


def grey16() -> bytes:
    """A PNG of 16 bits: dark, middle and bright thirds."""
    row = b"".join(value.to_bytes(2, "little") * 100 for value in (2_000, 33_000, 64_000))
    return saved(Image.frombytes("I;16", (300, 100), row * 100), "PNG")


def rgb16() -> bytes:
    """A PNG of 16 bits a band, which Pillow reads but does not write: 40 × 20 pixels of one orange."""
    rows = (b"\0" + struct.pack(">HHH", 60_000, 30_000, 5_000) * 40) * 20
    return png_of(40, 20, zlib.compress(rows), depth=16)


def palette_with_transparency() -> bytes:
    """A GIF-like PNG: a red square in the middle, nothing around it."""
    picture = Image.new("P", (200, 200), 0)
    picture.putpalette([0, 255, 0, *RED])
    picture.paste(1, (50, 50, 150, 150))
    return saved(picture, "PNG", transparency=0)


def logo(width: int = 400, height: int = 200) -> bytes:
    picture = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=(200, 40, 40, 255))
    return saved(picture, "PNG")


def turned(orientation: int, form: str = "JPEG") -> bytes:
    """Red left, blue right and green in one corner as stored; EXIF says how it is looked at, where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETMAKER"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    picture = halves()
    picture.paste(GREEN, (0, 0, 200, 100))
    return saved(picture, form, exif=exif)


def with_everything() -> bytes:
    """A JPEG with EXIF, a profile, XMP, a comment and a thumbnail, each holding the word SECRET."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x9286] = b"ASCII\0\0\0SECRETCOMMENT"
    return saved(halves(), "JPEG", exif=exif, icc_profile=swapped_profile(), xmp=b"<x:SECRETXMP/>", comment=b"SECRETNOTE" + FOREIGN)


@cache
def swapped_profile() -> bytes:
    """A profile of a screen that has sRGB's blue for red, and its red for blue."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = content.replace("sRGB".encode("utf-16-be"), "Swap".encode("utf-16-be"))
    return content.replace(b"rXYZ", b"tmp!").replace(b"bXYZ", b"rXYZ").replace(b"tmp!", b"bXYZ")


def with_profile(profile: bytes) -> bytes:
    return saved(halves(), "PNG", icc_profile=profile)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, packed: bytes, depth: int = 8, colour: int = 2, extra: bytes = b"") -> bytes:
    """A PNG that says it is so large, with these pixels and other chunks."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@cache
def real_png(width: int, height: int, depth: int = 8, colour: int = 2, interlaced: bool = False) -> bytes:
    """Black, and really so large: a few KB that unfold to all the bytes of it."""
    channels = {0: 1, 2: 3, 6: 4}[colour]
    packer, packed = zlib.compressobj(1), bytearray()
    # Adam7 stores each pixel once; its filter bytes, at most two a row, make the stream a little longer.
    left = height * (1 + width * channels * depth // 8) + interlaced * 2 * height
    while left:
        packed += packer.compress(bytes(min(left, 1 << 20)))
        left -= min(left, 1 << 20)
    made = png_of(width, height, bytes(packed + packer.flush()), depth, colour)
    if interlaced:
        made = made[:8] + chunk(b"IHDR", made[16:28] + b"\x01") + made[33:]
    return made


@cache
def real_jpeg(width: int, height: int, **options) -> bytes:
    return saved(Image.linear_gradient("L").resize((width, height)).convert("RGB"), "JPEG", quality=80, **options)


def bomb_of_text() -> bytes:
    return png_of(2, 1, zlib.compress(bytes(7)), extra=chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(100_000_000))) * 4)


def bomb_of_profile() -> bytes:
    return png_of(2, 1, zlib.compress(bytes(7)), extra=chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(100_000_000))))


@cache
def gif_of_frames(count: int = 5_000) -> bytes:
    """The animation that GIF makes cheap: one frame, again and again."""
    one = saved(halves("P", 160, 90), "GIF")
    start = 13 + (3 << (one[10] % 8 + 1))
    return one[:start] + one[start:-1] * count + b";"


def gif_of_size(width: int, height: int) -> bytes:
    content = gif(20, 20)
    return content[:6] + struct.pack("<HH", width, height) + content[10:]


def webp_of_size(width: int, height: int) -> bytes:
    """An animation, whose canvas is allocated before anything is decoded."""
    content = animated("WEBP")
    return content[:24] + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little") + content[30:]


def polyglots() -> dict[str, bytes]:
    """Pictures that are pages, scripts or archives as well."""
    text = chunk(b"tEXt", b"Comment\0" + FOREIGN)
    return {
        "JPEG and HTML": photo(300, 200) + FOREIGN,
        "JPEG with a comment": saved(scene(300, 200), "JPEG", comment=FOREIGN),
        "GIF and JavaScript": gif(300, 200) + b"*/=1;" + FOREIGN,
        "GIF with a comment": saved(scene(300, 200), "GIF", comment=FOREIGN),
        "PNG and ZIP": png(300, 200) + b"PK\x03\x04" + FOREIGN,
        "PNG with PHP in a chunk": png(300, 200)[:33] + text + png(300, 200)[33:],
        "PNG with PHP in its palette": saved(_with_palette(FOREIGN), "PNG"),
        "WebP and HTML": webp(300, 200) + FOREIGN,
        "AVIF and HTML": avif(300, 200) + FOREIGN,
    }


def _with_palette(content: bytes) -> Image.Image:
    picture = scene(300, 200).convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
    picture.putpalette(content.ljust(192, b"\0"))
    return picture


def cut(content: bytes) -> list[bytes]:
    """The content, ended after each KB."""
    return [content[:end] for end in range(PIECE, len(content), PIECE)]


def garbled(content: bytes, seed: int = 3) -> bytes:
    """The header as it was, and noise from the middle on."""
    middle = len(content) // 2
    return content[:middle] + Random(seed).randbytes(len(content) - middle)


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HOSTILE: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "nothing": (lambda: b"", ("empty",)),
    "zero bytes": (lambda: bytes(5_000), ("not-a-picture",)),
    "HTML": (lambda: b"<!doctype html><img src=x onerror=alert(1)>", ("not-a-picture",)),
    "SVG": (lambda: SVG, ("not-a-picture",)),
    "SVG with a header of XML": (lambda: b"<?xml version='1.0'?>" + SVG, ("not-a-picture",)),
    "PDF": (lambda: b"%PDF-1.4 " + bytes(100), ("not-a-picture",)),
    "EPS": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n", ("not-a-picture",)),
    "PSD": (lambda: b"8BPS\0\1" + bytes(6) + b"\0\3" + struct.pack(">II", 9, 9) + bytes(40), ("not-a-picture",)),
    "BMP": (lambda: saved(halves(), "BMP"), ("not-a-picture",)),
    "ICO": (lambda: saved(halves(), "ICO"), ("not-a-picture",)),
    "TIFF": (lambda: saved(halves(), "TIFF"), ("not-a-picture",)),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), ("not-a-picture",)),
    "HTML before a JPEG": (lambda: FOREIGN + photo(300, 200), ("not-a-picture",)),
    "PNG of 200 MP in a few bytes": (lambda: png_of(20_000, 10_000, zlib.compress(bytes(99))), ("too-many-pixels",)),
    "PNG of 30 MP in a few bytes": (lambda: png_of(6_000, 5_000, zlib.compress(bytes(99))), ("cut-short",)),
    "PNG of no height": (lambda: png_of(10, 0, zlib.compress(bytes(9))), ("corrupt",)),
    "PNG of 31,000 columns": (lambda: png_of(31_000, 1, zlib.compress(bytes(93_001))), ("too-many-pixels",)),
    "GIF of 65,535 × 65,535": (lambda: gif_of_size(65_535, 65_535), ("too-many-pixels",)),
    "WebP of 16,000 × 16,000": (lambda: webp_of_size(16_000, 16_000), ("too-many-pixels",)),
    "WebP of 6,000 × 6,000": (lambda: webp_of_size(6_000, 6_000), ("memory",)),
    "PNG with 400 MB of text": (bomb_of_text, ("corrupt",)),
    "PNG with a profile of 100 MB": (bomb_of_profile, ("corrupt",)),
    "PNG of 35 MP and 16 bits": (lambda: real_png(7_000, 5_000, depth=16), ("memory",)),
    "progressive JPEG of 40 MP": (lambda: real_jpeg(8_000, 5_000, progressive=True, subsampling=0), ("memory",)),
    "PNG garbled": (lambda: garbled(png()), ("corrupt", "cut-short")),
    "WebP garbled": (lambda: webp()[:20] + bytes(len(webp()) - 20), ("corrupt",)),
    "AVIF garbled": (lambda: avif()[:60] + bytes(len(avif()) - 60), ("corrupt",)),
    "GIF header alone": (lambda: b"GIF89a", ("cut-short", "corrupt")),
    "JPEG header alone": (lambda: b"\xff\xd8\xff\xe0", ("cut-short", "corrupt")),
    "half a JPEG": (lambda: photo(300, 200)[:5_000], ("cut-short",)),
    "half a PNG": (lambda: png()[:9_000], ("cut-short",)),
    "half a WebP": (lambda: webp()[:3_000], ("cut-short",)),
    "half an AVIF": (lambda: avif()[: len(avif()) // 2], ("cut-short",)),
}
