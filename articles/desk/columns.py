"""What a row of the list shows. Every value is escaped by format_html; only http and https become links."""

from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.timezone import localtime

from articles.canonical import NEWS, web_address
from articles.models import Article, Provider, RelatedLink, Status

NOTHING = "–"


@admin.display(description="article", ordering="title")
def story(article: Article) -> SafeString:
    listed_with = getattr(article, "listed_with", "")
    address = reverse("admin:articles_article_change", args=[article.pk]) + (f"?{listed_with}" if listed_with else "")
    conflict = format_html(' <span class="badge conflict">{}</span>', "conflict") if article.has_conflict else ""
    elsewhere = "" if article.category == NEWS else f"{article.category} · "
    kind = "" if article.type == "article" else f"{article.type} · "
    excerpt = Truncator(article.excerpt).chars(150)
    head = format_html('<a class="title" href="{}">{}</a>{}', address, article.title, conflict)
    return format_html('{}<p class="excerpt">{}{}{}</p>', head, elsewhere, kind, excerpt)


@admin.display(description="provider", ordering="provider__name")
def provider(article: Article) -> SafeString | str:
    if article.provider is None:
        return article.provider_name or NOTHING
    return format_html('<span class="by">{}{}</span>', logo(article.provider), article.provider_name)


def logo(provider: Provider) -> SafeString:
    """Its logo from our own media, else its first letter, drawn. A list loads OWN_LOGO (querysets.py) with its providers."""
    copy = provider.logo.shown if provider.logo else None
    if files := copy.of("logo", "webp") if copy else []:
        return format_html('<img class="logo" src="{}" alt="" width="22" height="22" loading="lazy">', files[0].url)
    return format_html('<span class="logo" aria-hidden="true">{}</span>', provider.name[:1].upper())


@admin.display(description="topics")
def topics(article: Article) -> SafeString | str:
    names = [(link.topic.shortname or link.topic.name,) for link in article.topic_links.all()]
    return format_html_join(" ", '<span class="chip">{}</span>', names) or NOTHING


@admin.display(description="heat", ordering="heat")
def heat(article: Article) -> SafeString | str:
    if not article.is_superseded:
        return NOTHING if article.heat is None else str(article.heat)
    badge = format_html('<span class="badge superseded">{}</span>', "superseded")
    link = lead(article)
    address = lead_address(link) if link else ""
    if not address or not link:
        return badge
    return format_html('{} <a class="lead" href="{}" title="{}">by its lead{}</a>', badge, address, link.title, _quality(link))


def lead(article: Article) -> RelatedLink | None:
    """The better coverage that supersedes it: the related link with the highest quality above its own."""
    own = article.quality if article.quality is not None else -1
    better = [link for link in article.related.all() if link.quality is not None and link.quality > own]
    return max(better, key=lambda link: link.quality or 0, default=None)


def lead_address(link: RelatedLink) -> str:
    """Our own article's page at the desk, else its address elsewhere, else ""."""
    if link.target_id:
        return reverse("admin:articles_article_change", args=[link.target_id])
    return web_address(link.web_url)


@admin.display(description="related")
def coverage(article: Article) -> str:
    return str(len(article.related.all()) or NOTHING)


@admin.display(description="date", ordering="listed_at")
def date(article: Article) -> SafeString:
    return moment(article.listed_at)


def moment(at: datetime) -> SafeString:
    local = localtime(at)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "j M Y H:i"))


@admin.display(description="status", ordering="status")
def badge(article: Article) -> SafeString:
    """State as a colour and a word; a published one that is not yet, or no longer, public says so."""
    standing = article.standing
    return format_html('<span class="badge {}">{}</span>', standing.value, standing.label)


@admin.display(description="status", ordering="status")
def standing(article: Article) -> SafeString:
    """The badge, and whose the article is to decide."""
    if article.assigned_to is None:
        return badge(article)
    return format_html('{} <span class="assignee">for {}</span>', badge(article), article.assigned_to.get_username())


@admin.display(description="decide")
def decision(article: Article) -> SafeString:
    """One button: publish, or take back. `formaction` lets it live inside the list's own form, so it needs no script."""
    verb = "unpublish" if article.status == Status.PUBLISHED else "publish"
    address = reverse("admin:articles_article_decide", args=[article.pk, verb])
    if not getattr(article, "may_decide", True):
        return format_html('<input type="hidden" name="seen" value="{}:{}">', article.pk, article.version)
    return format_html(
        '<input type="hidden" name="seen" value="{0}:{1}">'
        '<button class="act {2}" formaction="{3}" name="version" value="{1}" aria-label="{4}: {5}">{4}</button>',
        article.pk, article.version, verb, address, verb.capitalize(), article.title,
    )  # fmt: skip


def _quality(link: RelatedLink) -> str:
    return f", {link.quality}"
