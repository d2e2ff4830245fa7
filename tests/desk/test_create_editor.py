import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from articles.roles import role_of

pytestmark = pytest.mark.django_db


def run(username: str, **options) -> str:
    out = StringIO()
    call_command("create_editor", username, stdout=out, **options)
    return out.getvalue()


def test_the_printed_password_opens_the_desk(client):
    password = re.search(r"\): (\S+)", run("alice"))[1]

    assert client.login(username="alice", password=password)
    assert User.objects.get().has_perm("articles.publish_article")
    assert not User.objects.get().is_superuser


@pytest.mark.parametrize("role", ["viewer", "contributor", "editor", "chief"])
def test_the_role_is_the_one_asked_for(role):
    assert run("alice", role=role).startswith(f"{role.capitalize()} alice created.")

    assert (role_of(User.objects.get()), User.objects.get().is_staff) == (role, True)


def test_a_role_that_there_is_not_is_refused():
    with pytest.raises(CommandError):
        call_command("create_editor", "alice", "--role", "superuser")

    assert not User.objects.exists()


def test_a_second_run_changes_nothing_and_tells_no_password():
    run("alice")
    before = User.objects.get().password

    assert run("alice", role="chief") == "alice exists already.\n"
    assert User.objects.get().password == before
    assert role_of(User.objects.get()) == "editor"


def test_a_name_that_cannot_be_a_user_is_refused():
    with pytest.raises(CommandError):
        run("not a name")

    assert not User.objects.exists()
