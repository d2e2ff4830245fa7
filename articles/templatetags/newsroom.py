"""How the site writes an article's parts. Everything is escaped here by format_html; nothing is marked safe."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.canonical import web_address
from articles.dates import written
from articles.plain import plain, shortened
from articles.templatetags import pictures
from articles.templatetags.remembered import remembered

register = template.Library()
register.filter("weblink", web_address)
register.filter("picture", pictures.picture)
register.filter("own_shape", pictures.own_shape)
register.filter("credit", pictures.credit)
register.filter("logo", pictures.logo)
register.filter("large_logo", pictures.large_logo)
register.filter("plain", plain)
register.filter("shortened", shortened)
register.filter("written", written)


@register.filter
def day(moment: datetime) -> str:
    """Today, Yesterday, Sat 21 Nov, 21 Nov 2019."""
    return _day(timezone.localtime(moment).date(), timezone.localdate())


@remembered
def _day(day: date, today: date) -> str:
    days = (today - day).days
    if days in (0, 1):
        return (_("Today"), _("Yesterday"))[days]
    return written(day, "short" if 0 < days < 300 else "short with year")


@register.filter
def when(moment: datetime | None) -> str:
    """As a reader says it: 12 minutes ago, 3 hours ago, yesterday, Friday, 12 November."""
    if moment is None:
        return ""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if 0 <= minutes < 24 * 60:
        return _ago(minutes)
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    if days == 1:
        return _("yesterday")
    return written(moment, "this week" if 0 < days < 7 else "this year" if 0 < days < 300 else "day")


def _ago(minutes: int) -> str:
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    hours = minutes // 60
    return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}


@register.simple_tag
def heat_bar(heat: int | None, hottest: int | None) -> SafeString:
    """How hot, against the hottest beside it. The number itself stands in the text."""
    share = round(100 * max(heat or 0, 0) / max(hottest or 1, 1))
    return format_html(
        '<svg class="heat" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="12"/></svg>',
        min(share, 100),
    )
