"""Internal remarks on an article. Kept for good, like the audit trail; never public, never exported."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.models import Article
from articles.teamwork.mail import Event, Letter, Mailing
from articles.teamwork.people import mentions

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 2000
# The same words by the same person within this time are a second click and no second note.
TWICE = timedelta(minutes=1)
_LINE_END = re.compile(r"\r\n|\r")


class NoteRefused(ValueError):
    """What is wrong with the text, in words."""


def add_note(article: Article, text: str, *, by: User) -> Mailing | None:
    """Add it, and tell the assignee and those whom it names. None where it is there already; NoteRefused if it is no note."""
    text = _clean(text)
    with transaction.atomic():
        # A second click waits here until the first one's note is there to be seen.
        article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
        if article.notes.filter(by=by, text=text, at__gt=timezone.now() - TWICE).exists():
            return None
        note = article.notes.create(text=text, by=by)
        named = mentions(text)
        return Mailing(Event.on(article, by, note), _letters(article, named.people, by), named.unknown).after_commit()


def _clean(text: str) -> str:
    text = _LINE_END.sub("\n", text).strip()
    if not text:
        raise NoteRefused("Write something first.")
    if "\x00" in text:
        raise NoteRefused("A note cannot hold NUL characters.")
    if len(text) > MOST:
        raise NoteRefused(f"A note has at most {MOST:,} characters; this one has {len(text):,}.")
    return text


def _letters(article: Article, named: list[User], by: User) -> list[Letter]:
    """One per person, and none to who wrote it."""
    letters = {user: Letter(user, "mentioned") for user in named}
    if article.assigned_to:
        letters.setdefault(article.assigned_to, Letter(article.assigned_to, "note"))
    letters.pop(by, None)
    return list(letters.values())
