"""Saving the list as it is shown, and what can be done to what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from articles.desk.page import page, show
from articles.desk.saved.bar import address_of, may_share, visible_to
from articles.desk.saved.forms import NameForm, SaveForm
from articles.models import SavedView

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

MOST = 50  # of one editor
READ = "articles.view_article"
RULES = "articles.change_publishingrule"  # a Chief's


@page(READ)
def views(request: HttpRequest) -> HttpResponse:
    return _show(request)


@page(READ)
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """The list as it is shown, under a name. A name that one has used already is asked about first."""
    form = SaveForm(request.POST)
    if not form.is_valid():
        return _show(request, {"problems": _problems(form), "asked": request.POST}, 400)
    wanted = form.cleaned_data
    if wanted["is_shared"] and not may_share(request.user):
        raise PermissionDenied
    former = SavedView.objects.filter(owner=request.user.pk, name=wanted["name"]).first()
    if former and not wanted["replace"]:
        return _show(request, {"former": former, "wanted": wanted}, 409)
    if former and former.is_shared and not may_share(request.user):
        raise PermissionDenied
    if not former and SavedView.objects.filter(owner=request.user.pk).count() >= MOST:
        return _show(request, {"problems": [f"You have {MOST} views. Delete one first."]}, 400)
    SavedView.objects.update_or_create(
        owner_id=request.user.pk, name=wanted["name"], defaults={"query": wanted["query"], "is_shared": wanted["is_shared"]}
    )
    messages.success(request, f"Saved: “{wanted['name']}”")
    return redirect(address_of(wanted["query"]))


@page(READ)
@require_POST
def change(request: HttpRequest, pk: str) -> HttpResponse:
    """Another name, or shared or no longer shared."""
    view = _visible(request, pk)
    form = NameForm(request.POST)
    shares = view.is_shared or bool(request.POST.get("is_shared"))
    if view.owner_id != request.user.pk or (shares and not may_share(request.user)):
        raise PermissionDenied
    if not form.is_valid():
        return _show(request, {"problems": _problems(form)}, 400)
    view.name, view.is_shared = form.cleaned_data["name"], form.cleaned_data["is_shared"]
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
    except IntegrityError:
        return _show(request, {"problems": [f"You have another view called “{view.name}”."]}, 409)
    messages.success(request, f"Changed: “{view.name}”")
    return redirect("admin:saved_views")


@page(READ)
@require_POST
def delete(request: HttpRequest, pk: str) -> HttpResponse:
    view = _visible(request, pk)
    if not may_delete(request.user, view):
        raise PermissionDenied
    view.delete()
    messages.success(request, f"Deleted: “{view.name}”")
    return redirect("admin:saved_views")


def may_delete(user: User | AnonymousUser, view: SavedView) -> bool:
    """One's own, and for a Chief what everybody sees."""
    return view.owner_id == user.pk or (view.is_shared and user.has_perm(RULES))


def _visible(request: HttpRequest, pk: str) -> SavedView:
    """Somebody else's own view is as unknown as one that never was."""
    view = visible_to(request.user).filter(pk=pk).first()
    if view is None:
        raise Http404("There is no such view.")
    return view


def _show(request: HttpRequest, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    rows = [(view, address_of(view.query), may_delete(request.user, view)) for view in visible_to(request.user)[: 10 * MOST]]
    own = [row for row in rows if row[0].owner_id == request.user.pk]
    others = [row for row in rows if row[0].owner_id != request.user.pk]
    lists = {"own": own, "others": others, "may_share": may_share(request.user)}
    return show(request, "admin/saved/views.html", "Saved views", {**lists, **(context or {})}, status)


def _problems(form: Form) -> list[str]:
    return [str(problem) for problems in form.errors.values() for problem in problems]
