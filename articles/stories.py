"""Which articles tell one story: related links and our own articles find each other by address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from articles.models import Article, RelatedLink


def articles_at(url_keys: Iterable[str]) -> dict[str, int]:
    """Our articles at these addresses: url_key → primary key. Where two share an address, the older one. One query."""
    wanted = {key for key in url_keys if key}
    if not wanted:
        return {}
    return dict(Article.objects.filter(url_key__in=wanted).order_by("-pk").values_list("url_key", "pk"))


def resolve_links_to(articles: Sequence[int]) -> None:
    """Let links elsewhere that wait for these articles (primary keys) point at them. One query where none waits."""
    keys = Article.objects.filter(pk__in=articles).exclude(url_key="").values("url_key")
    waiting = list(RelatedLink.objects.filter(target=None, url_key__in=keys).only("article_id", "url_key"))
    ids = articles_at(link.url_key for link in waiting)
    for link in waiting:
        if ids[link.url_key] != link.article_id:  # a link to an article by itself stays unresolved
            link.target_id = ids[link.url_key]
    RelatedLink.objects.bulk_update(waiting, ["target"], batch_size=200)


def resolve_links_of(article: int) -> None:
    """Let an article's own links point at our articles at their addresses, and at nothing else."""
    links = list(RelatedLink.objects.filter(article=article).only("article_id", "url_key", "target_id"))
    ids = articles_at(link.url_key for link in links)
    for link in links:
        target = ids.get(link.url_key)
        link.target_id = target if target != article else None
    RelatedLink.objects.bulk_update(links, ["target"], batch_size=200)


def readdress(article: int) -> None:
    """After its address changed: links to the former one let go, links that wait for the new one find it."""
    RelatedLink.objects.filter(target=article).exclude(url_key__in=Article.objects.filter(pk=article).values("url_key")).update(target=None)
    resolve_links_to([article])
