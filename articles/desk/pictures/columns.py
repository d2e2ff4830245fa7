"""What a row of the list of pictures shows. Every value is escaped by format_html; only http and https become links."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from articles.canonical import web_address
from articles.desk import columns
from articles.desk.pictures.uses import Uses
from articles.desk.pictures.words import state
from articles.drawing import drawn_picture
from articles.models import Article, ArticleImage, Picture, Use

SHAPES = {Use.STORY: ("thumbnail", 144, 96), Use.LOGO: ("logo", 96, 96)}


@admin.display(description="picture")
def picture(picture: Picture) -> SafeString:
    listed_with = getattr(picture, "listed_with", "")
    address = page_of(picture) + (f"?{listed_with}" if listed_with else "")
    what = picture.alt or picture.shown_address
    return format_html(
        '<a class="thumb" href="{}" aria-label="Picture: {}">{}</a>', address, Truncator(what).chars(120), thumbnail(picture)
    )


@admin.display(description="used by")
def used_by(picture: Picture) -> SafeString | str:
    """The newest of its articles, and whose they are; for a logo, its provider."""
    uses: Uses = picture.uses  # type: ignore[attr-defined]
    articles = format_html_join("", '<p class="use">{}</p>', [(_article(image.article),) for image in uses.images])
    providers = format_html_join(
        "", '<p class="use"><a href="{}">{}</a> <span class="quiet">its logo</span></p>', map(_provider, uses.providers)
    )
    more = format_html('<p class="use quiet">{}</p>', "and others") if uses.more else ""
    return (
        format_html("{}{}{}", articles, providers, more)
        if articles or providers
        else format_html('<span class="quiet">{}</span>', "nothing any more")
    )


@admin.display(description="address")
def address(picture: Picture) -> SafeString:
    shown, link = Truncator(picture.shown_address).chars(90), web_address(picture.address)
    if not link:
        return format_html('<span class="address">{}</span>', shown)
    return format_html('<a class="address" href="{}" rel="noopener noreferrer" target="_blank">{}</a>', link, shown)


@admin.display(description="how it is")
def standing(picture: Picture) -> SafeString:
    now, uses = state(picture), picture.uses  # type: ignore[attr-defined]
    missed = now.kind == "broken" and uses.is_public
    public = format_html(' <span class="badge withdrawn">{}</span>', "readers miss it") if missed else ""
    return format_html('{}{}<p class="said">{}</p>', badge(picture), public, now.said)


@admin.display(description="in words")
def text(picture: Picture) -> SafeString | str:
    """What it shows, as an editor or the file says."""
    if picture.is_decoration:
        return format_html('<span class="quiet">{}</span>', "needs no text")
    title = next((image.title for image in picture.uses.images if image.title), "")  # type: ignore[attr-defined]
    said = picture.alt or title
    if not said:
        return columns.NOTHING
    source = "" if picture.alt else format_html(' <span class="quiet">{}</span>', "as the file says")
    return format_html("{}{}", Truncator(said).chars(120), source)


@admin.display(description="size")
def sizes(picture: Picture) -> SafeString:
    """As the file declares it, and as it is."""
    declared, copy = picture.uses.declared, picture.copy  # type: ignore[attr-defined]
    real = f"{copy.width} × {copy.height}" if copy else ""
    said = "{} × {}".format(*declared) if declared else ""
    declares = format_html(' <span class="quiet said">declared {}</span>', said) if said and said != real else ""
    return format_html("{}{}", real or ("" if said else columns.NOTHING), declares)


@admin.display(description="last seen")
def seen(picture: Picture) -> SafeString | str:
    return columns.moment(picture.seen_at) if picture.seen_at else "never"


def thumbnail(picture: Picture) -> SafeString:
    """Our copy, or what an editor put in its place; else a drawing."""
    role, width, height = SHAPES[Use(picture.use)]
    files = picture.shown.of(role, "webp") if picture.shown else []
    if not files:
        return drawn_picture("", picture.host, picture.key, (width, height))
    return format_html(
        '<img class="{}" src="{}" alt="" width="{}" height="{}" loading="lazy">', role, files[0].url, files[0].width, files[0].height
    )


def badge(picture: Picture) -> SafeString:
    now = state(picture)
    return format_html('<span class="badge picture-{}">{}</span>', now.kind, now.word)


def page_of(picture: Picture) -> str:
    return reverse("admin:articles_picture_change", args=[picture.pk])


def beside_image(image: ArticleImage) -> SafeString | str:
    """In an article's form, beside an image of its file: our picture, how it is, and the way to its page."""
    known = image.picture
    if known is None:
        return format_html('<span class="quiet">{}</span>', "looked for after saving") if image.pk else ""
    now = state(known)
    said = format_html('<p class="said">{} {}</p>', badge(known), now.said) if now.kind != "kept" or now.said else ""
    link = format_html('<a href="{}">alt text, focal point, replacement</a>', page_of(known))
    return format_html('<div class="copy">{}<div>{}{}</div></div>', thumbnail(known), link, said)


def _article(article: Article) -> SafeString:
    link = reverse("admin:articles_article_change", args=[article.pk])
    return format_html(
        '<a href="{}">{}</a> <span class="quiet">{}</span> {}', link, article.title, article.provider_name, columns.badge(article)
    )


def _provider(provider: object) -> tuple[str, str]:
    return reverse("admin:articles_provider_change", args=[provider.pk]), str(provider)  # type: ignore[attr-defined]
