"""Which kind of picture some bytes are, told by the bytes alone."""

from __future__ import annotations

FORMATS = ("jpeg", "png", "webp", "gif", "avif")


def format_of(content: bytes) -> str:
    """One of FORMATS by the first bytes; "" for all else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    # HEIC has the same container and says so in the same list of brands.
    return "avif" if content[4:8] == b"ftyp" and (b"avif" in content[8:64] or b"avis" in content[8:64]) else ""
