"""The page of access tokens: shown once, revoked at once, nobody else's business."""

import re

import pytest

from articles.models import ApiToken
from articles.tokens import make, token_of
from tests import factories

pytestmark = pytest.mark.django_db

PAGE = "/admin/tokens/"


@pytest.fixture
def alice(client):
    client.force_login(factories.editor())
    return client


def test_a_new_token_stands_in_the_answer_and_never_again(alice):
    response = alice.post(PAGE, {"name": "Nightly <b>", "days": "90"})

    text = re.search(r"nrt_[\w-]{43}", response.content.decode())[0]
    assert token_of(text).name == "Nightly <b>"
    assert "no-store" in response["Cache-Control"]
    again = alice.get(PAGE).content.decode()
    assert text not in again and text[:10] in again
    assert "Nightly &lt;b&gt;" in again and "<b>" not in again.replace("<b></b>", "").split("tokens-page")[1]


@pytest.mark.parametrize(
    "sent",
    [{}, {"name": "", "days": "30"}, {"name": "x" * 61, "days": "30"}, {"name": "R", "days": "9999"}, {"name": "a\0b", "days": "30"}],
)
def test_a_token_without_a_name_or_without_an_end_is_not_made(alice, sent):
    response = alice.post(PAGE, sent)

    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not ApiToken.objects.exists()


def test_a_name_that_is_taken_is_said(alice):
    alice.post(PAGE, {"name": "Robot", "days": "30"})

    assert "already" in alice.post(PAGE, {"name": "Robot", "days": "30"}).content.decode()
    assert ApiToken.objects.count() == 1


def test_a_revoked_token_opens_nothing_from_the_next_request_on(alice):
    token, text = make(factories.User.objects.get(), "Robot", 30)

    assert alice.post(f"{PAGE}{token.pk}/revoke/").status_code == 302
    assert token_of(text) is None
    assert "Robot" not in alice.get(PAGE).content.decode().replace("Revoked: “Robot”", "")
    assert alice.post(f"{PAGE}{token.pk}/revoke/").status_code == 404


def test_tokens_of_others_are_seen_and_revoked_by_who_manages_their_accounts(client):
    token, text = make(factories.editor(), "Robot of Alice", 30)
    root, _ = make(factories.User.objects.create_superuser("root"), "Robot of root", 30)

    client.force_login(factories.editor("eve"))
    assert "Robot of" not in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 403
    assert token_of(text)

    client.force_login(factories.chief())
    shown = client.get(PAGE).content.decode()
    assert "Robot of Alice" in shown and "Robot of root" not in shown
    assert client.post(f"{PAGE}{root.pk}/revoke/").status_code == 403
    assert client.post(f"{PAGE}{token.pk}/revoke/").status_code == 302
    assert token_of(text) is None
