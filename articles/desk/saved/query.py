"""What of an address of the article list is kept in a saved view: the filters that it knows, with values that they take."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.http import QueryDict

from articles.desk.filters import DAYS, STANDINGS, is_key
from articles.filters import TYPES
from articles.models import SavedView, Status

LONGEST = SavedView._meta.get_field("query").max_length or 0
WORDS = 200  # characters of a search
_ORDER = re.compile(r"-?\d{1,2}(\.-?\d{1,2}){0,9}", re.ASCII)

# In the order in which they are kept; the list opens on what awaits review, so that needs no word.
TAKES: dict[str, Callable[[str], bool]] = {
    "status": {*Status.values, *STANDINGS, "all"}.difference({Status.AWAITING}).__contains__,
    "q": lambda value: bool(value.strip()) and len(value) <= WORDS and "\0" not in value,
    "topic": is_key,
    "provider": is_key,
    "type": TYPES.__contains__,
    "date": DAYS.__contains__,
    "conflict": {"1"}.__contains__,
    "assigned": lambda value: value in ("me", "nobody") or is_key(value),
    "later": {"0", "1"}.__contains__,
    "o": lambda value: bool(_ORDER.fullmatch(value)),
}


def kept(query: str) -> str:
    """The query as it is stored: equal lists have equal ones. What the list would not heed, and the page, is left out."""
    given = QueryDict(query[: 4 * LONGEST])
    values = {name: given.get(name, "") for name in TAKES}
    return urlencode({name: value for name, value in values.items() if TAKES[name](value)})
