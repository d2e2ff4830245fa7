"""The page between choosing many articles and doing something to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from articles import batches
from articles.desk.batches.choosing import Choice, chosen, in_words, rows_of, summary
from articles.desk.batches.words import ALREADY, asked
from articles.desk.page import show
from articles.models import Article, Batch, DeclineReason
from articles.teamwork.people import assignable

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT = 20  # confirmations that a session remembers


def ask(request: HttpRequest, verb: str, ticked: list[str], matching: Any = None, changelist: Any = None) -> HttpResponse | None:
    """The confirmation page for the ticked articles, or for all that match; None, with a message, where there is nothing to ask."""
    if why := batches.lacks(request.user, verb):
        raise PermissionDenied(why)
    articles = Article.objects.filter(pk__in=ticked).newest_first() if matching is None else matching
    versions, rows = chosen(request, articles)
    if not rows:
        messages.warning(request, "None of these articles is there any more.")
        return None
    if len(rows) > batches.MOST:
        messages.warning(request, f"More than {batches.MOST:,} articles match. Narrow the list, then choose again. Nothing was done.")
        return None
    about = f"{len(rows):,} ticked" if matching is None else in_words(request, changelist, len(rows))
    choice = Choice(verb, versions, about, request.GET.urlencode(), request.user.pk)  # type: ignore[arg-type]
    return confirmation(request, choice, rows)


def confirmation(request: HttpRequest, choice: Choice, rows: list[Any] | None = None, *, error: str = "") -> HttpResponse:
    said = summary(choice, rows_of(choice.versions) if rows is None else rows)
    back = QueryDict(choice.back).urlencode()
    context = {
        "choice": choice,
        "sealed": choice.sealed(),
        "said": said,
        "verb": choice.verb,
        "already": ALREADY.get(choice.verb, ""),
        "error": error,
        "typed": request.POST.get("reason", "")[:300] if error else "",
        "reasons": DeclineReason.objects.all() if choice.verb == "decline" else (),
        "assignable": assignable() if choice.verb == "assign" else (),
        "back": reverse("admin:articles_article_changelist") + (f"?{back}" if back else ""),
    }
    return show(request, "admin/batches/confirm.html", f"{asked(choice.verb, said.count)}?", context, status=400 if error else 200)


@transaction.atomic
def once(request: HttpRequest, key: str, make: Callable[[], Batch]) -> Batch:
    """The batch of this confirmation: the second click of a double click, or a reload, finds the one that the first made."""
    User.objects.select_for_update(no_key=True).get(username=request.user.get_username())  # one click at a time
    # Not the session that came with this request: the other click has stored its batch since.
    made: dict[str, int] = type(request.session)(request.session.session_key).get("batches", {})
    if key in made:
        return Batch.objects.get(pk=made[key])
    batch = make()
    request.session["batches"] = dict([*made.items(), (key, batch.pk)][-KEPT:])
    request.session.save()
    return batch
