"""One FilterSet for site, API and desk: what it takes, and what it says about what it cannot take."""

from datetime import UTC, datetime

import pytest

from articles.filters import ArticleFilter
from articles.models import Article
from articles.taxonomy import TopicTree
from tests import factories

pytestmark = pytest.mark.django_db


def chosen(**asked) -> list[str]:
    narrowed = ArticleFilter(asked, Article.objects.published())
    assert narrowed.is_valid(), narrowed.errors
    return sorted(narrowed.qs.values_list("title", flat=True))


def refused(**asked) -> dict[str, list[str]]:
    narrowed = ArticleFilter(asked, Article.objects.published())
    assert not narrowed.is_valid()
    return narrowed.errors


def test_a_topic_includes_the_topics_below_it():
    science = factories.topic("Science", slug="science")
    physics = factories.topic("Physics", slug="physics", parent=science)
    optics = factories.topic("Optics", slug="optics", parent=physics)
    factories.published("Lens", topics=[optics])
    factories.published("Atom", topics=[physics, optics])
    factories.published("Poem")

    assert chosen(topic="science") == ["Atom", "Lens"]
    assert chosen(topic="physics") == ["Atom", "Lens"]
    assert chosen(topic="optics") == ["Atom", "Lens"]


def test_a_topic_may_be_in_any_script():
    factories.published("見出し", topics=[factories.topic("写真", slug="写真")])

    assert chosen(topic="写真") == ["見出し"]


def test_topics_that_stand_below_each_other_in_a_circle_end():
    egg = factories.topic("Egg", slug="egg")
    hen = factories.topic("Hen", slug="hen", parent=egg)
    egg.parent = hen
    egg.save()
    factories.published("Which was first", topics=[egg])

    assert chosen(topic="hen") == ["Which was first"]


def test_a_provider_may_be_asked_for_by_its_name():
    factories.published("Theirs", provider=factories.provider("The Tide", domain="tide.example"))
    factories.published("Another's", provider=factories.provider("Tide", domain="other.example"))

    factories.published("Sweet", provider=factories.provider("Éclair & Straße", domain="eclair.example"))
    factories.published("Silent", provider=factories.provider("!!!", domain="silent.example"))

    assert chosen(provider="the tide") == chosen(provider=" The  Tide ") == ["Theirs"]
    assert chosen(provider="éclair STRASSE") == ["Sweet"]
    assert chosen(provider="!!!") == ["Silent"]
    assert refused(provider="???")["provider"] == ["There is no provider with this name or domain."]
    assert refused(provider="The")["provider"] == ["There is no provider with this name or domain."]


def test_a_name_that_several_providers_have_is_asked_back_but_a_domain_is_enough():
    for domain in ("b.example", "a.example"):
        factories.published(f"Of {domain}", provider=factories.provider("Courier", domain=domain))
    factories.published("Third", provider=factories.provider("a.example", domain="c.example"))

    assert refused(provider="Courier")["provider"] == ["Several providers have this name. Write one of their domains: a.example, b.example"]
    assert chosen(provider="a.example") == ["Of a.example"], "a domain goes before a name"

    for number in range(12):
        factories.published(provider=factories.provider("Courier", domain=f"more{number}.example"))
    assert refused(provider="courier")["provider"][0].endswith("more5.example, …")


def test_a_name_without_anything_to_read_is_as_unknown_as_none():
    factories.article(provider=factories.provider("Hidden", domain="hidden.example"))

    assert "provider" in refused(provider="Hidden")


def test_a_provider_is_named_by_its_domain_in_any_case():
    paper = factories.provider(domain="paper.example")
    factories.published("Theirs", provider=paper)
    factories.published("Another's", provider=factories.provider())

    assert chosen(provider="Paper.Example ") == ["Theirs"]


def test_both_days_are_included_in_the_zone_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Copenhagen"
    for hour, title in ((22, "still the 1st"), (23, "the 2nd in Copenhagen")):
        factories.published(title, published_at=datetime(2026, 2, 1, hour, 30, tzinfo=UTC))

    assert chosen(since="2026-02-02") == ["the 2nd in Copenhagen"]
    assert chosen(until="2026-02-01") == ["still the 1st"]
    assert len(chosen(since="2026-02-01", until="2026-02-02")) == 2


def test_a_type_chooses_videos():
    factories.published("Film", type="video")
    factories.published("Text")

    assert chosen(type="video") == ["Film"]


def test_empty_fields_choose_everything():
    factories.published("Text")

    assert chosen(topic="", provider="", type="", since="", until="") == ["Text"]


@pytest.mark.parametrize(
    "asked",
    [
        {"topic": "nowhere"},
        {"topic": "a\0b"},
        {"topic": "x" * 9999},
        {"provider": "nobody.example"},
        {"provider": "a\0b"},
        {"type": "poem"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"until": "2026-02-30"},
        {"since": "1" * 5000},
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_an_error_of_its_field(asked):
    assert list(refused(**asked)) == list(asked)


def test_the_first_day_may_not_be_after_the_last():
    assert refused(since="2026-02-02", until="2026-02-01") == {"__all__": ["The first day is after the last."]}


def test_what_only_unpublished_articles_have_is_unknown():
    paper, topic = factories.provider(), factories.topic()
    factories.article(provider=paper, topics=[topic])

    assert refused(provider=paper.domain) == refused(provider="nobody.example")
    assert refused(topic=topic.slug) == refused(topic="nowhere")


def test_a_desk_that_gives_all_topics_and_articles_is_answered():
    paper, topic = factories.provider(), factories.topic()
    factories.article("Draft", provider=paper, topics=[topic])

    narrowed = ArticleFilter({"topic": topic.slug, "provider": paper.domain}, Article.objects.all(), topics=TopicTree.everything())

    assert [article.title for article in narrowed.qs] == ["Draft"]
