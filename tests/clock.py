"""A clock that tests set: whatever asks Django for the time, defaults of columns included, gets this one."""

from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch


class Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def forward(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@contextmanager
def clock(now: datetime):
    hands = Clock(now)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return hands.now

    with patch("django.utils.timezone.datetime", Stopped):
        yield hands
