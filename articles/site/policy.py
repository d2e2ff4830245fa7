"""What a page of the site may load: what the desk's strict policy says, and the player of videos besides."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse

View = TypeVar("View", bound=Callable[..., HttpResponse])

# The player comes from one place, and only on a click.
PLAYER = {"frame-src": ["https://www.youtube-nocookie.com"]}
# A few providers want their pictures to be shown from where they stand.
ANYWHERE = {"img-src": ["https:", "http:"]}
# As templatetags write such a picture. No text can hold it: its quotes would be escaped.
ELSEWHERE = b'class="elsewhere"'


def with_pictures(view: View) -> View:
    """Pictures come from us alone, but on a page that does show one from elsewhere."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        also = {**PLAYER, **ANYWHERE} if ELSEWHERE in response.content else PLAYER
        return cast(HttpResponse, csp_update(also)(lambda request: response)(request))

    return cast(View, shown)
