"""How an address is written: one slash between names, none of what trackers append. Reads nothing."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_plus

from django.urls import is_valid_path

from articles.canonical import TRACKING

# What a path may hold as it is, as Django's own addresses do. A backslash, which browsers take for a slash, is not among it.
PLAIN = "/~:@!$&'()*+,;="
# Whole names with “=”, else how they begin. Our own addresses may lose any of these. Addresses of others keep the longer list: what
# articles.canonical leaves out is part of keys that the database holds, and another name there would have stored keys differ from those
# that are looked for.
TRACKS = (
    *TRACKING,
    *("msclkid=", "dclid=", "gbraid=", "wbraid=", "igshid=", "yclid=", "twclid=", "ttclid=", "li_fat_id=", "mkt_tok=", "srsltid="),
    *("gad_source=", "gad_campaignid=", "epik=", "rdt_cid=", "sccid=", "irclickid=", "_hsenc=", "_hsmi=", "__hs", "hsctatracking="),
    *("_ga=", "_gl=", "vero_id=", "wickedid=", "oly_enc_id=", "oly_anon_id=", "s_cid=", "mtm_", "pk_", "piwik_", "matomo_", "_branch_"),
)
_NAMES, _BEGINNINGS = frozenset(mark for mark in TRACKS if mark.endswith("=")), tuple(mark for mark in TRACKS if not mark.endswith("="))
# What no page can hold, written in percent: all control characters but those that are spaces.
_CONTROLS = re.compile("%(?:0[0-8bcef]|1[0-9a-f]|7f)", re.IGNORECASE)
_INDEX = re.compile(r"/index\.html?\Z", re.IGNORECASE)


def tidied(path: str) -> str:
    """In plain characters, as it came. It begins with exactly one slash, so that it never names another host."""
    tidy = _INDEX.sub("/", re.sub("/{2,}", "/", f"/{path}"))
    return f"{tidy}/" if not tidy.endswith("/") and not _is_a_page(tidy) and _is_a_page(f"{tidy}/") else tidy


def untracked(query: str) -> str:
    """The query as it came, without the parameters that say how a reader came."""
    parts = query.split("&")
    kept = [part for part in parts if not _tracks(part)]
    return query if len(kept) == len(parts) else "&".join(kept)


def sayable(query: str) -> str:
    """The query as it came, with spaces for control characters: it is said again on the page that answers it."""
    return _CONTROLS.sub("%20", query) if "%" in query else query


def written(path: str, query: str = "") -> str:
    """An address on this site, from plain characters and a query in percent."""
    return quote(path, safe=PLAIN) + (f"?{query}" if query else "")


def _tracks(part: str) -> bool:
    name = unquote_plus(part.partition("=")[0]).lower()
    return name.startswith(_BEGINNINGS) or f"{name}=" in _NAMES


def _is_a_page(path: str) -> bool:
    """One there could be, in these letters or in small ones."""
    return bool(is_valid_path(path) or is_valid_path(path.lower()))
