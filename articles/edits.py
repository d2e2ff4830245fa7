"""An edit of an article that is stored already: columns, provider and topics, on the version that it was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from articles.conflicts import end_disputes
from articles.importer.store import apply_field
from articles.models import Article
from articles.stories import readdress

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def edit(article: Article, values: dict[str, Any], *, version: int, by: User, reason: str = "", via: str = "") -> bool:
    """Store these values ({column: value}, `provider` a Provider or None, `topics` names, the main one first).

    True if anything was different. Raises StaleArticle where the article is not at this version any more; nothing is stored
    then. What it says already is no edit, whatever the version: to ask twice does no harm.
    """
    values = {name: value for name, value in values.items() if value != current(article, name)}
    topics = values.pop("topics", None)
    also = {} if topics is None else {"topics": [current(article, "topics"), topics]}
    for name, value in values.items():
        setattr(article, name, value)
    if "provider" in values:
        article.credit(values["provider"])
    article.version = version
    if not article.save_edit([*values, *(["provider_details"] if "provider" in values else [])], also=also, reason=reason, by=by, via=via):
        return False
    if topics is not None:
        apply_field(article, "topics", topics)
    if {"web_url", "original_url"} & values.keys():
        readdress(article.pk)
    end_disputes(article)
    return True


def current(article: Article, name: str) -> Any:
    """What the article says, in the terms of an edit."""
    if name == "topics":
        return [link.topic.name for link in article.topic_links.select_related("topic").order_by("position", "pk")]
    return getattr(article, name)
