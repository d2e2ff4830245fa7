"""Where everything of a social card stands. Nothing is painted here; all numbers are pixels of the card.

Beside the picture is a panel: on top whose site it is, then the topic, the headline, and below a rule who tells it. What is read
from the right has the picture on its left.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from articles.images.shaping import tones
from articles.images.shaping.fonts import Faces
from articles.images.shaping.jobs import CARD, CardJob
from articles.images.shaping.lines import Block, fit, is_from_right, plain, width_of
from articles.images.shaping.roles import Box

WIDTH, HEIGHT = CARD
MARGIN = 60
PICTURE, DRAWING, ALONE = 564, 420, 780  # how wide it is beside a headline, a drawing too, and beside none
HEADLINE, SITE, TOPICS, NAMES, LETTER = range(32, 85, 2), range(22, 41, 2), range(19, 23), range(20, 27), range(25, 26)  # of type
MOST_LINES = 6
BLEED = 12
HEAD, LABEL = 44, 46  # how high the site's name and the topic stand
MONOGRAM, GAP, DOT = 46, 16, 15
# As in static/tokens.css.
PAPER, INK, MARK = "#fbfaf7", "#17160f", "#b3261e"


class Placed(NamedTuple):
    """Lines, and the box that they stay in, but for what letters reach beyond their own width and height: BLEED at the most."""

    name: str
    box: Box
    block: Block
    faces: Faces
    colour: str


class Layout(NamedTuple):
    """`dot` ends the site's name; `rule` and `monogram` stand above and before the provider's. None where there is none."""

    picture: Box
    texts: list[Placed]
    dot: Box | None
    monogram: Box | None
    rule: Box | None
    from_right: bool


def layout(job: CardJob, has_picture: bool) -> Layout:
    serif, sans = Faces(job.serif), Faces(job.sans)
    says = fit(job.title, serif, WIDTH, HEIGHT, HEADLINE, MOST_LINES)
    side = DRAWING if not has_picture else PICTURE if says else ALONE
    column = Box(MARGIN, MARGIN, WIDTH - side - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    head, middle, foot = _rows(column)
    site = _row("site", job.site, serif, SITE, head._replace(width=head.width - DOT - DOT // 2), INK)
    beside = Box(foot.left + MONOGRAM + GAP, foot.top, foot.width - MONOGRAM - GAP, foot.height)
    provider = _row("provider", job.provider, sans, NAMES, beside, INK)
    if provider is None:
        middle = middle._replace(height=foot.top + foot.height - middle.top)
    dot = _dot(site) if site else None
    if site and dot:
        site = site._replace(box=site.box._replace(width=dot.left - site.box.left))
    monogram = Box(foot.left, foot.top, MONOGRAM, MONOGRAM) if provider else None
    letter = _letter(job.provider, sans, monogram) if monogram else None
    made = Layout(
        picture=Box(WIDTH - side, 0, side, HEIGHT),
        texts=[placed for placed in (site, *_story(job, serif, sans, middle), letter, provider) if placed],
        dot=dot,
        monogram=monogram,
        rule=Box(column.left, middle.top + middle.height + 25, column.width, 2) if provider else None,
        from_right=is_from_right(plain(job.title)),
    )
    return _mirrored(made) if made.from_right else made


def _rows(column: Box) -> tuple[Box, Box, Box]:
    """The site's name, what stands between, the provider."""
    head = column._replace(height=HEAD)
    foot = Box(column.left, column.top + column.height - MONOGRAM, column.width, MONOGRAM)
    top = head.top + head.height + 30
    return head, Box(column.left, top, column.width, foot.top - 44 - top), foot


def _row(name: str, text: str, faces: Faces, sizes: range, box: Box, colour: str) -> Placed | None:
    """One line, in the middle of its box's height."""
    block = fit(text, faces, box.width, max(box.height, 2 * sizes[-1]), sizes, 1)
    return Placed(name, box, block, faces, colour) if block else None


def _story(job: CardJob, serif: Faces, sans: Faces, middle: Box) -> list[Placed]:
    """The topic right above the headline, and both in the middle of what is free."""
    label = _row("topic", job.topic.upper(), sans, TOPICS, middle._replace(height=LABEL), MARK)
    above = LABEL if label else 0
    block = fit(job.title, serif, middle.width, middle.height - above, HEADLINE, MOST_LINES)
    height = above + (block.height if block else 0)
    top = middle.top + (middle.height - height) // (2 if block else 1)
    placed = [label._replace(box=middle._replace(top=top, height=LABEL))] if label else []
    if block:
        placed.append(Placed("headline", middle._replace(top=top + above, height=block.height), block, serif, INK))
    return placed


def _letter(name: str, faces: Faces, monogram: Box) -> Placed | None:
    letter = _row("letter", tones.monogram(name)[0], faces, LETTER, monogram, PAPER)
    if letter is None:
        return None
    width = min(ceil(width_of(letter.block.lines[0], faces, letter.block.size, False)) + 1, monogram.width)
    return letter._replace(box=monogram._replace(left=monogram.left + (monogram.width - width) // 2, width=width))


def _dot(site: Placed) -> Box:
    """Right behind the name, on its line."""
    width = round(width_of(site.block.lines[0], site.faces, site.block.size, site.block.from_right))
    middle = baseline(site) - round(site.block.size * 0.2)
    return Box(site.box.left + width + DOT // 3, middle - DOT // 2, DOT, DOT)


def baseline(placed: Placed) -> int:
    """Of its first line: the lines together stand in the middle of the box."""
    block = placed.block
    top = placed.box.top + (placed.box.height - block.height) // 2
    return top + round(block.leading / 2 + block.size * 0.35)


def _mirrored(made: Layout) -> Layout:
    return made._replace(
        picture=_across(made.picture),
        texts=[placed._replace(box=_across(placed.box)) for placed in made.texts],
        dot=_across(made.dot) if made.dot else None,
        monogram=_across(made.monogram) if made.monogram else None,
        rule=_across(made.rule) if made.rule else None,
    )


def _across(box: Box) -> Box:
    return box._replace(left=WIDTH - box.left - box.width)
