"""Which requests can be answered from what is kept, and what tells their answers apart: the path and the parameters that pages know."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.http.request import split_domain_port, validate_host

# Whatever else stands behind a question mark is Django's to answer, and never kept: it would fill the shelf with one page.
PARAMETERS = frozenset(
    {
        *("older", "newer", "topic", "provider", "type", "since", "until"),
        *("q", "page", "minimum_heat", "page_size"),
    }
)
LONGEST = 500
# Files, and the desk: Django's own, without a look.
NEVER = re.compile(r"/(static|media|admin|api/desk)/")


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
    if NEVER.match(path) or len(path) + len(query) > LONGEST or (query and not _is_known(query)):
        return ""
    return f"{environ.get('SCRIPT_NAME', '')}{path}?{query}"


def _is_known(query: str) -> bool:
    return all(unquote_plus(part.partition("=")[0]) in PARAMETERS for part in query.split("&"))


@lru_cache(maxsize=100)
def _is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
