"""Day and hour as an editor types them: in the site's time zone, which is named, and never an hour that is not one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import SplitDateTimeField
from django.utils import timezone
from django.utils.formats import date_format

from articles.importer.values import YEARS
from articles.models import Article, Status

SCHEDULE = ("publish_at", "expires_at", "embargo_until")


class LocalTime(SplitDateTimeField):
    """Says what is wrong with an hour that the clocks skip or repeat, and with a year that no calendar here can show."""

    def compress(self, data_list: Any) -> datetime | None:
        if data_list and all(data_list):
            _refuse(datetime.combine(*data_list))
        return super().compress(data_list)


def zone() -> str:
    return timezone.get_current_timezone_name()


def clock() -> str:
    """The site's time zone and its time, to be read beside a field."""
    return f"{zone()}, now {timezone.localtime():%H:%M}"


def said(at: datetime) -> str:
    local = timezone.localtime(at)
    return date_format(local, "j M Y H:i")


def outlook(article: Article) -> str:
    """What will happen to it by the clock alone, in a sentence; "" where nothing will."""
    now = timezone.now()
    begin, end, sealed = article.publish_at, article.expires_at, article.embargo_until
    if not any((begin, end, sealed)):
        return ""
    if article.status in (Status.DECLINED, Status.WITHDRAWN):
        return f"It is {article.get_status_display()}; its times count for nothing until it is published again."
    first = max((at for at in (begin, sealed) if at), default=None)
    public = article.status == Status.PUBLISHED
    if end and end <= now:
        return f"{'Public' if public else 'Would have been public'} until {said(end)}: that is over, readers do not see it."
    start = f"from {said(first)}" if first and first > now else "now"
    until = f" until {said(end)}" if end else ""
    seal = f"; sealed under embargo until {said(sealed)}" if sealed and sealed > now else ""
    return f"{'Public' if public else 'Once published: public'} {start}{until}{seal}. Times are of {zone()}."


def _refuse(naive: datetime) -> None:
    """Raise ValidationError for an hour that does not exist, exists twice, or lies outside of the calendar."""
    if naive.year not in YEARS:
        raise ValidationError(f"The year must be from {YEARS[0]} to {YEARS[-1]}.", code="year")
    here = timezone.get_current_timezone()
    early, late = (naive.replace(tzinfo=here, fold=fold).utcoffset() for fold in (0, 1))
    if early == late:
        return
    text = f"{naive:%H:%M} on {date_format(naive, 'j F Y')}"
    if (early or timedelta()) < (late or timedelta()):
        raise ValidationError(f"{text} does not exist in {zone()}: the clocks go forward then. Choose another time.", code="skipped")
    raise ValidationError(f"{text} comes twice in {zone()}: the clocks go back then. Choose another time.", code="repeated")
