"""How the site writes pictures: our copies, over what holds their place."""

import re

import pytest

from articles.models import Article, ArticleImage, Picture, PictureCopy, PicturePolicy
from articles.templatetags.pictures import credit, large_logo, logo, own_shape, picture
from tests import factories

pytestmark = pytest.mark.django_db


def card(**fields) -> Article:
    return read(factories.published(**fields))


def read(article: Article) -> Article:
    """As lists read it."""
    return Article.objects.for_cards().get(pk=article.pk)


def pictured(**fields) -> Article:
    article = factories.published(**fields)
    factories.pictured(article)
    return read(article)


class TestACopy:
    @pytest.mark.parametrize("role, widths", [("card", [320, 640]), ("lead", [640])])
    def test_is_offered_in_every_width_that_we_have_and_as_a_jpeg(self, role, widths):
        article = pictured()
        html = picture(article, role)

        copy = article.pictures[0].shown
        assert 'sizes="' in html
        assert re.search(r'srcset="([^"]*)"', html)[1] == ", ".join(f"{file.url} {file.width}w" for file in copy.of(role, "webp"))
        assert [file.width for file in copy.of(role, "webp")] == widths
        assert f'src="{copy.of(role, "jpeg")[-1].url}"' in html

    def test_of_a_thumbnail_is_offered_for_coarse_and_for_fine_screens(self):
        article = pictured()
        small, large = article.pictures[0].shown.of("thumbnail", "webp")

        assert f'src="{small.url}" srcset="{large.url} 2x"' in picture(article, "thumbnail")

    def test_stands_over_its_own_colour_and_says_how_large_it_is(self):
        article = pictured()
        html = picture(article, "card")

        assert html.index(f'color="{article.pictures[0].shown.colour}"') < html.index("<img")
        assert 'width="640" height="360"' in html

    def test_is_asked_of_nobody_else(self):
        assert "http" not in picture(pictured(), "lead")

    def test_of_the_first_screen_comes_first_and_the_others_when_they_are_scrolled_to(self):
        article = pictured()

        assert 'fetchpriority="high"' in picture(article, "lead") and "lazy" not in picture(article, "lead")
        assert 'loading="lazy"' in picture(article, "card")

    def test_is_cut_by_the_page_around_its_focal_point(self):
        assert 'class="fx1 fy1"' in picture(pictured(), "lead")

    def test_is_no_wider_than_its_provider_allows(self):
        article = pictured(provider=factories.provider(widest=400))
        copy = article.pictures[0].shown

        for role, width in (("card", 320), ("lead", 320)):
            html = picture(article, role)
            assert f'width="{width}"' in html and "640w" not in html
            assert not any(file.url in html for file in copy.of("lead", "jpeg"))

    def test_is_a_drawing_where_its_provider_allows_less_than_we_have(self):
        assert "<img" not in picture(pictured(provider=factories.provider(widest=100)), "card")

    def test_carries_an_editors_words_before_those_of_the_file(self):
        article = factories.published()
        image = factories.pictured(article, title='"><b>IMG_1')
        assert 'alt="&quot;&gt;&lt;b&gt;IMG_1"' in picture(read(article))

        Picture.objects.filter(pk=image.picture_id).update(alt="A crane & its driver")
        assert 'alt="A crane &amp; its driver"' in picture(read(article))

        Picture.objects.filter(pk=image.picture_id).update(alt="", is_decoration=True)
        assert 'alt=""' in picture(read(article))

    def test_gives_way_to_what_an_editor_put_in_its_place(self):
        article = factories.published()
        image = factories.pictured(article)
        ours = factories.copy()
        Picture.objects.filter(pk=image.picture_id).update(replacement=ours)

        assert ours.of("card", "jpeg")[-1].url in picture(read(article))

    def test_of_the_second_picture_is_shown_where_there_is_none_of_the_first(self):
        article = factories.published()
        factories.pictured(article, factories.stored(copy=None), attribution="Nobody")
        second = factories.pictured(article, attribution="Ann")

        assert second.shown.of("card", "jpeg")[-1].url in picture(read(article))
        assert credit(read(article)) == "Ann"


class TestWithoutACopy:
    def test_a_drawing_stands_in_its_place_and_nothing_is_loaded(self):
        article = factories.published(type="video")
        factories.pictured(article, factories.stored(copy=None))

        html = picture(read(article))

        assert "<img" not in html and 'class="drawn"' in html and 'class="picture video"' in html

    @pytest.mark.parametrize(
        "size, box", [((1200, 675), "1778 1000"), ((10, 4000), "800 1000"), ((4000, 10), "2400 1000"), ((None, None), "16 9")]
    )
    def test_the_box_has_the_shape_that_the_file_declares_within_reason(self, size, box):
        article = factories.published()
        ArticleImage.objects.create(article=article, url="https://x.example/1.jpg", width=size[0], height=size[1])

        assert f'viewBox="0 0 {box}"' in own_shape(read(article))

    def test_the_box_of_a_copy_has_its_real_shape(self):
        article = factories.published()
        factories.pictured(article, width=10, height=4000)

        assert 'viewBox="0 0 1333 1000"' in own_shape(read(article))

    def test_an_article_without_any_picture_has_a_drawing_alone(self):
        html = picture(card())

        assert "<img" not in html and "<svg" in html


class TestWhatAProviderAllows:
    def test_its_pictures_are_loaded_from_its_own_server_only_where_that_is_said(self):
        article = factories.published(provider=factories.provider(pictures=PicturePolicy.HOTLINK))
        factories.pictured(article, url='https://x.example/"><script>.jpg', title='"onload="x')

        html = picture(read(article))

        assert 'class="elsewhere" referrerpolicy="no-referrer" src="https://x.example/' in html
        assert "<script>" not in html and '"onload=' not in html

    def test_none_are_shown_where_that_is_said_and_nobody_is_named(self):
        article = factories.published(provider=factories.provider(pictures=PicturePolicy.NONE))
        factories.pictured(article, attribution="Ann")

        assert "<img" not in picture(read(article)) + own_shape(read(article))
        assert credit(read(article)) == ""

    def test_only_web_addresses_are_loaded_from_elsewhere(self):
        article = factories.published(provider=factories.provider(pictures=PicturePolicy.HOTLINK))
        ArticleImage.objects.create(article=article, url="javascript:alert(1)")

        assert "<img" not in picture(read(article))


class TestALogo:
    def test_is_our_copy_and_at_the_head_of_a_page_in_the_width_that_the_screen_needs(self):
        paper = factories.provider()
        copy = factories.logo(paper).copy
        small, *larger = copy.of("logo", "webp")

        html = logo(card(provider=paper))
        assert f'src="{small.url}"' in html and 'alt=""' in html and "srcset" not in html

        html = large_logo(paper)
        assert f'src="{small.url}"' in html and 'alt=""' in html
        assert larger and all(f"{file.url} {file.width}w" in html for file in larger)

    def test_is_a_letter_where_there_is_none_or_not_yet(self):
        paper = factories.provider("Tide")
        paper.logo = factories.stored(use="logo", copy=None)
        paper.save()

        assert ">T</text>" in logo(paper)
        assert "<svg" in logo(card(provider_details={"name": "<b>"}))


def test_a_list_of_pictures_takes_no_more_queries_than_one_of_drawings(django_assert_num_queries):
    for number in range(5):
        paper = factories.provider()
        factories.logo(paper)
        article = factories.published(provider=paper)
        if number:
            factories.pictured(article)

    with django_assert_num_queries(3):
        for article in Article.objects.for_cards():
            picture(article), own_shape(article), logo(article), credit(article)


def test_the_files_of_a_copy_are_named_whatever_their_role():
    copy = PictureCopy(master="m/a", files={"card": {"webp": [[3, 2, "p/b"]]}, "lead": {"jpeg": [[3, 2, "p/c"]]}})

    assert copy.names() == {"m/a", "p/b", "p/c"}
