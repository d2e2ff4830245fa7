"""A provider's logo, and what becomes of the pictures of its articles."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Picture, PictureCopy, PicturePolicy, Provider
from tests import factories
from tests.desk.pages import form_fields, said
from tests.images import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return factories.provider("The Paper")


def page(provider) -> str:
    return reverse("admin:articles_provider_change", args=[provider.pk])


def opened(client, provider) -> dict[str, str]:
    return form_fields(client.get(page(provider)).content.decode(), "provider_form")


def save(client, provider, fields=None, **typed):
    return client.post(page(provider), {**(fields or opened(client, provider)), **typed}, follow=True)


def file(content, name="logo.png"):
    return SimpleUploadedFile(name, content, "image/png")


class TestLogo:
    def test_an_uploaded_one_is_shaped_and_shown_everywhere(self, as_bob, paper):
        save(as_bob, paper, new_logo=file(pictures.logo()))

        logo = Provider.objects.get().logo
        assert logo.address == f"upload:{logo.copy.digest}"
        assert set(logo.copy.files) == {"logo"}
        address = logo.copy.of("logo", "webp")[0].url
        factories.article("Old maps", provider=paper)
        for where in ("/admin/articles/provider/", "/admin/articles/article/", page(paper)):
            assert address in as_bob.get(where).content.decode(), where

    def test_the_change_is_in_the_admins_log(self, as_bob, bob, paper):
        save(as_bob, paper, new_logo=file(pictures.logo()))

        entry = LogEntry.objects.get()
        assert (entry.user, "New logo" in entry.get_change_message()) == (bob, True)

    def test_the_same_file_for_two_providers_is_one_picture(self, as_bob, paper):
        other = factories.provider()
        for provider in (paper, other):
            save(as_bob, provider, new_logo=file(pictures.logo()))

        assert Provider.objects.get(pk=paper.pk).logo == Provider.objects.get(pk=other.pk).logo
        assert Picture.objects.count() == 1

    def test_a_new_provider_gets_one_too(self, as_bob):
        add = "/admin/articles/provider/add/"
        fields = form_fields(as_bob.get(add).content.decode(), "provider_form")

        as_bob.post(add, {**fields, "name": "New", "domain": "new.example", "new_logo": file(pictures.logo())})

        assert Provider.objects.get().logo is not None

    def test_it_is_taken_off_by_a_tick(self, as_bob, paper):
        factories.logo(paper)

        save(as_bob, paper, no_logo="on")

        assert Provider.objects.get().logo is None

    @pytest.mark.parametrize("content, why", [(b"<svg/>", "not a picture of a kind"), (pictures.gif_of_size(30_000, 30_000), "too large")])
    def test_what_is_no_picture_is_refused_beside_the_field(self, as_bob, paper, content, why):
        response = save(as_bob, paper, name="Other", new_logo=file(content))

        assert why in str(response.context["adminform"].form.errors["new_logo"])
        assert Provider.objects.get().name == "The Paper"
        assert not PictureCopy.objects.exists()

    def test_more_than_ten_megabytes_are_refused(self, as_bob, paper):
        response = save(as_bob, paper, new_logo=file(bytes(10 * 2**20 + 1)))

        assert "larger than 10 MB" in str(response.context["adminform"].form.errors["new_logo"])

    def test_a_logo_and_none_is_a_contradiction(self, as_bob, paper):
        response = save(as_bob, paper, no_logo="on", new_logo=file(pictures.logo()))

        assert "take out the tick or the file" in response.content.decode()
        assert Provider.objects.get().logo is None

    def test_who_is_overtaken_is_told_and_overwrites_nothing(self, as_bob, paper):
        fields = opened(as_bob, paper)
        theirs = factories.logo(paper)

        response = save(as_bob, paper, fields, new_logo=file(pictures.logo()))

        assert "Somebody else changed its logo" in response.content.decode()
        assert Provider.objects.get().logo == theirs

    def test_nothing_of_a_viewers_upload_is_looked_at(self, as_vera, paper):
        response = as_vera.post(page(paper), {"name": "Other", "new_logo": file(pictures.logo())})

        assert response.status_code == 403
        assert not PictureCopy.objects.exists()


class TestPolicy:
    def test_who_wants_copies_again_has_its_missing_pictures_fetched(self, as_bob, paper):
        Provider.objects.update(pictures=PicturePolicy.NONE)
        missing = factories.pictured(factories.article(provider=paper), factories.stored(copy=None)).picture
        others = factories.pictured(factories.article(), factories.stored(copy=None)).picture

        response = save(as_bob, paper, pictures="copy")

        assert Picture.objects.get(pk=missing.pk).due_at is not None
        assert Picture.objects.get(pk=others.pk).due_at is None
        assert "1 of its pictures are fetched now." in said(response)

    @pytest.mark.parametrize("policy", ["hotlink", "none"])
    def test_who_wants_none_is_asked_for_nothing_more(self, as_bob, paper, policy):
        waiting = factories.pictured(factories.article(provider=paper), factories.stored(copy=None, due_at=timezone.now())).picture

        save(as_bob, paper, pictures=policy)

        assert Picture.objects.get(pk=waiting.pk).due_at is None

    def test_each_choice_says_what_it_means(self, as_bob, paper):
        html = as_bob.get(page(paper)).content.decode()

        assert html.count('type="radio"') == 3
        assert "a drawing stands in their place" in html

    def test_a_width_is_stored_and_a_silly_one_refused(self, as_bob, paper):
        save(as_bob, paper, widest="800")
        refused = save(as_bob, paper, widest="20")

        assert Provider.objects.get().widest == 800
        assert refused.context["adminform"].form.errors["widest"]

    @pytest.mark.parametrize("change", [{"pictures": "none"}, {"widest": "400"}])
    def test_what_readers_see_otherwise_is_a_change_of_each_article_with_pictures(self, as_bob, paper, change):
        factories.pictured(factories.published("Pictured", provider=paper))
        factories.published("Plain", provider=paper)
        factories.pictured(factories.published("Of another"))
        before = timezone.now()

        save(as_bob, paper, **change)
        save(as_bob, paper, description="Of the north")

        assert [article.title for article in Article.objects.filter(updated_at__gt=before)] == ["Pictured"]
