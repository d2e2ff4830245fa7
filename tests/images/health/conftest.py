from datetime import timedelta

import pytest
from django.utils import timezone

from articles.images.caching import cache
from articles.models import Picture
from tests import factories


@pytest.fixture
def kept(server, shape):
    """`kept(behaviour)`: a picture that was really fetched from the server, two months ago, and is due for a check."""

    def keep(behaviour, path="/a.png", **fields) -> Picture:
        picture = factories.stored(server.at(path, behaviour), copy=None, **{"host": "127.0.0.1", **fields})
        assert cache(picture, shape, guard=server.guard) == ""
        return due_for_check(picture)

    return keep


def due_for_check(picture: Picture, attempts: int = 0) -> Picture:
    """As it was claimed by a worker, last asked for two months ago."""
    then = timezone.now() - timedelta(days=60)
    columns = {"seen_at": then, "checked_at": then, "due_at": then, "claimed_until": timezone.now(), "is_check": True}
    Picture.objects.filter(pk=picture.pk).update(**columns, attempts=attempts + 1)
    picture.refresh_from_db()
    picture.attempts = attempts  # as it was when it was claimed
    return picture
