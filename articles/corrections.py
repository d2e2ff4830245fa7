"""Telling readers what was wrong. Once: a double click is one correction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.models import Article

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# The same words by the same person within this time are a second click and no second correction.
TWICE = timedelta(minutes=1)


@transaction.atomic
def correct(article: Article, text: str, *, by: User) -> bool:
    """Correct the version that the article carries. False where that stands already, whatever the version.

    Raises StaleArticle where the article was changed since.
    """
    # A second click waits here until the first one's correction is there to be seen.
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    if article.corrections.filter(by=by, text=text, at__gt=timezone.now() - TWICE).exists():
        return False
    article.correct(text, by=by)
    return True
