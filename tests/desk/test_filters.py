"""Filters of the list beyond those of the first desk: whose it is, what is put off, what no reader sees yet or any more."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from articles.desk.filters import STANDINGS, standing
from articles.models import Article, Status
from tests import factories
from tests.desk.pages import LIST

pytestmark = pytest.mark.django_db


def titles(client, query) -> list[str]:
    return sorted(article.title for article in client.get(f"{LIST}?{query}").context["cl"].result_list)


def test_a_standing_as_a_query_is_the_standing_of_each_row():
    now = timezone.now()
    moments = (None, now - timedelta(hours=1), now + timedelta(hours=1))
    for status, publish_at, embargo, expires in product(Status.values, moments, moments, (*moments, now + timedelta(hours=2))):
        if not (publish_at and expires and expires <= publish_at):
            factories.article(status=status, publish_at=publish_at, embargo_until=embargo, expires_at=expires)

    for which in STANDINGS:
        expected = {article.pk for article in Article.objects.all() if article.standing == which}
        assert expected
        assert set(standing(Article.objects.all(), which).values_list("pk", flat=True)) == expected


@pytest.mark.parametrize("which", ["scheduled", "embargoed", "expired"])
def test_a_standing_has_a_tab(as_alice, which):
    for state in (factories.article, factories.published, factories.scheduled, factories.embargoed, factories.expired):
        state(state.__name__)

    assert titles(as_alice, f"status={which}") == [which]


def test_by_who_it_is_assigned_to(as_alice, alice, bob):
    factories.article("Hers", assigned_to=alice)
    factories.article("His", assigned_to=bob)
    factories.article("Anybody’s")

    assert titles(as_alice, "assigned=me") == ["Hers"]
    assert titles(as_alice, f"assigned={bob.pk}") == ["His"]
    assert titles(as_alice, "assigned=nobody") == ["Anybody’s"]
    assert len(titles(as_alice, "assigned=")) == 3


def test_by_whether_it_is_put_off(as_alice):
    factories.article("Later", later_until=timezone.now() + timedelta(days=1))
    factories.article("Back", later_until=timezone.now() - timedelta(days=1))
    factories.article("Never")

    assert titles(as_alice, "later=1") == ["Later"]
    assert titles(as_alice, "later=0") == ["Back", "Never"]


def test_only_staff_can_be_picked(as_alice, alice):
    factories.reader()
    gone = factories.editor("gone")
    gone.is_active = False
    gone.save()

    html = as_alice.get(LIST).content.decode()

    assert f'<option value="{alice.pk}">alice</option>' in html
    assert ">charlie<" not in html
    assert ">gone<" not in html


@pytest.mark.parametrize("query", ["assigned=root", "assigned=-1", "assigned=%00", f"assigned={'9' * 30}", "later=x", "status=nonsense"])
def test_nonsense_in_the_address_is_no_accident(as_alice, query):
    factories.article()

    assert as_alice.get(f"{LIST}?{query}", follow=True).status_code == 200
