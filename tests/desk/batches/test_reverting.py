"""An import run's page leads to what reverting it would do, and that to a batch."""

import pytest
from django.test import Client

from articles.models import Article, Batch, ImportRun, Status
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    run = ImportRun.objects.create(source="default", root="/srv/files", finished_at=factories.NEW_YEAR)
    factories.article(created_run=run)
    factories.published(created_run=run)
    return run


def page(run) -> str:
    return f"/admin/runs/{run.pk}/revert/"


def detail(run) -> str:
    return f"/admin/articles/importrun/{run.pk}/change/"


def test_the_run_leads_there_for_who_may_and_for_nobody_else(as_carol, as_bob, as_vera, run):
    assert f'href="{page(run)}"' in as_carol.get(detail(run)).content.decode()
    for client in (as_bob, as_vera):
        assert page(run) not in client.get(detail(run)).content.decode()
        assert client.get(page(run)).status_code == 403
        assert client.post(page(run)).status_code == 403
    assert not Batch.objects.exists()


def test_it_says_what_would_be_done_and_does_it_when_confirmed(as_carol, carol, run):
    touched = factories.article(created_run=run)
    touched.decline(by=carol)

    shown = as_carol.get(page(run))
    assert (shown.context["expected"].withdrawn, shown.context["expected"].declined, shown.context["expected"].left_out) == (1, 1, 1)
    assert not Batch.objects.exists()

    response = as_carol.post(page(run), follow=True)

    batch = Batch.objects.get()
    assert response.redirect_chain == [(f"/admin/batches/{batch.pk}/", 302)]
    assert f"Revert import run {run.pk}" in response.content.decode()
    assert "2 reverted, 1 skipped, 0 failed." in response.content.decode()
    assert set(Article.objects.values_list("status", flat=True)) == {Status.WITHDRAWN, Status.DECLINED}
    assert f"Reverted by batch {batch.pk}" in as_carol.get(detail(run)).content.decode()


def test_a_double_click_reverts_once(as_carol, run):
    as_carol.post(page(run))

    second = as_carol.post(page(run))

    assert second.status_code == 409
    assert "reverted it already" in second.content.decode()
    assert Batch.objects.count() == 1


def test_an_editor_is_told_that_a_chief_must(as_alice, run):
    html = as_alice.get(page(run)).content.decode()

    assert "only a Chief withdraws" in html
    assert "Revert this run</button>" not in html
    assert as_alice.post(page(run)).status_code == 409
    assert not Batch.objects.exists()


def test_a_run_that_changed_nothing_has_no_button(as_carol):
    run = ImportRun.objects.create(source="default", root="/", finished_at=factories.NEW_YEAR)

    assert "nothing to revert" in as_carol.get(page(run)).content.decode()
    assert as_carol.post(page(run)).status_code == 409


def test_a_click_from_another_site_is_refused(carol, run):
    client = Client(enforce_csrf_checks=True)
    client.force_login(carol)

    assert client.post(page(run)).status_code == 403
    assert not Batch.objects.exists()


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_an_unknown_run_is_not_found(as_carol, pk):
    assert as_carol.get(f"/admin/runs/{pk}/revert/").status_code == 404
    assert as_carol.post(f"/admin/runs/{pk}/revert/").status_code == 404
