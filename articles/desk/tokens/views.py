"""An editor's access tokens: what there is, a new one, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from articles.desk.page import page, show
from articles.desk.saved.forms import NameField
from articles.models import ApiToken
from articles.tokens import DAYS, TokenRefused, make, may_have, may_revoke, revoke

if TYPE_CHECKING:
    from django.contrib.auth.models import User

READ = "articles.view_article"
SHOWN = 200


class TokenForm(forms.Form):
    name = NameField(max_length=60, error_messages={"required": "Say what the token is for."})
    days = forms.TypedChoiceField(choices=[(days, str(days)) for days in DAYS], coerce=int)


@page(READ)
def tokens(request: HttpRequest) -> HttpResponse:
    """GET: the list. POST: a new token, which stands in this answer and nowhere else."""
    if request.method != "POST":
        return _show(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show(request, {"problems": [str(one) for found in form.errors.values() for one in found]}, 400)
    user = cast("User", request.user)
    if not may_have(user):
        raise PermissionDenied
    try:
        token, text = make(user, form.cleaned_data["name"], form.cleaned_data["days"])
    except TokenRefused as refused:
        return _show(request, {"problems": [str(refused)]}, 409)
    response = _show(request, {"token": token, "text": text})
    response["Cache-Control"] = "no-store"
    return response


@page(READ)
@require_POST
def revoke_token(request: HttpRequest, pk: str) -> HttpResponse:
    """From the next request on it opens nothing."""
    token = ApiToken.objects.select_related("user").filter(pk=pk, revoked_at=None).first()
    if token is None:
        raise Http404("There is no such token.")
    if not may_revoke(request.user, token):
        raise PermissionDenied
    revoke(token)
    messages.success(request, f"Revoked: “{token.name}”")
    return redirect("admin:tokens")


def _show(request: HttpRequest, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    open_ones = ApiToken.objects.filter(revoked_at=None).select_related("user")
    own = list(open_ones.filter(user=request.user.pk)[:SHOWN])
    others = open_ones.exclude(user=request.user.pk)[:SHOWN] if request.user.has_perm("auth.change_user") else []
    lists = {"own": own, "others": [token for token in others if may_revoke(request.user, token)], "days": DAYS}
    return show(request, "admin/tokens/tokens.html", "Access tokens", {**lists, **(context or {})}, status)
