"""The articles of one page, with all that an item shows of them."""

from __future__ import annotations

from django.db.models import Prefetch

from articles.api.anchors import far
from articles.api.filtering import Choice
from articles.models import Article, ArticleImage, ArticleTopic
from articles.querysets import COPIES, LOGOS, OF_LOGOS, OF_PICTURES, ArticleQuerySet

_SHOWN = (
    *("path", "slug", "category", "title", "excerpt", "body", "type", "heat", "published_at", "featured_content"),
    *("web_url", "original_url", "amp_url", "cdn_amp_url", "provider_details"),
    *("provider__name", "provider__domain", "provider__images", "provider__pictures", "provider__widest", *OF_LOGOS),
)


def rows_of(choice: Choice, name: str, rows: slice) -> list[Article]:
    """These rows of what was chosen, in its order: the newest first, or the best where words were looked for. `name` says what it is."""
    if choice.keys is not None:
        keys = choice.keys[rows]
        found = {article.pk: article for article in whole(Article.objects.filter(pk__in=keys))}
        return [found[key] for key in keys if key in found]
    near, passed = far(choice.articles, name, rows.start)
    pks = near.newest_first().values("pk")[passed : passed + rows.stop - rows.start]
    # The gate is in `pks` alone: said again outside, SQLite walks a whole index instead of fetching 26 rows by key.
    return list(whole(Article.objects.filter(pk__in=pks)).newest_first())


def whole(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With all that an item shows and nothing else, in four queries; a JSON column costs a parse per row."""
    links = ArticleTopic.objects.select_related("topic").only("article", "topic__name").order_by("position")
    images = ArticleImage.objects.select_related(*COPIES).only("was_cached", *OF_PICTURES).order_by("position", "pk")
    children = Prefetch("topic_links", links), Prefetch("images", images), "corrections"
    return articles.select_related(*LOGOS).only(*_SHOWN).prefetch_related(*children)
