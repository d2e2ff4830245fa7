"""Which requests can be answered from what is kept, and what tells their answers apart: the path and the parameters that its page reads."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

_PLACE = frozenset({"older", "newer"})
_NARROWED = frozenset({"topic", "provider", "type", "since", "until"})
_OF_API = frozenset({"q", "minimum_heat", "page_size"})
# What is read at which paths; the first that fits. Whatever else stands behind a question mark is Django's to answer, and never kept:
# it would fill the shelf with one page. A test asks each view what it reads.
READ: tuple[tuple[str, frozenset[str]], ...] = (
    (r"/api/news/item/", frozenset()),
    (r"/api/news/(page/[0-9]+/)?\Z", _NARROWED | _OF_API),
    (r"/api/news/", _NARROWED - {"topic"} | _OF_API),  # of one
    (r"/api/changes/", frozenset({"since"})),
    (r"/api/", frozenset()),
    (r"/search/\Z", _NARROWED | {"q", "page"}),
    (r"/search/|/feeds/\Z", frozenset({"q"})),
    (r"/(topics|providers)/[^/]+/\Z|/archive/[0-9]+/[0-9]+/[0-9]+/\Z", _PLACE),
    (r"/(topics|providers|archive|about)/\Z", frozenset()),
    (r"/[^/]+/\Z", _PLACE | _NARROWED),  # all that is in a category
)
_READ = [(re.compile(path), names) for path, names in READ]
LONGEST = 500
# Files, the desk, and what is sent in a stream: Django's own, without a look.
NEVER = re.compile(r"/(static|media|admin|api/desk)/|/sitemaps/articles-")


def key_of(environ: dict[str, Any]) -> str:
    """ "" for a request that is Django's: one that says who it is from, is no reading, or asks for what is never kept.

    The host is no part of it, for pages name the site by SITE_URL; but one that we do not answer to is Django's to refuse. Nor is the
    scheme: where the site is secure, only what came so is answered.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ or "HTTP_ORIGIN" in environ:
        return ""
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "") or not _is_ours(environ.get("HTTP_HOST", "")):
        return ""
    if settings.SECURE_SSL_REDIRECT and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
        return ""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if NEVER.match(path) or len(path) + len(query) > LONGEST or (query and not _is_read(path, query)):
        return ""
    # A query holds no space. A path may hold anything, also what looks like a query.
    return f"{environ.get('SCRIPT_NAME', '')} {path} {query}"


def _is_read(path: str, query: str) -> bool:
    """Each parameter is one that this page reads, and stands there once."""
    given = [unquote_plus(part.partition("=")[0]) for part in query.split("&")]
    return len(set(given)) == len(given) and read_at(path).issuperset(given) and " " not in query


def read_at(path: str) -> frozenset[str]:
    return next((names for pattern, names in _READ if pattern.match(path)), frozenset())


@lru_cache(maxsize=100)
def _is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
