"""Making access tokens, knowing them again, and revoking them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles.models import ApiToken
from articles.rights import may_read
from articles.roles import may_manage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MARK = "nrt_"  # by which scanners of published code know that it is a secret
DAYS = (30, 90, 365)
LONGEST = 60  # characters of a name
MOST = 20  # open ones of one account
NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(ValueError):
    """Why no token is made, in words."""


@transaction.atomic
def make(user: User, name: str, days: int) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can ask for again. Raises TokenRefused."""
    if not 0 < len(name) <= LONGEST or not name.isprintable() or name != name.strip():
        raise TokenRefused(f"A token’s name is one line of 1 to {LONGEST} plain characters.")
    now = timezone.now()
    User.objects.select_for_update().get(pk=user.pk)  # that two at once are not one too many
    not_revoked = ApiToken.objects.filter(user=user, revoked_at=None)
    if not_revoked.filter(name=name).exists():
        not_revoked.filter(name=name, expires_at__lte=now).update(revoked_at=now)
    if not_revoked.filter(name=name).exists():
        raise TokenRefused(f"There is a token called “{name}” already.")
    if not_revoked.filter(expires_at__gt=now).count() >= MOST:
        raise TokenRefused(f"There are {MOST} tokens. Revoke one first.")
    text = MARK + secrets.token_urlsafe(32)
    known_by = {"prefix": text[: len(MARK) + 6], "digest": _digest(text)}
    return ApiToken.objects.create(user_id=user.pk, name=name, expires_at=now + timedelta(days=days), created_at=now, **known_by), text


def token_of(text: str) -> ApiToken | None:
    """The open token of an active account that this is; its use is noted, once a minute at the most."""
    token = ApiToken.objects.select_related("user").filter(digest=_digest(text)).first()
    if token is None or not token.is_open or not token.user.is_active:
        return None
    now = timezone.now()
    unnoted = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at < now - NOTED_EVERY:
        ApiToken.objects.filter(unnoted, pk=token.pk).update(last_used_at=now)
    return token


def revoke(token: ApiToken) -> None:
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def may_have(user: User) -> bool:
    """A token opens nothing but the desk's API."""
    return user.is_active and user.is_staff and may_read(user)


def may_revoke(actor: User | AnonymousUser, token: ApiToken) -> bool:
    """One's own, and those of the accounts that one manages."""
    return token.user_id == actor.pk or (actor.has_perm("auth.change_user") and may_manage(actor, token.user))


def _digest(text: str) -> str:
    """Without salt and repetition: 256 random bits cannot be guessed, and each request is looked up by this."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
