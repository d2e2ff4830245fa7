"""Parts of pages that follow from nothing but the values they show: the same values are written once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Some 3 KB each, with the values.
MOST = 2048


def remembered(write: Callable[..., SafeString]) -> Callable[..., SafeString]:
    """A function of hashable values alone. There is nothing to invalidate: other values are written anew."""

    @wraps(write)
    def written(*values: Hashable) -> SafeString:
        # Who works on templates wants to see what they do.
        return write(*values) if settings.DEBUG else _written(write, get_language(), timezone.get_current_timezone_name(), values)

    return written


def forget() -> None:
    """For tests, which change what never changes while a server runs, such as where media stand."""
    _written.cache_clear()


@lru_cache(maxsize=MOST)
def _written(write: Callable[..., SafeString], language: str | None, zone: str, values: tuple[Hashable, ...]) -> SafeString:
    return write(*values)
