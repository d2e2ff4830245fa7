"""Small makers, named by the state that they make."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article, ArticleTopic, Provider, Status, Topic

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
