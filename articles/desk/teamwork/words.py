"""What the desk says after a click: what was done, and who was told of it and who was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User

    from articles.models import Article
    from articles.teamwork import Mailing


def say_assigned(request: HttpRequest, article: Article, to: User | None, mailing: Mailing | None) -> None:
    whose = "anybody’s" if to is None else "yours" if to == request.user else f"{to.get_username()}’s"
    if mailing is None:
        messages.info(request, f"It is {whose} already: “{article.title}”")
        return
    messages.success(request, f"It is {whose} now: “{article.title}”.{_told(mailing)}")
    _say_who_was_not_told(request, mailing)


def say_noted(request: HttpRequest, article: Article, mailing: Mailing | None) -> None:
    if mailing is None:
        messages.info(request, f"That note is there already: “{article.title}”")
        return
    messages.success(request, f"Note added: “{article.title}”.{_told(mailing)}")
    if mailing.unknown:
        messages.warning(request, f"Nobody at the desk is called {', '.join(f'@{name}' for name in mailing.unknown[:10])}.")
    _say_who_was_not_told(request, mailing)


def _told(mailing: Mailing) -> str:
    return f" Told by mail: {_names(mailing.sent)}." if mailing.sent else ""


def _say_who_was_not_told(request: HttpRequest, mailing: Mailing) -> None:
    if mailing.without_address:
        messages.info(request, f"No mail went to {_names(mailing.without_address)}: the account has no mail address.")
    if mailing.failed:
        messages.warning(request, f"The mail to {_names(mailing.failed)} could not be sent; what you did is stored.")


def _names(people: Iterable[User]) -> str:
    return ", ".join(user.get_username() for user in people)
