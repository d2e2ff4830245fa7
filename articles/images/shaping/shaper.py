"""Hostile bytes → `Shaped`. Runs in the limited child process; whatever is written is encoded afresh from pixels."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from articles.images.shaping import colours, decoding, roles, traits, writing
from articles.images.shaping.jobs import MASTER_SIDE, MEMORY, BadPicture, Job, Rendition, Shaped
from articles.images.shaping.opening import opened
from articles.images.shaping.roles import ROLES, Box, Focus, Size


def shape(content: bytes, job: Job, memory: int = MEMORY) -> Shaped:
    """Raises BadPicture. `memory`: bytes that may be used beside what the process has."""
    try:
        source = opened(content, memory)
        picture = decoding.decoded(source, _scale(source.displayed, job), memory)
        return _shaped(source.displayed, source.format, picture, job)
    except MemoryError as error:
        raise BadPicture("memory") from error


def _scale(size: Size, job: Job) -> float:
    """How much of the picture's size anything that is made of it will need, 0 to 1."""
    wanted = [roles.scale_needed(ROLES[name], size) for name in job.roles]
    return max([*wanted, min(1.0, (MASTER_SIDE if job.master else traits.SIDE) / max(size))])


def _shaped(size: Size, form: str, picture: Image.Image, job: Job) -> Shaped:
    copy, has_alpha = traits.small(picture), colours.has_alpha(picture)
    opaque = colours.on_white(copy)
    focus = job.focus or traits.focus(opaque)
    if not any(ROLES[name].fit == "contain" for name in job.roles):
        picture = colours.on_white(picture)  # only logos stand on the page itself; behind a picture is its own colour
    master, master_format = writing.master(picture) if job.master else (b"", "")
    return Shaped(
        *size,
        form,
        colour=traits.colour(copy),
        focus=focus,
        fingerprint=traits.fingerprint(opaque),
        is_flat=min(size) <= 2 or traits.is_flat(copy),
        has_alpha=has_alpha,
        renditions=list(_renditions(size, picture, job, focus)),
        master=master,
        master_format=master_format,
    )


def _renditions(size: Size, picture: Image.Image, job: Job, focus: Focus) -> Iterator[Rendition]:
    press = writing.Press(picture)
    # Largest first: the others are made from it where they show the same part.
    for name in sorted(job.roles, key=lambda name: -max(ROLES[name].widths)):
        role = ROLES[name]
        box = _scaled(roles.crop(role, size, focus), size, picture)
        for at in roles.sizes(role, size):
            for form in job.formats:
                if writing.can_be_written(at, form, picture.mode == "RGBA"):
                    yield Rendition(name, *at, form, press.printed(box, at, form))


def _scaled(box: Box, size: Size, picture: Image.Image) -> tuple[float, float, float, float]:
    """(left, top, right, bottom) in the pixels of the smaller picture."""
    across, down = picture.width / size.width, picture.height / size.height
    right, bottom = (box.left + box.width) * across, (box.top + box.height) * down
    return box.left * across, box.top * down, min(right, picture.width), min(bottom, picture.height)
