"""Assigning an article, and the notes on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from articles.desk.decisions import version_seen
from articles.desk.page import page, show
from articles.desk.patience import BUSY, waited_in_vain
from articles.desk.teamwork.panel import may_read, notes_page
from articles.desk.teamwork.words import say_assigned, say_noted
from articles.models import Article, StaleArticle
from articles.teamwork import MOST, NoteRefused, add_note, assign, assignable

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class NotAssigned(Exception):
    """Why, in words."""


@page("articles.assign_article")
@require_POST
def assign_article(request: HttpRequest, pk: str) -> HttpResponse:
    article = _article(request, pk)
    article.version = version_seen(request.POST.get("version"))
    by: Any = request.user
    try:
        to = _chosen(request)
        with transaction.atomic():
            mailing = assign(article, to, by=by)
        say_assigned(request, article, to, mailing)
    except (NotAssigned, StaleArticle) as reason:
        messages.warning(request, f"Not assigned. {reason}")
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        messages.warning(request, f"Not assigned. {BUSY} Try again.")
    return _back(request, article)


@page("articles.view_note")
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, pk: str) -> HttpResponse:
    """All notes on an article; a note that is refused is shown here again, as it was typed."""
    article = _article(request, pk)
    if request.method != "POST":
        return _notes(request, article)
    if not request.user.has_perm("articles.add_note"):
        raise PermissionDenied
    text = request.POST.get("text", "")
    by: Any = request.user
    try:
        with transaction.atomic():
            mailing = add_note(article, text, by=by)
    except NoteRefused as refused:
        return _notes(request, article, text, str(refused), 400)
    except OperationalError as error:
        if not waited_in_vain(error):
            raise
        return _notes(request, article, text, f"{BUSY} Your text is kept below and not stored yet: add it again.", 503)
    say_noted(request, article, mailing)
    return _back(request, article)


def _article(request: HttpRequest, pk: str) -> Article:
    if not may_read(request.user):
        raise PermissionDenied
    return get_object_or_404(Article.objects.select_related("assigned_to"), pk=pk)


def _chosen(request: HttpRequest) -> User | None:
    """Whom the click means; NotAssigned where that is nobody who could decide."""
    who = request.POST.get("who", "chosen")
    if who == "nobody":
        return None
    asked = str(request.user.pk) if who == "me" else request.POST.get("to", "")
    if not asked:
        raise NotAssigned("Choose an editor first.")
    to = assignable().filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if to is None:
        raise NotAssigned("Whoever it was meant for may not decide on articles, or not any more.")
    return to


def _notes(request: HttpRequest, article: Article, text: str = "", error: str = "", status: int = 200) -> HttpResponse:
    context = notes_page(article, request.user, request.GET.get("before", ""))
    # What is refused is shown again, but without what no form could send back.
    context |= {"text": text.replace("\x00", ""), "error": error, "most": MOST}
    return show(request, "admin/teamwork/notes.html", f"Notes on “{article.title}”", context, status)


def _back(request: HttpRequest, article: Article) -> HttpResponse:
    """To the page that the click came from: one's own list, the notes, or the form with the query that it had."""
    if request.POST.get("from") == "mine":
        return redirect("admin:mine")
    if request.POST.get("from") == "notes":
        return redirect("admin:notes", article.pk)
    query = QueryDict(request.POST.get("stay", "")).urlencode()
    form = reverse("admin:articles_article_change", args=[article.pk])
    return redirect(f"{form}?{query}" if query else form)
