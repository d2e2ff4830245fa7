"""Runs, audit trail, providers and topics, as an editor reads them."""

import pytest

from articles.models import ImportRun, Provider, Topic
from tests import factories
from tests.desk.pages import form_fields

pytestmark = pytest.mark.django_db


def opened(client, page, form) -> dict[str, str]:
    return form_fields(client.get(page).content.decode(), form)


def test_a_run_shows_its_errors_as_path_line_and_message(as_alice):
    empty = {"path": "_news/<b>.md", "line": 3, "message": "the title is empty"}
    binary = {"path": "x.md", "line": None, "message": "not UTF-8"}
    run = ImportRun.objects.create(source="default", root="/srv/files", created=12, failed=2, errors=[empty, binary, "odd"])

    html = as_alice.get(f"/admin/articles/importrun/{run.pk}/change/").content.decode()

    assert "<code>_news/&lt;b&gt;.md:3</code> the title is empty" in html
    assert "<code>x.md</code> not UTF-8" in html


def test_a_provider_shows_its_logo_or_its_letter_and_leads_to_its_articles(as_alice):
    drawn, pictured = factories.provider("northern"), factories.provider("Southern")
    copy = factories.logo(pictured).copy

    html = as_alice.get("/admin/articles/provider/").content.decode()

    assert '<span class="logo" aria-hidden="true">N</span>' in html
    assert f'src="{copy.of("logo", "webp")[0].url}"' in html
    assert f"/admin/articles/article/?status=all&amp;provider={drawn.pk}" in html


def test_a_topic_shows_what_it_stands_below(as_alice):
    top = factories.topic("Science")
    middle = factories.topic("Climate", parent=top)
    factories.topic("Oceans", parent=middle)

    assert "Science › Climate" in as_alice.get("/admin/articles/topic/").content.decode()


def test_a_topic_cannot_stand_below_itself(as_alice):
    top = factories.topic("Science", slug="science")
    below = factories.topic("Climate", parent=top)
    page = f"/admin/articles/topic/{top.pk}/change/"

    response = as_alice.post(page, {**opened(as_alice, page, "topic_form"), "parent": below.pk})

    assert "cannot stand below itself" in response.content.decode()


class TestTwoEditorsAtOnce:
    @pytest.fixture
    def provider(self):
        return factories.provider("Before", description="Old")

    def test_the_second_is_told_what_the_first_one_wrote(self, as_alice, provider):
        page = f"/admin/articles/provider/{provider.pk}/change/"
        fields = opened(as_alice, page, "provider_form")
        as_alice.post(page, {**fields, "name": "First"})

        refused = as_alice.post(page, {**fields, "name": "Second", "description": "New"})
        html = refused.content.decode()

        assert "Somebody else changed this since you opened it" in html
        assert "It is now: First" in html
        assert 'value="Second"' in html
        assert Provider.objects.get().name == "First"

        assert as_alice.post(page, form_fields(html, "provider_form")).status_code == 302
        assert (Provider.objects.get().name, Provider.objects.get().description) == ("Second", "New")

    def test_different_fields_are_both_kept(self, as_alice, provider):
        page = f"/admin/articles/provider/{provider.pk}/change/"
        fields = opened(as_alice, page, "provider_form")
        logo = factories.logo(provider)
        as_alice.post(page, {**fields, "name": "First"})

        assert as_alice.post(page, {**fields, "description": "New"}).status_code == 302

        now = Provider.objects.get()
        assert (now.name, now.description, now.logo) == ("First", "New", logo)

    def test_a_topic_is_watched_field_by_field_too(self, as_alice):
        topic, above = factories.topic("Before", keywords=["a"]), factories.topic("Above")
        page = f"/admin/articles/topic/{topic.pk}/change/"
        fields = opened(as_alice, page, "topic_form")
        as_alice.post(page, {**fields, "keywords": '["a", "b"]', "parent": above.pk})

        refused = as_alice.post(page, {**fields, "keywords": '["c"]'})
        again = as_alice.post(page, form_fields(refused.content.decode(), "topic_form"))

        now = Topic.objects.get(pk=topic.pk)
        assert (refused.status_code, again.status_code) == (200, 302)
        assert (now.keywords, now.parent) == (["c"], above)
