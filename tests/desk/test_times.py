"""When an article is public: typed in the site's time zone, checked against the clock's odd hours, and told in a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.desk.times import outlook
from articles.images.social import draw_due
from articles.models import Article, SocialCard
from tests import factories
from tests.clock import clock
from tests.desk.pages import change, form_fields, said

pytestmark = pytest.mark.django_db


def opened(client, article) -> dict[str, str]:
    return form_fields(client.get(change(article)).content.decode())


def typed(**moments) -> dict[str, str]:
    parts = {}
    for name, text in moments.items():
        parts[f"{name}_0"], _, parts[f"{name}_1"] = text.partition(" ")
    return parts


@pytest.fixture
def berlin():
    with timezone.override("Europe/Berlin"):
        yield


def test_the_time_zone_and_its_time_stand_beside_each_field(as_alice, berlin):
    with clock(timezone.now()):
        html = as_alice.get(change(factories.article())).content.decode()
        hour = f"{timezone.localtime():%H:}"

    assert html.count("Europe/Berlin, now ") >= 4
    assert f"Not public before this time. Europe/Berlin, now {hour}" in html


def test_hours_are_typed_and_shown_in_that_zone(as_alice, berlin):
    article = factories.published()

    response = as_alice.post(change(article), {**opened(as_alice, article), **typed(publish_at="2099-12-03 09:00")}, follow=True)

    assert Article.objects.get().publish_at == datetime(2099, 12, 3, 8, tzinfo=UTC)
    assert any("Public from 3 Dec 2099 09:00. Times are of Europe/Berlin." in text for text in said(response))


@pytest.mark.parametrize(
    "moments, complaint",
    [
        ({"publish_at": "2099-05-02 00:00", "expires_at": "2099-05-01 00:00"}, "It must expire after it is published."),
        ({"publish_at": "2099-05-02 00:00", "expires_at": "2099-05-02 00:00"}, "It must expire after it is published."),
        ({"embargo_until": "2099-05-02 00:00", "expires_at": "2099-05-01 00:00"}, "It must expire after its embargo ends"),
        ({"publish_at": "2026-03-29 02:30"}, "02:30 on 29 March 2026 does not exist in Europe/Berlin"),
        ({"expires_at": "2026-10-25 02:30"}, "02:30 on 25 October 2026 comes twice in Europe/Berlin"),
        ({"embargo_until": "2026-10-25 02:00"}, "02:00 on 25 October 2026 comes twice in Europe/Berlin"),
        ({"publish_at": "0001-01-01 00:00"}, "The year must be from 1800 to 2200."),
        ({"expires_at": "9999-12-31 23:59"}, "The year must be from 1800 to 2200."),
        ({"publish_at": "2099-05-02"}, "Enter a valid time."),
        ({"publish_at": "2099-02-30 10:00"}, "Enter a valid date."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(as_alice, berlin, moments, complaint):
    article = factories.published()

    response = as_alice.post(change(article), {**opened(as_alice, article), **typed(**moments)})

    assert response.status_code == 200
    assert complaint in response.content.decode()
    assert form_fields(response.content.decode()).items() >= typed(**moments).items()
    assert Article.objects.get().version == 1


@pytest.mark.parametrize("moment", ["2026-03-29 01:59", "2026-03-29 03:00", "2026-10-25 01:59", "2026-10-25 03:00"])
def test_the_hours_around_the_change_of_clocks_are_taken(as_alice, berlin, moment):
    article = factories.published()

    assert as_alice.post(change(article), {**opened(as_alice, article), **typed(publish_at=moment)}).status_code == 302


def test_an_odd_schedule_of_before_does_not_block_the_edit_of_a_title(as_alice):
    past = timezone.now() - timedelta(days=9)
    article = factories.published(embargo_until=past, expires_at=past - timedelta(days=1))

    as_alice.post(change(article), {**opened(as_alice, article), "title": "After"})

    assert Article.objects.get().title == "After"


def test_whose_right_to_publish_was_taken_meanwhile_is_told_that_the_times_were_left(as_alice, alice):
    article = factories.scheduled("Before")
    fields = {**opened(as_alice, article), "title": "After", **typed(publish_at="2020-01-01 00:00")}
    alice.groups.set([alice.groups.model.objects.get(name="Contributors")])

    response = as_alice.post(change(article), fields, follow=True)

    now = Article.objects.get()
    assert (now.title, now.publish_at) == ("After", article.publish_at)
    assert "When it is public was left as it is: that is for those who may publish." in said(response)


@pytest.mark.parametrize(
    "state, moments, sentence",
    [
        ("published", {}, ""),
        ("published", {"publish_at": 1}, "Public from {publish_at}. Times are of UTC."),
        ("published", {"publish_at": -1}, "Public now. Times are of UTC."),
        ("published", {"publish_at": 1, "expires_at": 3}, "Public from {publish_at} until {expires_at}. Times are of UTC."),
        (
            "published",
            {"publish_at": 1, "expires_at": 5, "embargo_until": 2},
            "Public from {embargo_until} until {expires_at}; sealed under embargo until {embargo_until}. Times are of UTC.",
        ),
        ("published", {"expires_at": -1}, "Public until {expires_at}: that is over, readers do not see it."),
        ("article", {"publish_at": 1}, "Once published: public from {publish_at}. Times are of UTC."),
        ("article", {"expires_at": -1}, "Would have been public until {expires_at}: that is over, readers do not see it."),
        ("withdrawn", {"publish_at": 1}, "It is withdrawn; its times count for nothing until it is published again."),
    ],
)
def test_a_sentence_says_what_the_clock_will_do(state, moments, sentence):
    times = {name: timezone.now() + timedelta(days=days) for name, days in moments.items()}
    words = {name: f"{at:%-d %b %Y %H:%M}" for name, at in times.items()}

    assert outlook(getattr(factories, state)(**times)) == sentence.format(**words)


def test_readers_never_see_what_is_under_embargo(as_alice, client):
    article = factories.article("Sealed story")
    as_alice.post(change(article), {**opened(as_alice, article), **typed(embargo_until="2099-01-01 00:00")})
    as_alice.post(f"/admin/articles/article/{article.pk}/publish/", {"version": 2})
    assert Article.objects.get().status == "published"

    assert client.get(article.get_absolute_url()).status_code == 404
    for address in ("/", "/news/", "/api/news/", f"/api/news/item/{article.slug}/", "/api/changes/", "/sitemap.xml", "/feed/"):
        response = client.get(address, follow=True)
        assert b"Sealed story" not in response.content, address
    assert b"Sealed story" in as_alice.get(article.get_absolute_url()).content
    assert b'class="badge embargoed"' in as_alice.get(change(article)).content

    Article.objects.update(embargo_until=timezone.now() - timedelta(seconds=1))
    assert client.get(article.get_absolute_url()).status_code == 200
    assert b"Sealed story" in client.get("/news/").content


def test_what_is_sealed_again_loses_its_card_at_once(as_alice, django_capture_on_commit_callbacks):
    article = factories.published()
    draw_due()

    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(change(article), {**opened(as_alice, article), **typed(embargo_until="2099-12-03 09:00")})

    assert Article.objects.get().standing == "embargoed"
    assert not SocialCard.objects.exists()
