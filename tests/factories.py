"""Small makers, named by the state that they make."""

import io
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image

from articles.images.keeping import MASTER, SHOWN, keep
from articles.images.shaping.roles import ROLES, Size, sizes
from articles.models import Article, ArticleImage, ArticleTopic, Picture, PictureCopy, Provider, Status, Topic, Use

NEW_YEAR = datetime(2026, 1, 1, 12, tzinfo=UTC)
_number = count(1)


def article(title: str = "", **fields) -> Article:
    """An article awaiting review."""
    number = next(_number)
    slug = fields.pop("slug", f"2026-01-01-article-{number}")
    defaults = {
        "title": title or f"Article {number}",
        "slug": slug,
        "path": f"_news/{slug}.md",
        "excerpt": f"Excerpt of article {number}.",
        "web_url": f"https://paper.example/{slug}",
        "original_url": f"https://paper.example/{slug}",
        "published_at": NEW_YEAR + timedelta(minutes=number),
        "quality": 69,
        "heat": 69,
    }
    topics = fields.pop("topics", ())
    made = Article.objects.create(**{**defaults, **fields})
    for position, about in enumerate(topics):
        ArticleTopic.objects.create(article=made, topic=about, position=position)
    return made


def published(title: str = "", **fields) -> Article:
    return article(title, status=Status.PUBLISHED, **{"quality": 90, "heat": 90, **fields})


def declined(title: str = "", **fields) -> Article:
    return article(title, status=Status.DECLINED, **fields)


def withdrawn(title: str = "", **fields) -> Article:
    return article(title, status=Status.WITHDRAWN, **fields)


def scheduled(title: str = "", **fields) -> Article:
    return published(title, publish_at=timezone.now() + timedelta(days=1), **fields)


def embargoed(title: str = "", **fields) -> Article:
    return published(title, embargo_until=timezone.now() + timedelta(days=1), **fields)


def expired(title: str = "", **fields) -> Article:
    return published(title, expires_at=timezone.now() - timedelta(days=1), **fields)


def superseded(title: str = "", **fields) -> Article:
    return article(title, **{"heat": -1, "quality": 69, **fields})


def provider(name: str = "", **fields) -> Provider:
    number = next(_number)
    return Provider.objects.create(**{"name": name or f"Paper {number}", "domain": f"paper-{number}.example", **fields})


def topic(name: str = "", **fields) -> Topic:
    number = next(_number)
    return Topic.objects.create(**{"name": name or f"Topic {number}", "slug": f"topic-{number}", **fields})


def copy(use: str = Use.STORY, **fields) -> PictureCopy:
    """Our copy of a picture of 640 by 480 pixels that no other test has, with real files in media, as the shaping names and sizes them."""
    colour = next(_number) * 7919 % 2**24
    whole = Image.linear_gradient("L").resize((fields.get("width", 640), fields.get("height", 480))).convert("RGB")
    whole.paste((colour >> 16, colour >> 8 & 255, colour & 255), (0, 0, whole.width // 2, whole.height // 2))
    content = _written(whole, "jpeg")
    roles = ("thumbnail", "card", "lead") if use == Use.STORY else ("logo",)
    defaults = {
        **{"digest": sha256(content).hexdigest(), "format": "jpeg", "size": len(content), "width": whole.width, "height": whole.height},
        **{"colour": f"#{colour:06x}", "focus_x": 0.25, "focus_y": 0.25, "fingerprint": "0123456789abcdef"},
        **{"master": keep(content, "jpeg", MASTER), "files": {role: _files(whole, role) for role in roles}},
    }
    return PictureCopy.objects.create(**{**defaults, **fields})


def stored(address: str = "", **fields) -> Picture:
    """A picture of which we have a copy. `copy=None`: one that nobody has asked for yet."""
    kept = fields.pop("copy") if "copy" in fields else copy(fields.get("use", Use.STORY))
    address = address or f"https://paper.example/{next(_number)}.jpg"
    seen = {"seen_at": timezone.now(), "checked_at": timezone.now()} if kept else {}
    return Picture.objects.create(**{"address": address, "host": "paper.example", "copy": kept, **seen, **fields})


def pictured(article: Article, picture: Picture | None = None, **fields) -> ArticleImage:
    """The article's next picture; of which we have a copy, unless `picture` is another one."""
    picture = picture or stored()
    defaults = {"url": picture.address, "width": 640, "height": 480, "title": "A harbour", "position": article.images.count()}
    return ArticleImage.objects.create(article=article, picture=picture, **{**defaults, **fields})


def logo(provider: Provider, **fields) -> Picture:
    """The provider's logo, of which we have a copy."""
    provider.logo = stored(use=Use.LOGO, **fields)
    provider.save(update_fields=["logo"])
    return provider.logo


def editor(username: str = "alice") -> User:
    return _member(username, "Editors")


def viewer(username: str = "vera") -> User:
    return _member(username, "Viewers")


def chief(username: str = "carol") -> User:
    return _member(username, "Chiefs")


def contributor(username: str = "bob") -> User:
    return _member(username, "Contributors")


def reader(username: str = "charlie") -> User:
    """Logged in, but nobody's staff: must see nothing more than the public."""
    return User.objects.create_user(username, password="correct horse battery")


def _member(username: str, group: str) -> User:
    user = User.objects.create_user(username, password="correct horse battery", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def _files(whole: Image.Image, role: str) -> dict[str, list[list]]:
    """{format: [[width, height, name], …]} of what the role shows."""
    size = Size(*whole.size)
    found = sizes(ROLES[role], size)[::-1]
    return {form: [[*at, keep(_written(whole.resize(at), form), form, SHOWN)] for at in found] for form in ("webp", "jpeg")}


def _written(picture: Image.Image, form: str) -> bytes:
    """In haste: WebP's least effort takes a fifth of the time, and the file is none the less real."""
    file = io.BytesIO()
    picture.save(file, form, method=0)
    return file.getvalue()
