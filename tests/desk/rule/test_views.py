"""The rule's page: who sees it, what it says, and that nobody switches on what he has not looked at."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.desk.rule import switch
from articles.models import AuditEntry, PublishingRule
from tests import factories
from tests.desk.pages import said

pytestmark = pytest.mark.django_db
RULE = "/admin/rule/"


def shown(client, threshold=None) -> str:
    """What the page's form carries."""
    page = client.get(RULE, {"threshold": threshold} if threshold is not None else {}).content.decode()
    return re.search(r'name="shown" value="([^"]+)"', page)[1]


def post(client, shown, *, to="on", confirm="yes"):
    return client.post(RULE, {"shown": shown, "set": to, "confirm": confirm})


def decisions(number, *, quality=80, verb="publish", by=None):
    by = by or factories.editor(f"editor-{quality}-{verb}")
    for _ in range(number):
        getattr(factories.article(quality=quality, heat=1), verb)(by=by, reason="Off topic" if verb == "decline" else "")


@pytest.mark.parametrize("who", ["as_vera", "as_bob", "as_alice"])
def test_all_staff_read_it_and_chiefs_alone_set_it(request, as_carol, who):
    client, form = request.getfixturevalue(who), shown(as_carol)

    assert 'name="shown"' not in client.get(RULE).content.decode()
    assert post(client, form).status_code == 403
    assert not PublishingRule.current().is_on


def test_it_is_switched_on_at_the_threshold_that_was_looked_at(as_carol, carol):
    response = as_carol.post(RULE, {"shown": shown(as_carol, 75), "set": "on", "confirm": "yes"}, follow=True)

    rule = PublishingRule.current()
    assert (rule.is_on, rule.threshold, rule.changed_by) == (True, 75, carol)
    assert said(response) == ["The rule is on: from the next import it publishes what has a quality of 75 or more."]
    assert "off at 70 → on at 75" in response.content.decode()


def test_it_is_switched_off_without_ceremony_and_keeps_its_threshold(as_carol):
    post(as_carol, shown(as_carol, 75))

    post(as_carol, shown(as_carol, 90), to="off", confirm="")

    assert (PublishingRule.current().is_on, PublishingRule.current().threshold) == (False, 75)


def test_another_threshold_is_only_suggested_with_when_it_is_off(as_carol):
    post(as_carol, shown(as_carol, 55), to="threshold", confirm="")

    assert (PublishingRule.current().is_on, PublishingRule.current().threshold) == (False, 55)


@pytest.mark.parametrize(
    "fields, why",
    [
        ({"confirm": ""}, "tick the box"),
        ({"confirm": "no"}, "tick the box"),
        ({"set": ""}, "did not say what to do"),
        ({"set": "delete"}, "did not say what to do"),
        ({"shown": ""}, "too long ago, or never"),
        ({"shown": "75:forged"}, "too long ago, or never"),
        ({"shown": "\x00" * 9000}, "too long ago, or never"),
        ({"shown": signing.dumps([75, "", 0, 1], salt="another")}, "too long ago, or never"),
        ({"shown": signing.dumps([75, "", 0, -1], salt=switch.SALT)}, "made for somebody else"),
    ],
)
def test_a_form_that_was_not_filled_in_or_is_forged_changes_nothing(as_carol, fields, why):
    response = as_carol.post(RULE, {"shown": shown(as_carol, 75), "set": "on", "confirm": "yes", **fields})

    assert response.status_code == 409
    assert why in said(response)[0]
    assert not PublishingRule.objects.exists()


def test_a_page_that_stood_open_too_long_changes_nothing(as_carol, monkeypatch):
    form = shown(as_carol)
    monkeypatch.setattr(switch, "GOOD_FOR", -1)

    assert post(as_carol, form).status_code == 409
    assert not PublishingRule.objects.exists()


def test_a_rule_that_somebody_changed_meanwhile_is_shown_and_not_overwritten(as_carol, client):
    form = shown(as_carol, 60)
    client.force_login(factories.chief("dan"))
    post(client, shown(client, 90))

    response = post(as_carol, form)

    assert response.status_code == 409
    assert "somebody changed the rule meanwhile" in said(response)[0]
    assert PublishingRule.current().threshold == 90


def test_posted_twice_it_is_done_once(as_carol):
    form = shown(as_carol, 60)

    assert post(as_carol, form).status_code == 302
    assert post(as_carol, form).status_code == 409


def test_more_waiting_than_were_shown_are_shown_again(as_carol):
    factories.article(quality=90)
    form = shown(as_carol)
    factories.article(quality=90)

    response = post(as_carol, form)

    assert response.status_code == 409
    assert "meanwhile 2 waiting articles would be published, not 1" in said(response)[0]
    assert not PublishingRule.objects.exists()


def test_a_right_taken_away_meanwhile_changes_nothing(as_carol, carol):
    form = shown(as_carol)
    carol.groups.clear()

    assert post(as_carol, form).status_code == 403
    assert not PublishingRule.objects.exists()


def test_without_csrf_nothing_changes(carol):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)

    assert post(client, shown(client)).status_code == 403
    assert not PublishingRule.objects.exists()


@pytest.mark.parametrize("threshold", ["", "x", "-1", "1000001", "9" * 30, "9" * 5000, "7\x000", "<b>", "7.5"])
def test_a_threshold_that_is_none_is_said_and_the_rules_own_is_shown(as_vera, threshold):
    response = as_vera.get(RULE, {"threshold": threshold})

    assert response.status_code == 400
    assert "Shown is the threshold 70." in response.content.decode()
    assert "<b></b>" not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "2"])
def test_a_page_that_is_none_shows_one_that_is(as_vera, page):
    decisions(30, verb="decline")

    assert as_vera.get(RULE, {"page": page, "kind": "nonsense"}).status_code == 200


def test_other_methods_are_refused(as_carol):
    assert as_carol.put(RULE).status_code == 405
    assert as_carol.delete(RULE).status_code == 405


def test_under_fifty_decisions_it_says_that_it_is_too_little(as_vera):
    assert "Too little to judge by." in as_vera.get(RULE).content.decode()
    decisions(49)
    assert "Too little to judge by." in as_vera.get(RULE).content.decode()
    decisions(1, quality=81)
    assert "Too little to judge by." not in as_vera.get(RULE).content.decode()


def test_it_shows_what_it_would_have_got_wrong_and_who_decided_why(as_vera):
    decisions(3, quality=80, verb="publish")
    decisions(2, quality=90, verb="decline")
    decisions(1, quality=50, verb="publish")

    page = as_vera.get(RULE).content.decode()
    missed = as_vera.get(RULE, {"kind": "missed"}).content.decode()

    assert "publishes: quality 90, threshold 70" in page
    assert "editor-90-decline declined on" in page
    assert "<q>Off topic</q>" in page
    assert "leaves: quality 50 under 70" in missed
    assert "60 %" in page and "75 %" in page  # precision 3 of 5, recall 3 of 4


def test_a_title_is_text(as_vera):
    factories.article("<script>alert(1)</script>", quality=90).decline(by=factories.editor(), reason="<i>no</i>")

    page = as_vera.get(RULE).content.decode()

    assert "<script>alert(1)" not in page and "<i>no</i>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_waits_is_counted_as_the_rule_would_take_it(as_carol):
    factories.article(quality=90)
    factories.article(quality=90, heat=-1)
    factories.article(quality=90, held_until=timezone.now() + timedelta(minutes=1))
    factories.article(quality=50)

    assert "<b>1</b> of those that wait now" in as_carol.get(RULE).content.decode()
    assert "<b>2</b> of those that wait now" in as_carol.get(RULE, {"threshold": 50}).content.decode()


def test_its_queries_are_as_many_with_few_decisions_as_with_many(as_carol):
    decisions(2, quality=90, verb="decline")
    as_carol.get(RULE)
    with CaptureQueriesContext(connection) as few:
        as_carol.get(RULE)
    decisions(60, quality=91, verb="decline")
    with CaptureQueriesContext(connection) as many:
        as_carol.get(RULE)

    assert len(few) == len(many) <= 15


def test_numbers_in_pictures_are_numbers_in_every_language(as_vera, settings):
    settings.LANGUAGE_CODE = "de"
    decisions(3)

    assert not re.search(r'(?:x|y|width|height|cx|cy)="\d*,', as_vera.get(RULE).content.decode())


def test_a_deleted_account_leaves_its_decision_uncounted(as_vera):
    gone = factories.editor("gone")
    decisions(1, by=gone)
    gone.delete()

    assert as_vera.get(RULE).status_code == 200
    assert AuditEntry.objects.filter(by=None).exists()
