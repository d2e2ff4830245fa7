"""An article's own page: what it shows, to whom, and what it never shows."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from articles.models import ArticleImage, RelatedLink
from tests import factories

pytestmark = pytest.mark.django_db

HIDDEN = [
    *(factories.article, factories.declined, factories.scheduled),
    *(factories.embargoed, factories.expired, factories.superseded),
]


def page_of(client, article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_public_is_not_found(client, state):
    assert client.get(state().get_absolute_url()).status_code == 404


@pytest.mark.parametrize("state", HIDDEN[:4])
def test_what_was_withdrawn_before_it_was_public_answers_as_what_never_was(client, state):
    article, other = state(slug="early"), client.get("/news/nobody/").content.decode()
    article.withdraw()

    response = client.get(article.get_absolute_url())

    assert (response.status_code, response.content.decode().replace("early", "nobody")) == (404, other)


def test_what_was_public_before_it_waited_again_and_was_withdrawn_is_gone(client):
    article = factories.published()
    article.unpublish()
    article.withdraw()

    assert client.get(article.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("state", [*HIDDEN, factories.withdrawn])
def test_staff_see_what_is_not_public_and_that_it_is_not(client, state):
    client.force_login(factories.contributor())

    response = client.get(state("Draft").get_absolute_url())

    assert response.status_code == 200
    assert "Not public:" in response.content.decode()
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("permission, status", [("view_article", 200), ("change_article", 200), ("view_topic", 404)])
def test_whoever_may_see_or_change_articles_at_the_desk_sees_the_preview(client, permission, status):
    member = User.objects.create_user("dora", is_staff=True)
    member.user_permissions.add(Permission.objects.get(codename=permission))
    client.force_login(member)

    assert client.get(factories.article().get_absolute_url()).status_code == status


@pytest.mark.parametrize(
    "state, words",
    [
        (factories.article, "awaiting review"),
        (factories.declined, "declined"),
        (factories.scheduled, "due on"),
        (factories.embargoed, "embargoed until"),
        (factories.expired, "expired on"),
    ],
)
def test_the_preview_says_why(client, state, words):
    client.force_login(factories.editor())

    assert f"Not public: {words}" in page_of(client, state())


@pytest.mark.parametrize("state", HIDDEN)
def test_a_reader_with_an_account_sees_no_more_than_the_public(client, state):
    client.force_login(factories.reader())

    assert client.get(state().get_absolute_url()).status_code == 404


def test_anonymous_pages_do_not_vary_by_cookie(client, newsroom):
    for address in ("/", "/news/", "/news/story-1/", "/topics/", "/topics/vision/", "/providers/", "/providers/tide.example/", "/nowhere/"):
        response = client.get(address)
        assert "Cookie" not in response.get("Vary", ""), address
        assert not response.cookies


def test_a_title_with_markup_is_text(client):
    page = page_of(client, factories.published("<script>alert(1)</script> & <b>bold</b>", excerpt="<img src=x onerror=alert(1)>"))

    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in page


def test_entities_of_an_excerpt_are_what_they_meant(client):
    page = page_of(client, factories.published(excerpt="Fish&nbsp;&amp;   chips &lt;b&gt;"))

    assert "Fish &amp; chips &lt;b&gt;" in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", " javascript:alert(1)"])
def test_only_web_addresses_become_links(client, address):
    article = factories.published(web_url=address, original_url=address, amp_url=address)
    RelatedLink.objects.create(article=article, title="Elsewhere", web_url=address)
    ArticleImage.objects.create(article=article, url=address)

    page = page_of(client, article)

    assert f'"{address}' not in page
    assert "Elsewhere" in page


def test_the_original_and_the_amp_page_are_linked(client):
    page = page_of(client, factories.published(original_url="https://a.example/x?a=1&b=2", amp_url="https://a.example/amp"))

    assert 'href="https://a.example/x?a=1&amp;b=2"' in page
    assert 'href="https://a.example/amp"' in page


@pytest.mark.parametrize(
    "original, said",
    [
        ("https://youtu.be/nwsrm_demo2", "Watch on YouTube"),
        ("https://www.youtube.com/watch?v=nwsrm_demo2", "Watch on YouTube"),
        ("https://www.youtube.com/@tide", "Watch on YouTube"),
        ("https://tide.example/film/", "Watch at The Tide"),
        ("https://tide.example/share?u=https://youtu.be/nwsrm_demo2", "Watch at The Tide"),
        ("https://youtube.com.example/watch?v=nwsrm_demo2", "Watch at The Tide"),
    ],
)
def test_the_button_says_where_it_leads(client, original, said):
    factories.published(slug="film", type="video", original_url=original, provider=factories.provider("The Tide"))

    button = re.search(r'class="button"[^>]*>(.*?) <span', client.get("/news/film/").content.decode())[1]

    assert button == said


def test_other_coverage_leads_to_our_page_only_where_that_is_public(client):
    ours, hidden = factories.published("Ours", slug="ours"), factories.article("Hidden title", slug="hidden-slug")
    lead = factories.published()
    for position, target in enumerate((ours, hidden)):
        RelatedLink.objects.create(
            article=lead, target=target, title=f"Nested {position}", web_url=f"https://else.example/{position}", position=position
        )

    page = page_of(client, lead)

    assert 'href="/news/ours/"' in page and "https://else.example/0" not in page
    assert 'href="https://else.example/1"' in page
    assert "hidden-slug" not in page and "Hidden title" not in page


def test_a_member_of_a_story_names_its_lead(client):
    member = factories.published("Member")
    lead = factories.published("Lead of the story", slug="lead")
    RelatedLink.objects.create(article=lead, target=member, title="Member", web_url="https://else.example/")
    RelatedLink.objects.create(article=factories.article("Unseen lead"), target=member, title="Member", web_url="https://else.example/")

    page = page_of(client, member)

    assert "Lead of the story" in page and "Unseen lead" not in page


def test_no_story_stands_on_the_page_twice(client):
    vision = factories.topic("Vision")
    story, lead, covered, other = (factories.published(title, topics=[vision]) for title in ("Story", "Lead", "Covered", "Other"))
    for article, target in ((lead, story), (story, covered), (covered, story), (story, lead)):
        RelatedLink.objects.create(article=article, target=target, title=target.title, web_url=f"https://else.example/{target.slug}")

    context = client.get(story.get_absolute_url()).context

    assert [link.title for link in context["article"].related.all()] == ["Covered", "Lead"]
    assert [lead.title for lead in context["leads"]] == []
    assert [article.title for article in context["more"]] == ["Other"]
    story.related.filter(target=lead).delete()
    context = client.get(story.get_absolute_url()).context
    assert ([each.title for each in context["leads"]], [each.title for each in context["more"]]) == (["Lead"], ["Other"])


def test_the_newest_of_many_leads_are_named(client):
    member = factories.published("Member")
    for day in (2, 4, 1, 3):
        lead = factories.published(f"Lead of day {day}", published_at=factories.NEW_YEAR + timedelta(days=day))
        RelatedLink.objects.create(article=lead, target=member, title="Member", web_url="https://else.example/")

    assert [lead.title for lead in client.get(member.get_absolute_url()).context["leads"]] == [f"Lead of day {day}" for day in (4, 3, 2)]


def test_a_player_is_rebuilt_from_the_id_alone(client):
    featured = '<iframe src="https://www.youtube.com/embed/nwsrm_demo2" onload="alert(1)" class="theirs"></iframe>'

    page = page_of(client, factories.published(type="video", web_url="", featured_content=featured))

    assert 'data-video="nwsrm_demo2"' in page and "https://www.youtube.com/watch?v=nwsrm_demo2" in page
    assert "theirs" not in page and "<iframe" not in page


def test_the_sealed_payload_and_the_body_are_never_shown(client):
    page = page_of(client, factories.published(extra={"secured": "c2VjcmV0;aXY="}, body="<p>Their whole text</p>"))

    assert "c2VjcmV0" not in page and "Their whole text" not in page


def test_pages_allow_our_own_pictures_the_player_and_nothing_else(client):
    policy = client.get(factories.published().get_absolute_url())["Content-Security-Policy"]

    assert "default-src 'self'" in policy and "img-src 'self'" in policy
    assert "frame-src https://www.youtube-nocookie.com" in policy and "unsafe-inline" not in policy


def test_what_others_need_to_know_of_the_page(client, settings):
    settings.SITE_URL = "https://news.example"
    article = factories.published("Birds & shadows", slug="birds", excerpt="Counted.")
    file = factories.pictured(article).shown.of("lead", "jpeg")[-1]

    page = page_of(client, article)

    assert '<link rel="canonical" href="https://news.example/news/birds/">' in page
    assert '<meta property="og:title" content="Birds &amp; shadows">' in page
    assert f'<meta property="og:image" content="https://news.example{file.url}">' in page
    assert '<meta name="description" content="Counted.">' in page
