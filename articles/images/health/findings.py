"""What is wrong with pictures, as rows and copies tell it: how many of each kind, and the first of them as examples.

An example is a dictionary for JSON; its "what" is the sentence for people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from articles.images import attention
from articles.models import ArticleImage, Picture

if TYPE_CHECKING:
    from django.db.models import QuerySet

EXAMPLES = 20
ARTICLES = 3  # named for a picture that many show


@dataclass
class Finding:
    """All of one kind. A fault is what readers miss, or what waits for a person; the rest is only told."""

    kind: str
    words: str
    is_fault: bool = True
    count: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    def add(self, what: str, **more: Any) -> None:
        """One more; an example as long as there are few."""
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append({"what": what, **more})

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def of_pictures() -> list[Finding]:
    """What the addresses, or the copies themselves, tell. Two queries for each kind and one for its articles."""
    everything = Picture.objects.all()
    kept = everything.filter(copy__isnull=False)
    failing, gone = kept.filter(is_gone=False, due_at=None).exclude(error=""), attention.gone(kept)
    return [
        _of(attention.of_published(attention.broken(everything)), Finding("broken", "Pictures of public articles that cannot be had")),
        _of(attention.changed(everything), Finding("changed", "Addresses that show another picture than our copy")),
        _of(attention.placeholders(everything), Finding("placeholder", "Copies of what a server sends where it has no picture")),
        _of(failing, Finding("failing", "Could not be asked for in a day; our copies are shown", is_fault=False)),
        _of(gone, Finding("gone", "Gone from their addresses; our copies are shown", is_fault=False)),
    ]


def articles_of(pictures: Iterable[int]) -> dict[int, list[str]]:
    """The paths of some articles that show each picture. One query."""
    paths: defaultdict[int, list[str]] = defaultdict(list)
    shown = ArticleImage.objects.filter(picture__in=list(pictures)).order_by("-pk").values_list("picture_id", "article__path")
    for picture, path in shown[: EXAMPLES * ARTICLES * 10]:
        if picture is not None and len(paths[picture]) < ARTICLES:
            paths[picture].append(path)
    return paths


def _of(pictures: QuerySet[Picture], finding: Finding) -> Finding:
    finding.count = pictures.count()
    found = list(pictures.select_related("copy").order_by("-pk")[:EXAMPLES]) if finding.count else []
    paths = articles_of(picture.pk for picture in found)
    finding.examples = [_example(finding.kind, picture, paths.get(picture.pk, [])) for picture in found]
    return finding


def _example(kind: str, picture: Picture, paths: list[str]) -> dict[str, Any]:
    placeholder = picture.copy.get_placeholder_display() if picture.copy and kind == "placeholder" else ""
    why = placeholder or picture.error_text
    return {"what": picture.shown_address + (f": {why}" if why else ""), "picture": picture.pk, "articles": paths}
