"""Pictures as pages write them: our copies in the sizes that fit, over what is shown until they have loaded.

Nothing moves when a picture comes, for its box has its shape from the start; and nothing is asked of anybody else, but where a
provider's pictures are to be shown from its own server.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.canonical import web_address
from articles.drawing import drawn_picture, monogram, plain_picture
from articles.models import Article, ArticleImage, File, PictureCopy, PicturePolicy, Provider, RelatedLink

WIDEST, TALLEST = 2.4, 0.8
# How wide a picture of each role stands on the page: what browsers choose a file by.
SIZES = {
    "thumbnail": "(max-width: 40rem) 5.8rem, 8.5rem",
    "card": "(max-width: 30rem) 6rem, (max-width: 60rem) 46vw, 24rem",
    "lead": "(min-width: 60rem) 56rem, 100vw",
}
# How wide the JPEG is, in pixels, that browsers are sent who know nothing newer.
USUAL = {"thumbnail": 288, "card": 640, "lead": 1280}
BEHIND = {"thumbnail": (3, 2), "card": (16, 9), "lead": (16, 9)}
STEPS = 4  # a focal point as one of five places in each direction, for which there are classes: no style stands in the page


def picture(article: Article, role: str = "card") -> SafeString:
    """An article's picture in the shape of its place. `role`: thumbnail, card or lead (which is on the first screen)."""
    return _box(article, role, *BEHIND[role], kind=" video" if article.type == "video" else "")


def own_shape(article: Article) -> SafeString:
    """The same in a box of the picture's own shape, on the article's page."""
    return _box(article, "lead", *_shape(_image(article)), kind=" own")


def credit(article: Article) -> str:
    """Whose picture it is, where it is told."""
    image = _image(article)
    return image.attribution if image and _policy(article) != PicturePolicy.NONE else ""


def logo(of: Article | Provider | RelatedLink) -> SafeString:
    """The mark of a provider, or of whoever told an article."""
    if isinstance(of, Provider):
        return mark(of, of.name)
    return mark(getattr(of, "provider", None), of.provider_name)


def mark(provider: Provider | None, name: str) -> SafeString:
    """A logo, or a first letter on a colour of its own."""
    copy = provider.logo.shown if provider is not None and provider.logo else None
    files = copy.of("logo", "webp") if copy else []
    if not files:
        return monogram(name)
    return format_html(
        '<img class="logo" src="{}" srcset="{}" sizes="1.35rem" alt="" width="48" height="48" loading="lazy">', files[0].url, _srcset(files)
    )


def _box(article: Article, role: str, width: int, height: int, kind: str) -> SafeString:
    image, policy = _image(article), _policy(article)
    copy = image.copy_for(article.provider) if image is not None else None
    if image is not None and copy is not None:
        behind, front = plain_picture(copy.colour, width, height), _ours(image, copy, role, _widest(article))
    else:
        behind = _drawing(article, width, height)
        front = _elsewhere(image, role) if image is not None and policy == PicturePolicy.HOTLINK else ""
    return format_html('<div class="picture{}">{}{}</div>', kind, behind, front)


def _ours(image: ArticleImage, copy: PictureCopy, role: str, widest: int | None) -> str:
    """Our copy: a modern format for those who know it, a JPEG for all."""
    fallback = copy.fitting(role, "jpeg", min(widest or USUAL[role], USUAL[role])) or copy.fitting(role, "jpeg", widest)
    if not fallback:
        return ""
    offered = [(format, copy.fitting(role, format, widest)) for format in ("avif", "webp")]
    sources = format_html_join(
        "", '<source type="image/{}" srcset="{}" sizes="{}">', [(name, _srcset(files), SIZES[role]) for name, files in offered if files]
    )
    file = fallback[-1]
    return format_html("<picture>{}{}</picture>", sources, _img(file.url, _in_view(copy), image.alt, file.width, file.height, role))


def _elsewhere(image: ArticleImage, role: str) -> str:
    """From its own server. The class tells site/policy.py that this page may load from there."""
    address = web_address(image.url)
    return _img(address, "elsewhere", image.alt, image.width or 480, image.height or 320, role) if address else ""


def _img(address: str, kind: str, alt: str, width: int, height: int, role: str) -> SafeString:
    """What is on the first screen comes first, the rest when it is scrolled to. No server is told which page shows its picture."""
    when = ("fetchpriority", "high") if role == "lead" else ("loading", "lazy")
    return format_html(
        '<img class="{}" src="{}" alt="{}" width="{}" height="{}" decoding="async" referrerpolicy="no-referrer" {}="{}">',
        kind, address, alt, width, height, *when,
    )  # fmt: skip


def _srcset(files: list[File]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


def _in_view(copy: PictureCopy) -> str:
    """Where a box cuts the picture once more, its focal point stays: the classes that say so."""
    x, y = (round(min(max(part, 0), 1) * STEPS) for part in (copy.focus_x, copy.focus_y))
    return f"fx{x} fy{y}"


def _image(article: Article) -> ArticleImage | None:
    """The first that we have a copy of, else the first."""
    return next((image for image in article.pictures if image.shown), article.pictures[0] if article.pictures else None)


def _policy(article: Article) -> str:
    return article.provider.pictures if article.provider else PicturePolicy.COPY


def _widest(article: Article) -> int | None:
    return article.provider.widest if article.provider else None


def _drawing(article: Article, width: int, height: int) -> SafeString:
    topic = article.ordered_topics[0].topic.slug if article.ordered_topics else ""
    return drawn_picture(topic, article.provider_name, article.slug, width, height)


def _shape(image: ArticleImage | None) -> tuple[int, int]:
    """Of our copy, else as the file declares it; within what a page can bear."""
    known = image and (image.shown or image)
    if not known or not known.width or not known.height:
        return 16, 9
    return round(1000 * min(max(known.width / known.height, TALLEST), WIDEST)), 1000
