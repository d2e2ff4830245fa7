"""How the site writes an article's parts. Everything is escaped here by format_html; nothing is marked safe."""

from __future__ import annotations

import html
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.canonical import web_address
from articles.templatetags import pictures

register = template.Library()
register.filter("weblink", web_address)
register.filter("picture", pictures.picture)
register.filter("own_shape", pictures.own_shape)
register.filter("credit", pictures.credit)
register.filter("logo", pictures.logo)


@register.filter
def plain(text: str) -> str:
    """Excerpts come with entities and runs of spaces: the text that was meant, still to be escaped."""
    return " ".join((html.unescape(text) if "&" in text else text).split())


@register.filter
def day(moment: datetime) -> str:
    """Today, Yesterday, Sat 21 Nov, 21 Nov 2019."""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = (today - local.date()).days
    if days in (0, 1):
        return ("Today", "Yesterday")[days]
    return date_format(local, "D j M" if 0 < days < 300 else "j M Y")


@register.filter
def when(moment: datetime | None) -> str:
    """As a reader says it: 12 minutes ago, 3 hours ago, yesterday, Friday, 12 November."""
    if moment is None:
        return ""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if 0 <= minutes < 24 * 60:
        return _ago(minutes)
    local = timezone.localtime(moment)
    days = (timezone.localdate() - local.date()).days
    if days == 1:
        return "yesterday"
    return date_format(local, "l" if 0 < days < 7 else "j F" if 0 < days < 300 else "j F Y")


def _ago(minutes: int) -> str:
    if minutes < 1:
        return "just now"
    count, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "hour")
    return f"{count} {unit}{'s' if count > 1 else ''} ago"


@register.simple_tag
def heat_bar(heat: int | None, hottest: int | None) -> SafeString:
    """How hot, against the hottest beside it. The number itself stands in the text."""
    share = round(100 * max(heat or 0, 0) / max(hottest or 1, 1))
    return format_html(
        '<svg class="heat" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="12"/></svg>',
        min(share, 100),
    )
