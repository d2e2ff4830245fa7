"""Mail to editors: after the commit, one per person and event, and never a reason for a click to fail."""

from __future__ import annotations

import logging
import time
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from articles.teamwork.people import readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import User

    from articles.models import Article, Note

logger = logging.getLogger(__name__)

# A click does not wait longer than this for all of its mail, whatever the mail server does.
PATIENCE = 10.0
SUBJECT = 150
# Those concern one letter; after any other error the server has no ear for the rest either.
_ONE_LETTER = (SMTPRecipientsRefused, SMTPDataError, SMTPSenderRefused, ValueError)
SUBJECTS = {"assigned": "Yours to decide", "batch": "Yours to decide", "note": "Note", "mentioned": "You are named in a note"}


def is_on() -> bool:
    """Whether this installation sends mail at all (EMAIL_URL)."""
    return not str(settings.EMAIL_BACKEND).endswith("dummy.EmailBackend")


class Letter(NamedTuple):
    to: User
    why: str  # a key of SUBJECTS


class Event(NamedTuple):
    """What there is to tell: who did what, and where it is to be seen at the desk."""

    by: User
    title: str
    path: str
    note: Note | None = None

    @classmethod
    def on(cls, article: Article, by: User, note: Note | None = None) -> Event:
        return cls(by, article.title, reverse("admin:articles_article_change", args=[article.pk]), note)


class Mailing:
    """The mail about one event, and what became of it, once the transaction is committed: who was told, and who was not."""

    def __init__(self, event: Event, letters: list[Letter], unknown: Sequence[str] = ()) -> None:
        self.event, self.letters = event, letters
        self.unknown = unknown  # names in the note that are nobody's
        self.sent: list[User] = []
        self.failed: list[User] = []
        self.without_address: list[User] = []

    def after_commit(self) -> Mailing:
        """Nothing is told that was not stored."""
        if self.letters and is_on():
            transaction.on_commit(self._send)
        return self

    def _send(self) -> None:
        try:
            self._send_to(self._concerned())
        except Exception:  # the click has done its work; whatever is wrong with mail is told and logged
            logger.exception("Mail about %s could not be sent", self.event.path)
            self.failed += [letter.to for letter in self.letters if letter.to not in (*self.sent, *self.failed, *self.without_address)]

    def _concerned(self) -> list[Letter]:
        """Without those who may not read articles any more."""
        entitled = set(readers().filter(pk__in=[letter.to.pk for letter in self.letters]).values_list("pk", flat=True))
        self.letters = [letter for letter in self.letters if letter.to.pk in entitled]
        self.without_address = [letter.to for letter in self.letters if not _has_address(letter.to)]
        return [letter for letter in self.letters if letter.to not in self.without_address]

    def _send_to(self, letters: list[Letter]) -> None:
        if not letters:
            return
        latest = time.monotonic() + PATIENCE
        with get_connection() as connection:
            for letter in letters:
                if time.monotonic() > latest:
                    raise TimeoutError("The mail server is too slow.")
                try:
                    connection.send_messages([self._message(letter)])
                    self.sent.append(letter.to)
                except _ONE_LETTER:
                    logger.exception("Mail about %s to %s could not be sent", self.event.path, letter.to.get_username())
                    self.failed.append(letter.to)

    def _message(self, letter: Letter) -> EmailMessage:
        title = _one_line(self.event.title)
        words = {"event": self.event, "title": title, "why": letter.why, "address": settings.SITE_URL + self.event.path}
        body = render_to_string("mail/teamwork.txt", {**words, "site": settings.SITE_NAME})
        # So that nobody's holiday notice is sent back to the newsroom.
        headers = {"Auto-Submitted": "auto-generated"}
        return EmailMessage(_cut(f"{SUBJECTS[letter.why]}: {title}"), body, to=[letter.to.email], headers=headers)


def _has_address(user: User) -> bool:
    try:
        validate_email(user.email)
    except ValidationError:
        return False
    return True


def _one_line(text: str) -> str:
    """A title may come from a file: no line break of it reaches a header, nor anything else that cannot be printed."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _cut(text: str) -> str:
    return text if len(text) <= SUBJECT else text[: SUBJECT - 1] + "…"
