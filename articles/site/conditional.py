"""Answers to programs that come again and again: the whole, or the word that nothing has changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

# Whoever keeps an answer asks each time whether it still holds: what is withdrawn is gone with the next request.
ASK_AGAIN = "public, max-age=0, must-revalidate"


def answer(request: HttpRequest, body: bytes, content_type: str, changed_at: datetime | None = None) -> HttpResponse:
    """200 with the body, or 304. `changed_at`: from then on no word of it was another one; None where nobody can say."""
    response = HttpResponse(body, content_type=content_type)
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    response["Cache-Control"] = ASK_AGAIN
    changed = int(changed_at.timestamp()) if changed_at else None
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return cast(HttpResponse, get_conditional_response(request, etag=etag, last_modified=changed, response=response))
