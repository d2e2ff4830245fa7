"""The public address of an article: /<category>/<slug>/, the slug being the stem of its file, so that old URLs keep working."""

from __future__ import annotations

import re

from django.utils.text import slugify

from articles.models import Article

_ENDINGS = re.compile(r"\.(?:md|markdown|txt|yaml|yml)\Z", re.IGNORECASE)
_AS_IT_IS = re.compile(r"[-\w][-\w.]*\Z")
_LIMIT = 240  # leaves room for a number within the column's 250


def stem(path: str) -> str:
    """The file's name without its ending, made fit for an address only where it must be."""
    name = _ENDINGS.sub("", path.rsplit("/", 1)[-1])
    return (name if _AS_IT_IS.match(name) else slugify(name, allow_unicode=True) or "article")[:_LIMIT]


def free_slugs(wanted: list[tuple[str, str]]) -> list[str]:
    """For each (category, path) a slug that nobody has; the second of a name gets -2. One query where all are free."""
    stems = [(category, stem(path)) for category, path in wanted]
    taken = set(
        Article.objects.filter(category__in={category for category, _ in stems}, slug__in={name for _, name in stems}).values_list(
            "category", "slug"
        )
    )
    slugs = []
    for category, name in stems:
        slug, number = name, 2
        while (category, slug) in taken or (number > 2 and Article.objects.filter(category=category, slug=slug).exists()):
            slug, number = f"{name}-{number}", number + 1
        taken.add((category, slug))
        slugs.append(slug)
    return slugs
