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
from articles.drawing import drawn_picture, monogram
from articles.models import Article, ArticleImage, Provider, RelatedLink

register = template.Library()
register.filter("weblink", web_address)

WIDEST, TALLEST = 2.4, 0.8
IMG = '<img src="{}" alt="{}" width="{}" height="{}" loading="{}" decoding="async" referrerpolicy="no-referrer">'


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


@register.filter
def picture(article: Article, how: str = "lazy") -> SafeString:
    """A picture over its drawn placeholder, which shows where there is none or it fails. `how`: lazy or eager."""
    image = _first_image(article)
    kind = " video" if article.type == "video" else ""
    drawn = _placeholder(article, 480, 320)
    if image is None:
        return format_html('<div class="picture{}">{}</div>', kind, drawn)
    return format_html('<div class="picture{}">{}' + IMG + "</div>", kind, drawn, *_of(image, how))


@register.filter
def own_shape(article: Article) -> SafeString:
    """The same in a box of the picture's own shape: the drawing has that shape, so nothing moves when it loads."""
    image = _first_image(article)
    drawn = _placeholder(article, *_shape(image))
    if image is None:
        return format_html('<div class="picture own">{}</div>', drawn)
    return format_html('<div class="picture own">{}' + IMG + "</div>", drawn, *_of(image, "eager"))


@register.filter
def logo(of: Article | Provider | RelatedLink) -> SafeString:
    """The mark of a provider, or of whoever told an article."""
    if isinstance(of, Provider):
        return mark(of, of.name)
    return mark(getattr(of, "provider", None), of.provider_name)


def mark(provider: Provider | None, name: str) -> SafeString:
    """A logo, or a first letter on a colour of its own."""
    if provider is not None and provider.logo:
        return format_html('<img class="logo" src="{}" alt="" width="50" height="50" loading="lazy">', provider.logo.url)
    return monogram(name)


@register.simple_tag
def heat_bar(heat: int | None, hottest: int | None) -> SafeString:
    """How hot, against the hottest beside it. The number itself stands in the text."""
    share = round(100 * max(heat or 0, 0) / max(hottest or 1, 1))
    return format_html(
        '<svg class="heat" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect width="{}" height="12"/></svg>',
        min(share, 100),
    )


def _first_image(article: Article) -> ArticleImage | None:
    return next((image for image in article.pictures if image.display_url), None)


def _placeholder(article: Article, width: int, height: int) -> SafeString:
    topic = article.ordered_topics[0].topic.slug if article.ordered_topics else ""
    return drawn_picture(topic, article.provider_name, article.slug, width, height)


def _of(image: ArticleImage, how: str) -> tuple[object, ...]:
    return image.display_url, image.title, image.width or 480, image.height or 320, how


def _shape(image: ArticleImage | None) -> tuple[int, int]:
    if image is None or not image.width or not image.height:
        return 16, 9
    ratio = min(max(image.width / image.height, TALLEST), WIDEST)
    return round(1000 * ratio), 1000
