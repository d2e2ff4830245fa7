"""Where in the queue an editor stands: the view, the order and the candidate, as the page's address and its forms carry them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

VIEWS = {"queue": "Queue", "mine": "Mine", "later": "Later"}
ORDERS = {"score": "Score", "newest": "Newest", "near": "Nearest to the threshold"}
ASKS = ("edit", "decline", "keys")


@dataclass(frozen=True)
class Where:
    view: str = "queue"
    order: str = "score"
    item: int = 0
    place: int = 0  # in the list: what stands there is shown where the item is not to be had
    ask: str = ""

    @classmethod
    def read(cls, data: QueryDict) -> Where:
        """From an address or a form; what makes no sense is left at its default."""
        view, order, ask = data.get("view", ""), data.get("order", ""), data.get("ask", "")
        return cls(
            view if view in VIEWS else "queue",
            order if order in ORDERS else "score",
            number(data.get("item")),
            number(data.get("place")),
            ask if ask in ASKS else "",
        )

    def at(self, **changes: Any) -> str:
        """The address of the page with these changes."""
        there = replace(self, **changes)
        default = Where()
        query = {name: value for name, value in vars(there).items() if value != getattr(default, name)}
        page = reverse("admin:queue")
        return f"{page}?{urlencode(query)}" if query else page


def number(text: str | None) -> int:
    """A key or a version from outside; 0, which no row has, for what is none."""
    text = text or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
