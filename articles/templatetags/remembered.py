"""Parts of pages that follow from nothing but the values they show: the same values are written once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Text = TypeVar("Text", bound=str)
# Of 1 to 3 KB each, with the values; four for a story in a list.
MOST = 4096


def remembered(write: Callable[..., Text]) -> Callable[..., Text]:
    """A function of hashable values alone. There is nothing to invalidate: other values are written anew."""

    @wraps(write)
    def written(*values: Hashable) -> Text:
        # Who works on templates wants to see what they do.
        return write(*values) if settings.DEBUG else _written(write, get_language(), timezone.get_current_timezone_name(), values)

    return written


def filled(template: str, /, **values: Any) -> SafeString:
    return cast(SafeString, get_template(template).render(values))


def forget() -> None:
    """For tests, which change what never changes while a server runs, such as where media stand."""
    _written.cache_clear()


@lru_cache(maxsize=MOST)
def _written(write: Callable[..., Text], language: str | None, zone: str, values: tuple[Hashable, ...]) -> Text:
    return write(*values)
