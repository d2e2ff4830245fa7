"""Addresses: what two spellings of a URL have in common, what may become a link, what the site keeps for itself. Pure."""

from __future__ import annotations

import hashlib
import re

# Parameters that say how a reader came, not what the page is.
TRACKING = ("utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=", "ocid=")

_ADDRESS = re.compile(r"https?://(?:[^/?#]*@)?(?:www\.)?([^/?#@]+)([^?#]*)(?:\?([^#]*))?", re.IGNORECASE)


def url_key(url: str) -> str:
    """A short key that is equal for spellings of one address; "" for what is no web address.

    Scheme, `www.`, letter case of the host, fragment, trailing slash and tracking parameters do not count. w3lib's
    canonicalize_url does more and costs 40 µs a call; an import calls this three times an article.
    """
    match = _ADDRESS.match(url)
    if match is None:
        return ""
    host, path, query = match.groups(default="")
    if query:
        query = "&".join(part for part in query.split("&") if not part.startswith(TRACKING))
    address = f"{host.lower()}{path.rstrip('/')}?{query}"
    return hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def web_address(url: object) -> str:
    """The address, if it is one that may become a link; "" for javascript: and whatever else a file may hold."""
    return url if isinstance(url, str) and url.startswith(("https://", "http://")) else ""


# Names with dots between them, in any script; the last begins with a letter, so an address of numbers is none.
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]*")


def home_of(domain: object) -> str:
    """Where whoever has this domain is at home on the web; "" for what is no domain, and for whatever else a file may hold."""
    return f"https://{domain}" if isinstance(domain, str) and _DOMAIN.fullmatch(domain) else ""


# The collection that is the site itself: the front page, the API and most files are of it.
NEWS = "news"
# First path segments that are the site's own; a collection of such a name could not be reached.
RESERVED_CATEGORIES = frozenset(
    (
        *("about", "accounts", "admin", "api", "archive", "desk", "favicon.ico", "feeds", "health", "login", "logout", "media"),
        *("metrics", "providers", "robots.txt", "search", "sitemap.xml", "static", "stories", "topics"),
        *(".well-known", "opensearch.xml", "sitemap-news.xml", "sitemaps"),
    )
)
