"""Access tokens: known again by their hash alone, and of no use once they are revoked, expired or of a deactivated account."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from articles.models import ApiToken
from articles.tokens import MOST, TokenRefused, make, may_revoke, revoke, token_of
from tests import factories
from tests.clock import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_token_itself_is_stored_nowhere():
    token, text = make(factories.editor(), "Robot", 30)

    stored = ApiToken.objects.filter(pk=token.pk).values().get()
    assert re.fullmatch(r"nrt_[A-Za-z0-9_-]{43}", text)
    assert stored["prefix"] == text[:10]
    assert not [value for value in stored.values() if text[10:] in str(value)]


def test_a_token_is_known_again_and_nothing_like_it():
    token, text = make(factories.editor(), "Robot", 30)

    assert token_of(text) == token
    for other in ("", text[:-1], text + "x", text.swapcase(), token.digest, token.prefix, "\x00", "\ud800", "x" * 100_000):
        assert token_of(other) is None


def test_no_two_tokens_are_alike():
    alice = factories.editor()

    assert make(alice, "One", 30)[1] != make(alice, "Two", 30)[1]


def test_a_token_ends_with_its_day():
    with clock(NOON) as hands:
        _, text = make(factories.editor(), "Robot", 30)
        hands.forward(days=30, seconds=-1)
        assert token_of(text)
        hands.forward(seconds=1)
        assert token_of(text) is None


def test_a_revoked_token_and_one_of_a_deactivated_account_open_nothing():
    alice = factories.editor()
    (one, first), (_, second) = make(alice, "One", 30), make(alice, "Two", 30)

    revoke(one)
    assert (token_of(first), bool(token_of(second))) == (None, True)

    alice.is_active = False
    alice.save()
    assert token_of(second) is None


def test_when_it_was_used_is_noted_once_a_minute_at_the_most(django_assert_num_queries):
    with clock(NOON) as hands:
        token, text = make(factories.editor(), "Robot", 30)
        token_of(text)
        hands.forward(seconds=50)
        with django_assert_num_queries(1):
            token_of(text)
        token.refresh_from_db()
        assert token.last_used_at == NOON
        token_of(text)
        hands.forward(seconds=11)
        token_of(text)
        token.refresh_from_db()
        assert token.last_used_at == hands.now


def test_a_name_is_taken_until_its_token_is_revoked_or_has_ended():
    alice = factories.editor()
    with clock(NOON) as hands:
        one, _ = make(alice, "Robot", 30)
        make(factories.chief(), "Robot", 30)
        with pytest.raises(TokenRefused, match="already"):
            make(alice, "Robot", 30)
        revoke(one)
        make(alice, "Robot", 30)
        hands.forward(days=31)
        make(alice, "Robot", 30)


def test_an_account_has_so_many_tokens_and_no_more():
    alice = factories.editor()
    for number in range(MOST):
        make(alice, f"Robot {number}", 30)

    with pytest.raises(TokenRefused, match="Revoke one first"):
        make(alice, "One more", 30)


@pytest.mark.parametrize("name", ["", " ", " x", "x" * 61, "a\nb", "a\0b", "a\u202eb"])
def test_a_name_that_is_no_line_of_text_is_refused(name):
    with pytest.raises(TokenRefused, match="plain characters"):
        make(factories.editor(), name, 30)


def test_a_chief_revokes_what_is_of_those_whom_she_manages_and_an_editor_only_her_own():
    alice, carol = factories.editor(), factories.chief()
    root = factories.User.objects.create_superuser("root")
    hers, chiefs, roots = (make(user, "Robot", 30)[0] for user in (alice, carol, root))

    assert [may_revoke(alice, token) for token in (hers, chiefs, roots)] == [True, False, False]
    assert [may_revoke(carol, token) for token in (hers, chiefs, roots)] == [True, True, False]
    assert [may_revoke(root, token) for token in (hers, chiefs, roots)] == [True, True, True]


def test_the_command_prints_a_token_that_works(capsys):
    factories.editor()

    call_command("create_token", "alice", name="Robot", days=365)

    text = capsys.readouterr().out.split()[-1]
    assert token_of(text).name == "Robot"


@pytest.mark.parametrize("username", ["nobody", "charlie", "gone"])
def test_the_command_makes_none_for_who_does_not_work_at_the_desk(username):
    factories.reader()
    gone = factories.editor("gone")
    gone.is_active = False
    gone.save()

    with pytest.raises(CommandError, match="no active account"):
        call_command("create_token", username, name="Robot")
    assert not ApiToken.objects.exists()
