"""How feeds name things: by tags that last, and by addresses that are valid where feeds are read strictly."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from django.conf import settings

from articles.models import Article

# The day from which on our names hold (RFC 4151), and the age of a feed that never had anything in it.
MINTED = datetime(2026, 1, 1, tzinfo=UTC)
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:@!$&'()*+,;=~-._"


def story_id(article: Article) -> str:
    """By its file, which is its identity: neither a new title or address nor a new database makes it another story. Hashed, for a
    feed also names what went, and that is nobody's to read any more."""
    return tag(f"article/{hashlib.blake2b(f'{article.source} {article.path}'.encode(), digest_size=16).hexdigest()}")


def page_id(address: str) -> str:
    """Of what has this page, whatever the scheme of the site."""
    return tag(urlsplit(address)._replace(scheme="", netloc="").geturl())


def tag(specific: str) -> str:
    host = (urlsplit(settings.SITE_URL).hostname or "localhost").replace(":", "-")
    return f"tag:{host},{MINTED:%Y}:{specific}"


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def uri(address: str) -> str:
    """The address with all that a URI may not hold in percent, which changes nothing of where it leads; "" for what leads nowhere."""
    try:
        parts = urlsplit(_LONE_PERCENT.sub("%25", address))
    except ValueError:
        return ""
    whole = parts._replace(
        netloc=quote(parts.netloc, safe=f"{_SAFE}[]"),
        path=quote(parts.path, safe=_SAFE),
        query=quote(parts.query, safe=f"{_SAFE}?"),
        fragment=quote(parts.fragment, safe=f"{_SAFE}?"),
    )
    return whole.geturl() if parts.netloc else ""
