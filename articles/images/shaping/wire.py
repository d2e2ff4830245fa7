"""How parent and child speak: a frame is a JSON head and one body of bytes. What a child says is as hostile as what it has read.

A frame is the length of the head (4 bytes, big-endian), that of the body (4 bytes), the head, the body.
"""

from __future__ import annotations

import json
import re
import struct
from typing import Any

from articles.images.shaping.formats import FORMATS, format_of
from articles.images.shaping.jobs import CARD_BYTES, MASTER_SIDE, MAX_PIXELS, MAX_SIDE, REASONS, BadPicture, CardJob, Job, Rendition, Shaped

Head = dict[str, Any]
LENGTHS = struct.Struct(">II")
MAX_HEAD = 64 * 1024
MAX_ANSWER = 32 * 1024 * 1024


class BrokenAnswer(Exception):
    """An answer that no honest child gives."""


def start(head: Head, body_length: int) -> bytes:
    """All of a frame but its body."""
    text = json.dumps(head).encode()
    return LENGTHS.pack(len(text), body_length) + text


def frame(head: Head, body: bytes = b"") -> bytes:
    return start(head, len(body)) + body


def lengths(prefix: bytes) -> tuple[int, int]:
    """(of the head, of the body) of an answer; BrokenAnswer for more than we take."""
    head, body = LENGTHS.unpack(prefix)
    if head > MAX_HEAD or head + body > MAX_ANSWER:
        raise BrokenAnswer(f"a head of {head} and a body of {body} bytes")
    return head, body


def head_of(text: bytes) -> Head:
    """Raises BrokenAnswer for what is no JSON object; BadPicture where the answer is a reason."""
    try:
        head = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer("no JSON") from error
    if not isinstance(head, dict):
        raise BrokenAnswer("no object")
    if "reason" in head:
        if head["reason"] not in list(REASONS):
            raise BrokenAnswer("an unknown reason")
        raise BadPicture(head["reason"], "".join(filter(str.isprintable, str(head.get("detail", ""))))[:200])
    return head


def job_told(job: Job | CardJob) -> Head:
    return job._asdict()


def job_heard(head: Head) -> Job:
    """The child's side."""
    return Job(**_with_tuples(head))


def card_job_heard(head: Head) -> CardJob:
    return CardJob(**_with_tuples(head))


def card_heard(body: bytes) -> bytes:
    """The parent's side. BrokenAnswer for what cannot be a card."""
    if format_of(body) != "jpeg" or len(body) > CARD_BYTES:
        raise BrokenAnswer("no card")
    return body


def shaped_told(shaped: Shaped) -> tuple[Head, bytes]:
    """Equal renditions travel once: the body is made of the distinct ones, and the head says which is whose, and each one's length."""
    parts = list(dict.fromkeys([shaped.master, *(rendition.content for rendition in shaped.renditions)]))
    head = shaped._asdict() | {
        "lengths": [len(part) for part in parts],
        "master": parts.index(shaped.master),
        "renditions": [[*rendition[:-1], parts.index(rendition.content)] for rendition in shaped.renditions],
    }
    return head, b"".join(parts)


def shaped_heard(head: Head, body: bytes, job: Job) -> Shaped:
    """The parent's side: everything is checked. BrokenAnswer for what cannot be an answer to this job."""
    try:
        parts = _parts(head["lengths"], body)
        shaped = Shaped(**{key: head[key] for key in Shaped._fields if key not in ("master", "renditions")}, renditions=[], master=b"")
        shaped = shaped._replace(
            focus=(float(head["focus"][0]), float(head["focus"][1])),
            master=parts[head["master"]],
            renditions=[Rendition(role, width, height, form, parts[at]) for role, width, height, form, at in head["renditions"]],
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BrokenAnswer(f"{type(error).__name__}: {error}") from error
    wrong = [what for what, right in _facts(shaped, job) if not right] + [
        f"rendition {rendition[:-1]}" for rendition in shaped.renditions if not _is_rendition(rendition, job)
    ]
    if wrong:
        raise BrokenAnswer(f"wrong: {wrong[0]}"[:200])
    return shaped


def _with_tuples(head: Head) -> Head:
    """JSON has lists for them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in head.items()}


def _parts(lengths: list[int], body: bytes) -> list[bytes]:
    if min(lengths) < 0 or sum(lengths) != len(body):
        raise ValueError("lengths")
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return [body[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _facts(shaped: Shaped, job: Job) -> list[tuple[str, bool]]:
    return [
        ("size", _is_size(shaped.width, shaped.height, MAX_SIDE) and shaped.width * shaped.height <= MAX_PIXELS),
        ("format", shaped.format in FORMATS),
        ("colour", _is_text(shaped.colour, "#[0-9a-f]{6}")),
        ("fingerprint", _is_text(shaped.fingerprint, "[0-9a-f]{16}")),
        ("focus", all(0 <= at <= 1 for at in shaped.focus)),
        ("flags", isinstance(shaped.is_flat, bool) and isinstance(shaped.has_alpha, bool)),
        ("master", _is_master(shaped) if job.master else not shaped.master and not shaped.master_format),
        ("number of renditions", len(shaped.renditions) <= 64),
    ]


def _is_master(shaped: Shaped) -> bool:
    return shaped.master_format in ("jpeg", "webp", "png") and format_of(shaped.master) == shaped.master_format


def _is_rendition(rendition: Rendition, job: Job) -> bool:
    if rendition.role not in list(job.roles) or rendition.format not in list(job.formats):
        return False
    return _is_size(rendition.width, rendition.height, MASTER_SIDE) and format_of(rendition.content) == rendition.format


def _is_size(width: object, height: object, most: int) -> bool:
    return all(type(side) is int and 0 < side <= most for side in (width, height))


def _is_text(value: object, pattern: str) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(pattern, value))
