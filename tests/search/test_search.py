"""What is found, and in which order: the same on both databases. The suite runs on each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import search
from articles.models import Article, ArticleTopic, SearchDocument
from articles.search import Narrowing, find, matching, parse
from articles.taxonomy import TopicTree
from tests import factories
from tests.search.hostile import HOSTILE

pytestmark = pytest.mark.django_db


def found(typed: str, **narrowing) -> list[str]:
    """Titles of published articles, the best first."""
    keys = find(Article.objects.published(), parse(typed), Narrowing(**narrowing)).keys
    titles = dict(Article.objects.filter(pk__in=keys).values_list("pk", "title"))
    return [titles[key] for key in keys]


@pytest.fixture
def three(db):
    """Of a harbour in the title, in the topic, in the excerpt; all of one age."""
    at = {"published_at": timezone.now() - timedelta(days=2)}
    factories.published("Cranes at night", excerpt="Seen from the harbour wall.", **at)
    factories.published("Cranes by day", topics=[factories.topic("Harbour life")], **at)
    factories.published("Harbour cranes", **at)


@pytest.mark.parametrize(
    "typed, titles",
    [
        ("robot", {"The robot’s harbour"}),
        ("ROBOT harbour", {"The robot’s harbour"}),
        ("robot's", {"The robot’s harbour"}),
        ("robots", set()),
        ("robot café", set()),
        ("cafe", {"A café for économistes"}),
        ("CAFÉ", {"A café for économistes"}),
        ('"robot\'s harbour"', {"The robot’s harbour"}),
        ('"harbour robot"', set()),
        ("econ*", {"A café for économistes"}),
        ("onomistes", set()),
        ("東京", {"東京の駅"}),
        ("京東", set()),
        ("駅", {"東京の駅"}),
        ("harbour OR cafe", set()),
        ("c++", {"C in practice"}),
        ("strasse", {"Straße"}),
        ("title", set()),
    ],
)
def test_words_are_found_as_they_are_meant(typed, titles):
    for title in ("The robot’s harbour", "A café for économistes", "東京の駅", "C in practice", "Straße"):
        factories.published(title, excerpt="")

    assert set(found(typed)) == titles


def test_a_phrase_stands_in_one_text_in_this_order():
    factories.published("Open data", excerpt="for harbours")
    factories.published("Data open", excerpt="")

    assert found('"open data"') == ["Open data"]
    assert found('"data for"') == []
    assert set(found("open data")) == {"Open data", "Data open"}


def test_what_is_excluded_is_not_found():
    market = factories.topic("Markets")
    factories.published("Fish market harbour")
    factories.published("Harbour by night", topics=[market])
    factories.published("Harbour by day")

    assert set(found("harbour -market")) == {"Harbour by night", "Harbour by day"}
    assert set(found("harbour -markets")) == {"Fish market harbour", "Harbour by day"}
    assert set(found('harbour -"by day"')) == {"Fish market harbour", "Harbour by night"}
    assert found("-market") == []


def test_the_beginning_of_the_last_word_is_enough_while_somebody_types():
    factories.published("Harbour cranes")

    assert find(Article.objects.published(), parse("harbour cra", typing=True)).keys
    assert not find(Article.objects.published(), parse("harbour cra")).keys
    assert find(Article.objects.published(), parse('"harbour cra', typing=True)).keys


def test_articles_are_found_by_topic_and_by_provider_under_both_its_names():
    paper = factories.provider("Harbour Courier")
    factories.published("One", topics=[factories.topic("Computer Vision")])
    factories.published("Two", provider=paper, provider_details={"name": "Courier TV"})
    factories.published("Three", provider=paper)

    assert found("vision") == ["One"] and found('"computer vision"') == ["One"] and found("comp*") == ["One"]
    assert found('"courier tv"') == ["Two"]
    assert set(found("harbour courier")) == {"Two", "Three"}


def test_a_renamed_topic_or_provider_is_found_by_its_new_name_alone():
    topic, paper = factories.topic("Robots"), factories.provider("Courier")
    factories.published("One", topics=[topic], provider=paper)

    topic.name, paper.name = "Machines", "Herald"
    topic.save(update_fields=["name"])
    paper.save()

    assert found("machines") == found("herald") == ["One"]
    assert found("robots") == found("courier") == []


def test_a_title_counts_for_more_than_a_topic_and_a_topic_for_more_than_an_excerpt(three):
    assert found("harbour") == ["Harbour cranes", "Cranes by day", "Cranes at night"]


def test_the_title_that_says_all_in_one_piece_comes_first():
    at = {"published_at": timezone.now() - timedelta(days=2), "excerpt": ""}
    factories.published("Data that is open", **at)
    factories.published("Open data", **at)
    factories.published("Data, open", **at)

    assert found("open data")[0] == "Open data"


def test_of_two_that_say_it_alike_the_fresh_one_comes_first_and_an_old_title_before_a_fresh_excerpt():
    now = timezone.now()
    factories.published("Harbour, last month", published_at=now - timedelta(days=30))
    factories.published("Harbour, today", published_at=now)
    factories.published("Today", excerpt="The harbour.", published_at=now)

    assert found("harbour") == ["Harbour, today", "Harbour, last month", "Today"]


def test_filters_narrow_what_is_found():
    topic, paper = factories.topic(), factories.provider()
    one = factories.published("Harbour one", topics=[topic], provider=paper, type="video")
    factories.published("Harbour two")
    day = timedelta(days=1)

    assert (
        found("harbour", topics=[topic.pk, 10**6]) == found("harbour", provider=paper.pk) == found("harbour", type="video") == [one.title]
    )
    assert len(found("harbour", since=one.published_at.replace(second=0, microsecond=0))) == 2
    assert found("harbour", until=one.published_at - day) == found("harbour", since=one.published_at + day) == []


def test_narrowing_never_finds_what_the_articles_do_not_hold():
    factories.published("Harbour", type="video")

    assert find(Article.objects.published().filter(type="article"), parse("harbour"), Narrowing(type="video")).keys == []
    assert find(Article.objects.none(), parse("harbour")).keys == []


@pytest.mark.parametrize(
    "state", [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.embargoed, factories.expired]
)
def test_what_is_not_public_is_neither_found_nor_counted_and_is_found_where_the_desk_looks(state):
    hidden = state("Harbour untold", topics=[factories.topic("Untold")], provider=factories.provider("Untold"))
    for typed in ("harbour", "untold", "unto*", '"harbour untold"', "untold -told"):
        result = find(Article.objects.published(), parse(typed))
        assert (result.keys, result.is_cut, result.facets) == ([], False, {})

    assert find(Article.objects.all(), parse("untold")).keys == [hidden.pk]


def test_publishing_and_taking_back_need_no_change_of_the_index():
    article = factories.article("Harbour")
    before = list(SearchDocument.objects.values_list())

    article.publish()
    assert found("harbour") == ["Harbour"]
    article.withdraw()
    assert found("harbour") == []
    assert list(SearchDocument.objects.values_list()) == before


def test_totals_and_counts_are_exact_up_to_the_window_and_the_newest_are_in_it():
    above = factories.topic()
    topic = factories.topic(parent=above)
    tree = TopicTree.everything()
    for number in range(6):
        factories.published(
            f"Harbour {number}",
            topics={1: [topic], 3: [above, topic], 5: [above]}.get(number, []),
            type="video" if number == 0 else "article",
        )
    everything = Article.objects.published()

    whole = find(everything, parse("harbour"), window=6)
    cut = find(everything, parse("harbour"), window=4)

    assert (len(whole.keys), whole.is_cut, whole.topics(tree.ids_above), whole.facets["_kvideo"]) == (
        6,
        False,
        {above.pk: 3, topic.pk: 2},
        1,
    )
    newest = set(everything.newest_first().values_list("pk", flat=True)[:4])
    assert (set(cut.keys), cut.is_cut, cut.facets["_kvideo"]) == (newest, True, 0)
    assert cut.topics(tree.ids_above) == {above.pk: 2, topic.pk: 1}


def test_the_newest_is_told_by_the_articles_date_and_not_by_when_it_came():
    old = factories.published("Harbour", published_at=factories.NEW_YEAR - timedelta(days=9000))
    new = factories.published("Harbour", published_at=factories.NEW_YEAR)
    factories.published("Harbour", published_at=factories.NEW_YEAR - timedelta(days=20))

    assert find(Article.objects.published(), parse("harbour"), window=1).keys == [new.pk]
    old.published_at = factories.NEW_YEAR + timedelta(days=1)
    old.save()
    assert find(Article.objects.published(), parse("harbour"), window=1).keys == [old.pk]


def test_matching_leaves_the_order_to_whoever_asks():
    for number in (1, 3, 2):
        factories.published(f"Harbour {number}", published_at=factories.NEW_YEAR + timedelta(days=number))

    articles = matching(Article.objects.published(), parse("harbour"))

    assert [article.title[-1] for article in articles.newest_first()] == ["3", "2", "1"]


def test_five_hundred_hostile_queries_are_answered(three):
    for typed in HOSTILE:
        for typing in (False, True):
            assert len(find(Article.objects.published(), parse(typed, typing=typing)).keys) <= 3


def test_a_text_of_any_kind_can_be_indexed():
    for text in HOSTILE:
        clean = text.replace("\x00", "").encode("utf-8", "ignore").decode()
        factories.published(clean[:500].strip() or "x", excerpt=clean, provider_details={"name": clean}, type=clean[:50])
    factories.published("Needle")

    assert found("needle") == ["Needle"]


def test_asking_takes_three_queries(three, django_assert_num_queries):
    with django_assert_num_queries(3):
        search.find(Article.objects.published(), parse("harbour -x"))


def test_a_topic_that_is_taken_off_is_not_found_by():
    article = factories.published("One", topics=[factories.topic("Harbour")])
    assert found("harbour") == ["One"]

    ArticleTopic.objects.get(article=article).delete()

    assert found("harbour") == []


@pytest.mark.parametrize("kind", [factories.topic, factories.provider])
def test_a_topic_or_provider_is_found_by_its_name_however_many_there_are_that_nobody_sees(kind):
    def about(one) -> dict:
        return {"topics": [one]} if kind is factories.topic else {"provider": one}

    for number in range(60):
        hide = (factories.article, factories.scheduled, factories.expired)[number % 3]
        hide("Cranes", **about(kind(f"Harbour {number}")))
    factories.published("Seen", **about(kind("Harbour life")))

    assert found("harbour") == ["Seen"]
