"""What the shaping is asked for and what it answers: `Job` → `Shaped`, `CardJob` → a JPEG, or `BadPicture` with a reason."""

from __future__ import annotations

from typing import NamedTuple

from articles.images.shaping.roles import Focus

# A copy to make later crops from has at most this long side, in pixels.
MASTER_SIDE = 2000
# Of an original.
MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000
# What one picture may cost beside its file, in bytes.
MEMORY = 90 * 1024 * 1024
# Of a social card, in pixels and, at the most, in bytes.
CARD = (1200, 630)
CARD_BYTES = 1024 * 1024
REASONS = {
    "empty": "The file is empty.",
    "not-a-picture": "This is not a picture of a kind that we take: JPEG, PNG, WebP, GIF or AVIF.",
    "too-many-pixels": "The picture is too large: more than 40 megapixels, or a side of more than 30,000 pixels.",
    "cut-short": "The picture ends too early; it was probably not transferred completely.",
    "corrupt": "The picture is damaged and cannot be read.",
    "memory": "The picture needs more memory than we give to a single one. A smaller copy, or a plain JPEG, will do.",
    "time": "The picture took too long to be read.",
    "crashed": "The picture could not be processed.",
}


class BadPicture(Exception):
    """A picture that is not taken. `reason` is a key of REASONS, str() the sentence for editors, `detail` a word for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return REASONS[self.reason]


class Job(NamedTuple):
    """`roles`: names in roles.ROLES. `focus`: (x, y), 0 to 1 from the top left; None: found. `formats`: of "webp", "jpeg" and "avif".
    `master`: whether to make a copy for later crops."""

    roles: tuple[str, ...]
    focus: Focus | None = None
    formats: tuple[str, ...] = ("webp", "jpeg")
    master: bool = True


class Rendition(NamedTuple):
    """One picture to be shown. Two roles of the same shape and size have equal `content`."""

    role: str
    width: int
    height: int
    format: str
    content: bytes


class Shaped(NamedTuple):
    """`width`, `height`: of the original as it is looked at. `format`: of the original. `colour`: "#rrggbb". `focus`: the job's, or the
    one found. `fingerprint`: 64 bits in hex, near in Hamming distance for the same picture. `is_flat`: one colour, or 2 pixels at most.
    `master`: b"" and "" when not asked for."""

    width: int
    height: int
    format: str
    colour: str
    focus: Focus
    fingerprint: str
    is_flat: bool
    has_alpha: bool
    renditions: list[Rendition]
    master: bytes
    master_format: str


class CardJob(NamedTuple):
    """Texts as they come. `seeds`: topic and article, which a drawing is drawn from. `focus`: of the picture, as in Job. `serif`,
    `sans`: files of fonts in the order in which they are asked."""

    site: str
    title: str
    topic: str
    provider: str
    seeds: tuple[str, str] = ("", "")
    focus: Focus = (0.5, 0.5)
    serif: tuple[str, ...] = ()
    sans: tuple[str, ...] = ()
