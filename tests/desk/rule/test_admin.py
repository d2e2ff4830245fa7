"""The reasons to decline for: Chiefs keep the list, the others read it."""

import pytest

from articles.models import DeclineReason

pytestmark = pytest.mark.django_db
REASONS = "/admin/articles/declinereason/"


def test_a_chief_adds_changes_and_deletes_reasons(as_carol):
    as_carol.post(f"{REASONS}add/", {"text": "Rumour", "position": 7})
    reason = DeclineReason.objects.get(text="Rumour")
    as_carol.post(f"{REASONS}{reason.pk}/change/", {"text": "A rumour", "position": 8})
    assert DeclineReason.objects.get(pk=reason.pk).text == "A rumour"

    as_carol.post(f"{REASONS}{reason.pk}/delete/", {"post": "yes"})
    assert not DeclineReason.objects.filter(pk=reason.pk).exists()


@pytest.mark.parametrize("who", ["as_vera", "as_bob", "as_alice"])
def test_the_others_read_them(request, who):
    client = request.getfixturevalue(who)
    reason = DeclineReason.objects.get_or_create(text="Rumour")[0]

    assert client.get(REASONS).status_code == 200
    assert client.get(f"{REASONS}add/").status_code == 403
    assert client.post(f"{REASONS}{reason.pk}/change/", {"text": "x", "position": 1}).status_code == 403
    assert client.post(f"{REASONS}{reason.pk}/delete/", {"post": "yes"}).status_code == 403
    assert DeclineReason.objects.get(pk=reason.pk).text == "Rumour"


@pytest.mark.parametrize("text", ["", "x" * 101, "a\x00b"])
def test_a_reason_that_is_none_is_refused(as_carol, text):
    before = DeclineReason.objects.count()

    assert as_carol.post(f"{REASONS}add/", {"text": text, "position": 1}).status_code == 200
    assert DeclineReason.objects.count() == before


def test_a_reason_is_there_once(as_carol):
    DeclineReason.objects.get_or_create(text="Rumour")

    assert as_carol.post(f"{REASONS}add/", {"text": "Rumour", "position": 1}).status_code == 200
    assert DeclineReason.objects.filter(text="Rumour").count() == 1
