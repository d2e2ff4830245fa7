"""Accounts at the desk: a Chief gives roles, and nobody becomes more than who gave them."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import roles
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/auth/user/", "/admin/auth/user/add/"


def page(user) -> str:
    return f"{LIST}{user.pk}/change/"


def password(user) -> str:
    return f"{LIST}{user.pk}/password/"


def posted(**fields):
    return {"first_name": "", "last_name": "", "email": "", "role": "editor", "is_active": "on", **fields}


def add(client, **fields):
    return client.post(ADD, {"username": "nora", "first_name": "", "last_name": "", "email": "", "role": "editor", **fields})


@pytest.fixture
def superuser():
    return User.objects.create_superuser("root", password="correct horse battery")


@pytest.mark.parametrize("role", ["viewer", "contributor", "editor", "chief"])
def test_a_chief_adds_an_account_and_sees_its_password_once(as_carol, client, role):
    response = add(as_carol, role=role)

    nora = User.objects.get(username="nora")
    word = re.search(r'class="password"[^>]*>([^<]+)<', response.content.decode())[1]
    assert client.login(username="nora", password=word)
    assert (nora.is_staff, nora.is_superuser, roles.role_of(nora)) == (True, False, role)
    assert word not in as_carol.get(page(nora)).content.decode()
    assert word not in str(response.cookies) + str(as_carol.session.items())
    assert "no-store" in response["Cache-Control"]
    assert LogEntry.objects.get().get_change_message() == f"Added as {role}."


def test_nothing_but_the_form_can_be_posted(as_carol):
    group = Group.objects.create(name="Others")
    right = Permission.objects.get(codename="delete_user")

    add(as_carol, is_superuser="on", is_staff="on", groups=[group.pk], user_permissions=[right.pk], password="known")
    nora = User.objects.get(username="nora")
    as_carol.post(
        page(nora), posted(is_superuser="on", groups=[group.pk], user_permissions=[right.pk], password="known", username="norbert")
    )

    nora.refresh_from_db()
    assert (nora.username, nora.is_superuser, nora.user_permissions.count()) == ("nora", False, 0)
    assert [group.name for group in nora.groups.all()] == ["Editors"]
    assert not nora.check_password("known")


@pytest.mark.parametrize(
    "fields",
    [
        {"username": ""}, {"username": "not a name"}, {"username": "a\x00b"}, {"username": "x" * 151}, {"username": "CAROL"},
        {"role": ""}, {"role": "superuser"}, {"role": "Chiefs"}, {"role": "9" * 30}, {"email": "no address"},
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused_and_no_password_shown(as_carol, fields):
    response = add(as_carol, **fields)

    assert response.status_code == 200
    assert 'class="password"' not in response.content.decode()
    assert User.objects.count() == 1


def test_a_role_is_one_of_four_and_others_groups_are_let_alone(as_carol, alice):
    alice.groups.add(Group.objects.create(name="Others"), Group.objects.get(name="Viewers"))

    as_carol.post(page(alice), posted(role="contributor"))

    assert sorted(group.name for group in alice.groups.all()) == ["Contributors", "Others"]
    assert LogEntry.objects.get().get_change_message() == "Role: editor → contributor"
    assert "Role: editor → contributor" in as_carol.get(page(alice)).content.decode()


def test_a_reader_without_a_role_is_let_in_with_one(as_carol):
    reader = factories.reader()
    as_carol.post(page(reader), posted(role="", first_name="Charlie"))
    reader.refresh_from_db()
    assert (reader.first_name, reader.is_staff) == ("Charlie", False)

    as_carol.post(page(reader), posted(role="viewer", first_name="Charlie"))
    reader.refresh_from_db()
    assert (reader.is_staff, roles.role_of(reader)) == (True, "viewer")


def test_who_is_deactivated_is_out_at_once(as_carol, alice, as_alice):
    fields = posted()
    del fields["is_active"]

    as_carol.post(page(alice), fields)

    assert as_alice.get(LIST).status_code == 302
    assert LogEntry.objects.get().get_change_message() == "Active: yes → no"


def test_nobody_changes_an_own_role_or_leaves(as_carol, carol):
    fields = posted(role="viewer", first_name="Carol")
    del fields["is_active"]

    as_carol.post(page(carol), fields)

    carol.refresh_from_db()
    assert (carol.first_name, carol.is_active, roles.role_of(carol)) == ("Carol", True, "chief")
    assert 'name="role"' not in as_carol.get(page(carol)).content.decode()
    assert as_carol.post(password(carol)).status_code == 403


def test_a_chief_does_not_touch_a_superuser(as_carol, superuser):
    before = superuser.password

    assert as_carol.get(page(superuser)).status_code == 200
    assert 'name="role"' not in as_carol.get(page(superuser)).content.decode()
    assert as_carol.post(page(superuser), posted()).status_code == 403
    assert as_carol.get(password(superuser)).status_code == 403
    assert as_carol.post(password(superuser)).status_code == 403

    superuser.refresh_from_db()
    assert (superuser.is_superuser, superuser.password, superuser.groups.count()) == (True, before, 0)


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("given", ["to the account", "to its group"])
def test_a_chief_does_not_touch_who_may_more_also_when_deactivated(as_carol, alice, is_active, given):
    right = Permission.objects.get(codename="delete_article")
    if given == "to the account":
        alice.user_permissions.add(right)
    else:
        more = Group.objects.create(name="More")
        more.permissions.add(right)
        alice.groups.add(more)
    User.objects.filter(pk=alice.pk).update(is_active=is_active)

    assert as_carol.post(page(alice), posted(role="viewer")).status_code == 403
    assert as_carol.post(password(alice)).status_code == 403
    assert roles.role_of(alice) == "editor"


def test_who_may_change_accounts_alone_gives_no_role_that_may_more(client):
    clerk = User.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "add_user", "change_user"]))
    client.force_login(clerk)
    reader = factories.reader()

    assert roles.roles_to_give(clerk) == []
    assert client.post(page(reader), posted(role="chief")).status_code == 200
    assert add(client, role="chief").status_code == 200
    assert (roles.role_of(reader), User.objects.filter(username="nora").exists()) == ("", False)


@pytest.mark.parametrize("who", ["as_vera", "as_bob", "as_alice"])
def test_the_other_roles_see_no_accounts(request, who, carol):
    client = request.getfixturevalue(who)

    for path in (LIST, ADD, page(carol), password(carol), f"{LIST}{carol.pk}/history/"):
        assert client.get(path).status_code == 403
        assert client.post(path, posted()).status_code in (403, 405)


def test_a_new_password_ends_the_old_one_and_its_sessions(as_carol, alice, as_alice, client):
    assert as_carol.get(password(alice)).status_code == 200
    assert as_alice.get("/admin/rule/").status_code == 200

    response = as_carol.post(password(alice))

    word = re.search(r'class="password"[^>]*>([^<]+)<', response.content.decode())[1]
    assert client.login(username="alice", password=word)
    assert not client.login(username="alice", password="correct horse battery")
    assert as_alice.get("/admin/rule/").status_code == 302
    assert LogEntry.objects.get().get_change_message() == "A new password was set."


def test_a_new_password_is_not_made_by_looking(as_carol, alice):
    as_carol.get(password(alice))

    alice.refresh_from_db()
    assert alice.check_password("correct horse battery")


def test_who_is_no_chief_any_more_finds_out_under_the_lock(carol):
    roles.give(carol, "viewer")

    with pytest.raises(PermissionDenied):
        roles.one_at_a_time(carol, "auth.change_user")


@pytest.mark.django_db(transaction=True)
def test_without_a_transaction_nothing_is_locked():
    with pytest.raises(RuntimeError):
        roles.one_at_a_time(factories.chief(), "auth.change_user")


@pytest.mark.django_db(transaction=True)
def test_two_chiefs_who_demote_each_other_at_the_same_moment_leave_one():
    chiefs = [factories.chief("carol"), factories.chief("dan")]
    clients = [Client(), Client()]
    for client, chief in zip(clients, chiefs, strict=True):
        client.force_login(chief)
    together = Barrier(2)

    def demote(client, other):
        together.wait(timeout=30)
        try:
            return client.post(page(other), posted(role="viewer")).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(demote, clients, reversed(chiefs)))

    assert answers == [302, 403]
    assert sorted(map(roles.role_of, User.objects.all())) == ["chief", "viewer"]


def test_a_right_taken_away_meanwhile_changes_nothing(as_carol, carol, alice):
    carol.groups.clear()

    assert as_carol.post(page(alice), posted(role="chief")).status_code == 403
    assert add(as_carol).status_code == 403
    assert roles.role_of(alice) == "editor"


def test_without_csrf_nothing_changes(carol, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)

    assert client.post(page(alice), posted(role="chief")).status_code == 403
    assert client.post(password(alice)).status_code == 403
    assert add(client).status_code == 403
    assert (roles.role_of(alice), User.objects.count()) == ("editor", 2)


@pytest.mark.parametrize("pk", [0, 999_999, "9" * 30])
def test_an_account_that_is_not_there(as_carol, pk):
    assert as_carol.get(f"{LIST}{pk}/password/").status_code == 404
    assert as_carol.get(f"{LIST}{pk}/change/").status_code in (302, 404)


@pytest.mark.parametrize("who", ["as_carol", "admin_client"])
def test_nobody_deletes_an_account(request, who, alice):
    client = request.getfixturevalue(who)

    assert client.post(f"{LIST}{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"})
    assert User.objects.filter(pk=alice.pk).exists()


def test_the_list_is_not_narrowed_by_the_hash_of_a_password(as_carol):
    assert as_carol.get(f"{LIST}?password__startswith=md5").status_code == 400


def test_groups_are_no_page(admin_client):
    assert admin_client.get("/admin/auth/group/").status_code == 404


def test_a_superuser_gives_every_role_and_keeps_being_one(client, superuser, alice):
    client.force_login(superuser)

    client.post(page(alice), posted(role="chief"))
    client.post(page(superuser), posted(role="viewer", first_name="Root"))

    superuser.refresh_from_db()
    assert roles.role_of(alice) == "chief"
    assert (superuser.first_name, superuser.is_superuser, superuser.groups.count()) == ("Root", True, 0)


def test_the_list_costs_the_same_queries_for_few_and_many(as_carol):
    with CaptureQueriesContext(connection) as few:
        as_carol.get(LIST)
    for number in range(20):
        factories.editor(f"editor-{number}")
    with CaptureQueriesContext(connection) as many:
        as_carol.get(LIST)

    assert len(few) == len(many)
