"""What a page of the site may load: the desk's strict policy, and pictures and a player besides."""

from collections.abc import Callable
from typing import TypeVar, cast

from csp.decorators import csp_update
from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# Pictures of articles may stand anywhere; the player comes from one place and only on a click.
ALSO = {"img-src": ["'self'", "https:", "http:", "data:"], "frame-src": ["https://www.youtube-nocookie.com"]}


def with_pictures(view: View) -> View:
    return cast(View, csp_update(ALSO)(view))
