"""Pictures as pages write them: our copies in the sizes that fit, over what is shown until they have loaded.

Nothing moves when a picture comes, for its box has its shape from the start; and nothing is asked of anybody else, but where a
provider's pictures are to be shown from its own server.
"""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.canonical import web_address
from articles.drawing import Box, drawn_picture, drawn_thumbnail, monogram, plain_picture
from articles.models import Article, ArticleImage, File, PictureCopy, PicturePolicy, Provider, RelatedLink
from articles.teasers import Copy, Image, Source, Teaser

# Read whole for its own page, or as values for a list.
Story = Article | Teaser
Shown = ArticleImage | Image
Files = PictureCopy | Copy

WIDEST, TALLEST = 2.4, 0.8
# How wide a picture of each role stands on the page: what browsers choose a file by. A thumbnail is as wide on every page.
SIZES = {
    "card": "(max-width: 30rem) 6rem, (max-width: 60rem) 46vw, 24rem",
    "lead": "(min-width: 60rem) 56rem, 100vw",
}
# How wide the JPEG is, in pixels, that browsers are sent who know nothing newer.
USUAL = {"card": 640, "lead": 1280}
STEPS = 4  # a focal point as one of five places in each direction, for which there are classes: no style stands in the page


def picture(article: Story, role: str = "card") -> SafeString:
    """An article's picture in the shape of its place. `role`: thumbnail, card or lead (which is on the first screen)."""
    return _box(article, role, kind=" video" if article.type == "video" else "")


def own_shape(article: Story) -> SafeString:
    """The same in a box of the picture's own shape, on the article's page."""
    return _box(article, "lead", _shape(_image(article)), kind=" own")


def credit(article: Story) -> str:
    """Whose picture it is, where it is told."""
    image = _image(article)
    return image.attribution if image and _policy(article) != PicturePolicy.NONE else ""


def logo(of: Story | Provider | Source | RelatedLink) -> SafeString:
    """The mark of a provider, or of whoever told an article: a logo, or a first letter on a colour of its own."""
    provider = of if isinstance(of, Provider | Source) else getattr(of, "provider", None)
    files = _logos(provider)
    if not files:
        return monogram(_name(of))
    return format_html('<img class="logo" src="{}" alt="" loading="lazy">', files[0].url)


def large_logo(provider: Provider) -> SafeString:
    """The same at the head of a provider's page."""
    files = _logos(provider)
    if not files:
        return monogram(provider.name)
    return format_html('<img class="logo" src="{}" srcset="{}" sizes="4rem" alt="" width="48" height="48">', files[0].url, _srcset(files))


def _logos(provider: Provider | Source | None) -> list[File]:
    copy = provider.shown_logo if provider else None
    return copy.of("logo", "webp") if copy else []


def _name(of: Story | Provider | Source | RelatedLink) -> str:
    return of.name if isinstance(of, Provider | Source) else of.provider_name


def _box(article: Story, role: str, box: Box | None = None, *, kind: str) -> SafeString:
    image, policy = _image(article), _policy(article)
    copy = image.copy_for(article.provider) if image is not None else None
    if image is not None and copy is not None:
        behind, front = plain_picture(copy.colour, box), _ours(image, copy, role, _widest(article))
    else:
        behind = _drawing(article, role, box)
        front = _elsewhere(image, role) if image is not None and policy == PicturePolicy.HOTLINK else ""
    return format_html('<div class="picture{}">{}{}</div>', kind, behind, front)


def _ours(image: Shown, copy: Files, role: str, widest: int | None) -> str:
    """Our copy: a modern format for those who know it, a JPEG for all."""
    if role == "thumbnail":
        return _thumbnail(image, copy, widest)
    fallback = copy.fitting(role, "jpeg", min(widest or USUAL[role], USUAL[role])) or copy.fitting(role, "jpeg", widest)
    if not fallback:
        return ""
    offered = [(format, copy.fitting(role, format, widest)) for format in ("avif", "webp")]
    sources = [(name, _srcset(files), SIZES[role]) for name, files in offered if files]
    return format_html(
        "<picture>{}{}</picture>",
        format_html_join("", '<source type="image/{}" srcset="{}" sizes="{}">', sources),
        _img(fallback[-1].url, _in_view(copy), image.alt, *fallback[-1][:2], role),
    )


def _thumbnail(image: Shown, copy: Files, widest: int | None) -> str:
    """As wide on every page, so browsers choose by how fine the screen is. A list has many, so they are short: WebP, for all but the
    one in fifty who sees its colour alone; its size is that of its box."""
    best, files = (copy.fitting("thumbnail", format, widest) for format in ("avif", "webp"))
    if not files:
        return ""
    finer = format_html(' srcset="{}"', _by_density(files[1:], files[0])) if files[1:] else ""
    img = format_html('<img{} src="{}"{} alt="{}" loading="lazy">', _in_view(copy), files[0].url, finer, image.alt)
    source = format_html('<source type="image/avif" srcset="{}">', _by_density(best, best[0])) if best else ""
    return format_html("<picture>{}{}</picture>", source, img) if source else img


def _elsewhere(image: Shown, role: str) -> str:
    """From its own server. The class tells site/policy.py that this page may load from there."""
    address = web_address(image.url)
    if not address:
        return ""
    # No server is told which page shows its picture.
    kind = format_html(' class="{}" referrerpolicy="no-referrer"', "elsewhere")
    return _img(address, kind, image.alt, image.width or 480, image.height or 320, role)


def _img(address: str, more: str, alt: str, width: int, height: int, role: str) -> SafeString:
    """What is on the first screen comes first, the rest when it is scrolled to."""
    when = ("fetchpriority", "high") if role == "lead" else ("loading", "lazy")
    return format_html('<img{} src="{}" alt="{}" width="{}" height="{}" {}="{}">', more, address, alt, width, height, *when)


def _srcset(files: list[File]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


def _by_density(files: list[File], usual: File) -> str:
    return ", ".join(f"{file.url} {file.width / usual.width:.3g}x" for file in files)


def _in_view(copy: Files) -> SafeString | str:
    """Where a box cuts the picture once more, its focal point stays: the classes that say so. The middle needs none."""
    x, y = (round(min(max(part, 0), 1) * STEPS) for part in (copy.focus_x, copy.focus_y))
    return "" if x == y == STEPS // 2 else format_html(' class="fx{} fy{}"', x, y)


def _image(article: Story) -> Shown | None:
    """The first that we have a copy of, else the first."""
    return next((image for image in article.pictures if image.shown), article.pictures[0] if article.pictures else None)


def _policy(article: Story) -> str:
    return article.provider.pictures if article.provider else PicturePolicy.COPY


def _widest(article: Story) -> int | None:
    return article.provider.widest if article.provider else None


def _drawing(article: Story, role: str, box: Box | None) -> SafeString:
    words = next((topic.slug for topic in article.topics_in_order), ""), article.provider_name, article.slug
    return drawn_thumbnail(*words) if role == "thumbnail" else drawn_picture(*words, box)


def _shape(image: Shown | None) -> Box:
    """Of our copy, else as the file declares it; within what a page can bear."""
    known = image and (image.shown or image)
    if not known or not known.width or not known.height:
        return 16, 9
    return round(1000 * min(max(known.width / known.height, TALLEST), WIDEST)), 1000
