"""Who may do what at the desk: four roles, each a group that a migration makes. Nobody gives what he has not."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

# From the least to the most; each may do all that the former ones may.
ROLES = {"viewer": "Viewers", "contributor": "Contributors", "editor": "Editors", "chief": "Chiefs"}
SUPERUSER = "superuser"


def role_of(user: User) -> str:
    """The highest of an account's roles; "" for none."""
    groups = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if ROLES[role] in groups), "")


def rights_of(user: User) -> set[str]:
    """What the account may do once it is active: `has_perm` answers no for all of a deactivated one."""
    theirs = Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk))
    return set(map(".".join, theirs.values_list("content_type__app_label", "codename")))


def may_manage(actor: User | AnonymousUser, user: User) -> bool:
    """Nobody but a superuser touches one, nor an account that may do what he may not."""
    if not isinstance(actor, User) or actor.is_superuser:
        return isinstance(actor, User)
    return not user.is_superuser and rights_of(user) <= rights_of(actor)


def roles_to_give(actor: User) -> list[str]:
    """The roles that hold nothing which the actor may not do."""
    if actor.is_superuser:
        return list(ROLES)
    own = rights_of(actor)
    held: dict[str, set[str]] = {group: set() for group in ROLES.values()}
    rights = Group.objects.filter(name__in=held).values_list("name", "permissions__content_type__app_label", "permissions__codename")
    for name, app, code in rights:
        held[name].add(f"{app}.{code}")
    return [role for role, group in ROLES.items() if held[group] <= own]


def give(user: User, role: str) -> None:
    """Make this the account's one role, and let it in at the desk."""
    user.groups.remove(*Group.objects.filter(name__in=ROLES.values()))
    user.groups.add(Group.objects.get(name=ROLES[role]))
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def new_password(user: User) -> str:
    """Give the account a random password, and answer it: nobody can ask for it again. Not stored yet."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    return password


def one_at_a_time(actor: User, right: str) -> None:
    """Until the end of the transaction nobody else changes accounts; and the actor may still do it.

    Two chiefs who demote each other at the same moment would leave none: the second one finds that he is none any more.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Accounts are changed in a transaction.")
    list(Group.objects.select_for_update().filter(name=ROLES["chief"]))
    if not User.objects.get(pk=actor.pk).has_perm(right):
        raise PermissionDenied
