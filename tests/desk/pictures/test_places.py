"""Where else the desk speaks of pictures: an article's form, the review queue, the lists with logos, the dashboard."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.images import attention
from articles.models import ArticleImage, PicturePolicy
from tests import factories
from tests.desk.pages import LIST, PICTURES, change, form_fields, picture_page

pytestmark = pytest.mark.django_db
GONE = {"copy": None, "error": "status-404", "error_text": "The server has it no more."}


def cost(client, page) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


class TestArticleForm:
    def test_each_picture_shows_our_copy_and_the_way_to_its_page(self, as_bob):
        image = factories.pictured(factories.article())

        html = as_bob.get(change(image.article)).content.decode()

        assert f'src="{image.shown.of("thumbnail", "webp")[0].url}"' in html
        assert f'<a href="{picture_page(image.picture)}">alt text, focal point, replacement</a>' in html

    def test_a_broken_one_says_why(self, as_bob):
        image = factories.pictured(factories.article(), factories.stored(**GONE))

        assert "The server has it no more." in as_bob.get(change(image.article)).content.decode()

    def test_ten_pictures_cost_what_one_does(self, as_bob):
        article = factories.article()
        factories.pictured(article)
        cost(as_bob, change(article))
        few = cost(as_bob, change(article))
        for _ in range(9):
            factories.pictured(article)

        assert cost(as_bob, change(article)) == few

    def test_another_address_is_another_picture_and_is_looked_for(self, as_bob):
        image = factories.pictured(factories.article())
        fields = form_fields(as_bob.get(change(image.article)).content.decode())

        response = as_bob.post(change(image.article), {**fields, "images-0-url": "https://paper.example/new.jpg"})

        assert response.status_code == 302
        assert ArticleImage.objects.get().picture is None
        assert "looked for after saving" in as_bob.get(change(image.article)).content.decode()


class TestQueue:
    def page(self, client) -> str:
        return client.get("/admin/queue/").content.decode()

    def test_our_copy_is_shown(self, as_alice):
        image = factories.pictured(factories.article())

        html = self.page(as_alice)

        assert image.shown.of("lead", "jpeg")[0].url in html
        assert picture_page(image.picture) in html
        assert "not among ours" not in html

    def test_what_an_editor_put_in_its_place_is_shown(self, as_alice):
        replacement = factories.copy()
        factories.pictured(factories.article(), factories.stored(**GONE, replacement=replacement))

        html = self.page(as_alice)

        assert replacement.of("lead", "jpeg")[0].url in html
        assert "broken" not in html

    def test_a_broken_one_says_why_and_where_it_stood(self, as_alice):
        image = factories.pictured(factories.article(), factories.stored(**GONE))

        html = self.page(as_alice)

        assert "Its picture is broken. The server has it no more." in html
        assert f'href="{image.url}"' in html

    def test_one_that_has_not_come_yet_is_a_link_and_nothing_is_loaded_from_there(self, as_alice):
        image = factories.pictured(factories.article(), factories.stored(copy=None))

        html = self.page(as_alice)

        assert "not among ours" in html
        assert f'src="{image.url}"' not in html

    @pytest.mark.parametrize("policy", [PicturePolicy.HOTLINK, PicturePolicy.NONE])
    def test_nothing_is_loaded_from_a_provider_that_wants_no_copies(self, as_alice, policy):
        image = factories.pictured(factories.article(provider=factories.provider(pictures=policy)))

        html = self.page(as_alice)

        assert f'src="{image.url}"' not in html
        assert f'href="{image.url}"' in html

    def test_logos_and_pictures_cost_the_same_for_ten_candidates_as_for_one(self, as_alice):
        def candidate():
            provider = factories.provider()
            factories.logo(provider)
            factories.pictured(factories.article(provider=provider))

        candidate()
        cost(as_alice, "/admin/queue/")
        few = cost(as_alice, "/admin/queue/")
        for _ in range(9):
            candidate()

        assert cost(as_alice, "/admin/queue/") == few


def test_logos_cost_lists_no_query_of_their_own(as_alice):
    def provider():
        made = factories.provider()
        factories.logo(made)
        factories.article(provider=made)

    for page in (LIST, "/admin/articles/provider/"):
        provider()
        cost(as_alice, page)
        few = cost(as_alice, page)
        for _ in range(5):
            provider()

        assert cost(as_alice, page) == few, page


class TestDashboard:
    def test_it_counts_what_needs_a_person_and_leads_there(self, as_vera):
        article = factories.published()
        factories.pictured(article, factories.stored(**GONE))
        factories.pictured(article, factories.stored(has_changed=True), title="")

        found = attention.needs()
        html = as_vera.get("/admin/dashboard/").content.decode()

        assert (found.missed, found.untold, found.changed) == (1, 1, 1)
        for tab in ("missed", "untold", "changed"):
            assert f'href="{PICTURES}?show={tab}"' in html
