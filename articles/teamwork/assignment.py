"""Whose an article is to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from articles.teamwork.mail import Event, Letter, Mailing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Article, Batch


def assign(article: Article, to: User | None, *, by: User) -> Mailing | None:
    """Make it this editor's, or anybody's with None, and tell who has it now. None where that is so already.

    Raises StaleArticle where the article was changed since its version.
    """
    with transaction.atomic():
        if not article.assign(to, by=by):
            return None
        letters = [Letter(to, "assigned")] if to and to != by else []
        return Mailing(Event.on(article, by), letters).after_commit()


def tell_of_batch(batch: Batch, done: int) -> Mailing | None:
    """One mail for all that a finished batch has given to its assignee."""
    to, by = batch.assignee, batch.by
    if to is None or by is None or to == by or not done:
        return None
    title = f"{done:,} articles" if done > 1 else "1 article"
    return Mailing(Event(by, title, reverse("admin:mine")), [Letter(to, "batch")]).after_commit()
