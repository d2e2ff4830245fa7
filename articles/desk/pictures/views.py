"""A picture's own page and what is done there: its text and focal point are saved, the rest is one click each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from articles.desk.page import page, show
from articles.desk.patience import BUSY, waited_in_vain
from articles.desk.pictures.forms import ANOTHER, PictureForm, ReplacementForm, seen
from articles.desk.pictures.sheet import sheet
from articles.images import attention, editing, undoing
from articles.images.editing import CannotEdit
from articles.images.shaping.pool import decoders
from articles.models import Picture, PictureEdit

LOOK, CHANGE = "articles.view_picture", "articles.change_picture"
CONFLICT, UNPROCESSABLE, UNAVAILABLE = 409, 422, 503
TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}
# What a click does, and what is said of it when it was done and when there was nothing to do.
CLICKS: dict[str, tuple[Callable[..., Any], str, str]] = {
    "ask": (editing.ask_again, "It is asked for again.", "It is asked for as soon as may be."),
    "accept": (editing.accept_change, "The new picture is fetched and takes the place of our copy.", "That is done already."),
    "keep": (editing.keep_ours, "Our copy stays.", "That is done already."),
    "take-back": (editing.take_back_replacement, "The replacement is taken back.", "There is no replacement any more."),
}
NOT_THAT = "Nothing was changed."


def changing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST about one picture. Where the database is busy for too long, nothing is changed, and the page says so."""

    @page(LOOK)
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, pk: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        one = _one(pk)
        try:
            return view(request, one, *args, **kwargs)
        except CannotEdit as why:
            return _again(request, one.pk, f"{NOT_THAT} {why}", CONFLICT)
        except OperationalError as error:
            if not waited_in_vain(error):
                raise
        return _again(request, one.pk, f"{BUSY} {NOT_THAT} Try again in a moment.", UNAVAILABLE)

    return guarded


def picture(request: HttpRequest, pk: str) -> HttpResponse:
    """The page, and the save of its form. The admin has seen to the login."""
    return _save(request, pk) if request.method == "POST" else _page(request, pk)


@page(LOOK)
def _page(request: HttpRequest, pk: str) -> HttpResponse:
    return _shown(request, _one(pk))


@changing
def _save(request: HttpRequest, one: Picture) -> HttpResponse:
    form = PictureForm(request.POST, picture=one)
    with transaction.atomic():
        if not form.is_valid():
            return _shown(request, _one(one.pk), form=form, status=UNPROCESSABLE)
        said = editing.describe(one, form.cleaned_data["alt"], form.cleaned_data["is_decoration"], request.user)  # type: ignore[arg-type]
    try:
        moved = _refocus(request, one, form) if form.moves else None
    except CannotEdit as why:
        kept = "The text is saved. " if said else ""
        return _again(request, one.pk, f"{kept}The focal point was not moved. {why}", CONFLICT)
    messages.success(request, _saved(bool(said), bool(moved)))
    return _next(request, one) if "_next" in request.POST else _back(request, one)


@changing
def replace(request: HttpRequest, one: Picture) -> HttpResponse:
    upload = ReplacementForm(request.POST, request.FILES, auto_id="upload-%s", label_suffix="")
    if _is_another(request, one):
        return _again(request, one.pk, ANOTHER, CONFLICT)
    if not upload.is_valid():
        return _shown(request, one, upload=upload, status=UNPROCESSABLE)
    try:
        with decoders() as shape:
            done = editing.replace(one, upload.cleaned_data["file"].read(), shape, request.user)  # type: ignore[arg-type]
    except CannotEdit as why:
        upload.add_error("file", str(why))
        return _shown(request, _one(one.pk), upload=upload, status=UNPROCESSABLE)
    messages.success(request, "This picture is shown in its place from now on." if done else "That picture is shown already.")
    return _back(request, one)


@changing
def click(request: HttpRequest, one: Picture, verb: str) -> HttpResponse:
    if verb != "ask" and _is_another(request, one):
        return _again(request, one.pk, ANOTHER, CONFLICT)
    do, done, nothing = CLICKS[verb]
    if do(one, request.user):
        messages.success(request, done)
    else:
        messages.info(request, nothing)
    return _back(request, one)


@changing
def undo(request: HttpRequest, one: Picture, edit: str) -> HttpResponse:
    line = get_object_or_404(PictureEdit.objects.select_related("picture__copy", "picture__replacement"), pk=edit, picture=one)
    with decoders() as shape:
        undoing.undo(line, shape, request.user)  # type: ignore[arg-type]
    messages.success(request, "Undone.")
    return _back(request, one)


@page(LOOK)
@require_GET
def whole(request: HttpRequest, pk: str) -> HttpResponse:
    """What crops are cut from, for the desk alone, and never to be stored on the way; written anew by ourselves, and yet nothing that
    could ever run."""
    copy = _one(pk).shown
    name = copy.master if copy else ""
    if not name or not default_storage.exists(name):
        raise Http404("no whole picture of it is kept")
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type=TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _one(pk: Any) -> Picture:
    if not str(pk).isdecimal() or len(str(pk)) > 18:
        raise Http404("no such picture")
    return get_object_or_404(Picture.objects.select_related("copy", "replacement"), pk=pk)


def _shown(request: HttpRequest, one: Picture, *, status: int = 200, refused: str = "", **forms: Any) -> HttpResponse:
    name = one.alt or one.shown_address
    context = {**sheet(one, request.user, **forms), "query": request.GET.urlencode(), "refused": refused}
    return show(request, "admin/pictures/picture.html", name[:120], context, status)


def _again(request: HttpRequest, pk: int, refused: str, status: int) -> HttpResponse:
    return _shown(request, _one(pk), refused=refused, status=status)


def _is_another(request: HttpRequest, one: Picture) -> bool:
    return request.POST.get("seen") != seen(one)


def _refocus(request: HttpRequest, one: Picture, form: PictureForm) -> Any:
    with decoders() as shape:
        return editing.refocus(one, *form.point, shape, request.user)  # type: ignore[arg-type]


def _saved(said: bool, moved: bool) -> str:
    if not said and not moved:
        return "There was nothing to save."
    what = [*(["what it shows"] if said else []), *(["its focal point"] if moved else [])]
    return f"Saved: {' and '.join(what)}."


def _next(request: HttpRequest, one: Picture) -> HttpResponse:
    """The next one that nobody has said in words, further down the list and then from its top."""
    untold = attention.without_text(Picture.objects.exclude(pk=one.pk)).order_by("-pk")
    following = untold.filter(pk__lt=one.pk).first() or untold.first()
    if following is None:
        messages.success(request, "That was the last one: every picture that we show is said in words.")
        return redirect(f"{reverse('admin:articles_picture_changelist')}?show=untold")
    return _back(request, following)


def _back(request: HttpRequest, one: Picture) -> HttpResponse:
    """To the page, with the query that leads on to the list as it was filtered."""
    query = QueryDict(request.GET.urlencode()).urlencode()
    address = reverse("admin:articles_picture_change", args=[one.pk])
    return redirect(f"{address}?{query}" if query else address)
