"""Numbered pages without a COUNT: whether there is a next page is known by asking for one row more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rest_framework.exceptions import NotFound

from articles.api.items import Shape

NEWS_A_PAGE, NEWS_AT_MOST = 25, 100
NAMES_A_PAGE = 100


def window(number: int, size: int) -> slice:
    """The rows of this page, and one more."""
    return slice((number - 1) * size, number * size + 1)


def cut(rows: Iterable[Any], number: int, size: int) -> tuple[list[Any], int | None]:
    """(rows of this page, number of the next page or None) of what the window holds. Raises NotFound past the last page."""
    found = list(rows)
    if not found and number > 1:
        raise NotFound("There is no such page.")
    return found[:size], number + 1 if len(found) > size else None


def envelope(number: int, value: Sequence[Shape], following: int | None) -> Shape:
    return {"page": number, "value": value, "nextPage": following}
