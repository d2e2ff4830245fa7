"""How dates are written for readers: in the order and the words of the site's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext


def written(day: date | datetime, form: str) -> str:
    """`form`: one of those in `_forms`. A moment is told in the site's zone."""
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return date_format(local, _forms(get_language() or "en")[form])


@cache
def _forms(language: str) -> dict[str, str]:
    """As a catalogue orders the parts; what Django knows of a language that has no catalogue here."""
    forms = {
        "day": (pgettext("form of a date", "j F Y"), "DATE_FORMAT"),
        "weekday": (pgettext("form of a date", "l j F Y"), "DATE_FORMAT"),
        "moment": (pgettext("form of a date", "l j F Y, H:i"), "DATETIME_FORMAT"),
        "zoned": (pgettext("form of a date", "j F Y, H:i T"), "DATETIME_FORMAT"),
        "this week": (pgettext("form of a date", "l"), "l"),
        "this year": (pgettext("form of a date", "j F"), "MONTH_DAY_FORMAT"),
        "short": (pgettext("form of a date", "D j M"), "MONTH_DAY_FORMAT"),
        "short with year": (pgettext("form of a date", "j M Y"), "DATE_FORMAT"),
        "month": (pgettext("form of a date", "F Y"), "YEAR_MONTH_FORMAT"),
    }
    is_translated = language.startswith("en") or pgettext("form of a date", "j F Y") != "j F Y"
    return {name: ours if is_translated else djangos for name, (ours, djangos) in forms.items()}
