"""Whose an article is to decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from articles.teamwork.mail import Letter, Mailing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.models import Article


def assign(article: Article, to: User | None, *, by: User) -> Mailing | None:
    """Make it this editor's, or anybody's with None, and tell who has it now. None where that is so already.

    Raises StaleArticle where the article was changed since its version.
    """
    with transaction.atomic():
        if not article.assign(to, by=by):
            return None
        letters = [Letter(to, "assigned")] if to and to != by else []
        return Mailing(article, by, letters).after_commit()
