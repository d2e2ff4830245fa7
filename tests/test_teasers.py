"""A teaser says of an article what the article itself says, in three queries."""

import pytest

from articles.models import Article, ArticleImage, ArticleTopic, Picture, PicturePolicy
from articles.teasers import teasers
from articles.templatetags.pictures import credit, logo, picture
from tests import factories

pytestmark = pytest.mark.django_db


def of_many_kinds() -> None:
    """Articles with and without topics, a provider, a logo, pictures, copies, replacements."""
    paper, film, bare = factories.provider(), factories.provider(pictures=PicturePolicy.HOTLINK), factories.provider()
    factories.logo(paper)
    replaced = factories.logo(film)
    Picture.objects.filter(pk=replaced.pk).update(replacement=factories.copy("logo"))
    robots, law = factories.topic("Robots"), factories.topic("Law & <order>")
    for number, provider in enumerate((paper, film, bare, None, paper, factories.provider(pictures=PicturePolicy.NONE), paper)):
        about = (robots, law)[: number % 3]
        article = factories.published(f"{number} & <b>", provider=provider, topics=about, type="video" if number % 2 else "article")
        if number % 4:
            image = factories.pictured(article, title="Of the file", attribution="Ann")
            Picture.objects.filter(pk=image.picture_id).update(alt="Of an editor" if number % 2 else "", is_decoration=number == 6)
            if number == 5:
                Picture.objects.filter(pk=image.picture_id).update(replacement=factories.copy())
        ArticleImage.objects.create(article=article, position=1, url="https://x.example/2.jpg", width=30, height=20)
    factories.published(provider=paper, provider_details={"name": "A channel of it"})
    ArticleTopic.objects.filter(topic=robots).update(position=7)


def test_it_says_what_the_article_says():
    of_many_kinds()

    told = teasers(Article.objects.newest_first())
    whole = list(Article.objects.newest_first().for_cards())

    assert [teaser.pk for teaser in told] == [article.pk for article in whole] and len(whole) == 8
    for teaser, article in zip(told, whole, strict=True):
        for name in ("path", "listed_at", "category", "slug", "title", "excerpt", "type", "provider_name"):
            assert getattr(teaser, name) == getattr(article, name), name
        assert teaser.get_absolute_url() == article.get_absolute_url()
        topics = [(topic.name, topic.get_absolute_url()) for topic in article.topics_in_order]
        assert [(str(topic), topic.get_absolute_url()) for topic in teaser.topics_in_order] == topics
        assert [picture(teaser, role) for role in ("thumbnail", "card")] == [picture(article, role) for role in ("thumbnail", "card")]
        assert (logo(teaser), credit(teaser)) == (logo(article), credit(article))
        if article.provider:
            assert teaser.provider.name == article.provider.name
            assert teaser.provider.get_absolute_url() == article.provider.get_absolute_url()


def test_reading_takes_three_queries_however_many_there_are(django_assert_num_queries):
    of_many_kinds()
    with django_assert_num_queries(3):
        teasers(Article.objects.newest_first()[:2])
    with django_assert_num_queries(3):
        teasers(Article.objects.newest_first())


def test_of_nothing_there_is_nothing_to_read_on(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert teasers(Article.objects.all()) == []


def test_those_with_the_same_values_are_the_same_and_any_other_value_makes_another():
    of_many_kinds()
    told = teasers(Article.objects.newest_first())

    assert set(told) == set(teasers(Article.objects.newest_first())) and len(set(told)) == len(told)

    Picture.objects.filter(alt="Of an editor").update(alt="Of another editor")
    assert len(set(told) & set(teasers(Article.objects.newest_first()))) < len(told)
