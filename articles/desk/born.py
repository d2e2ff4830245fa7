"""An article that is born at the desk: it has no file yet, but is called as its file will be."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.canonical import NEWS
from articles.models import DEFAULT_SOURCE, Article, AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def bear(article: Article, by: User) -> None:
    """Store a new article under an address that is free."""
    try:
        _store(article)
    except IntegrityError:
        _store(article)  # another of that title came first; now it is seen, and ours gets a number
    AuditEntry.objects.create(article=article, verb="create", by=by)


def _store(article: Article) -> None:
    give_address(article)
    with transaction.atomic():
        article.save()


def give_address(article: Article) -> None:
    """Path and slug for an article born at the desk, as its file will be called: the day and the title."""
    day = (article.published_at or timezone.now()).astimezone(UTC)
    stem = f"{day:%Y-%m-%d}-{slugify(article.title)[:200].strip('-') or 'article'}"
    article.source, article.category = DEFAULT_SOURCE, NEWS
    number, article.slug = 1, stem
    while _taken(article.slug):
        number += 1
        article.slug = f"{stem}-{number}"
    article.path = f"_news/{article.slug}.md"


def _taken(slug: str) -> bool:
    named = Article.objects.filter(category=NEWS, slug=slug) | Article.objects.filter(source=DEFAULT_SOURCE, path=f"_news/{slug}.md")
    return named.exists()
