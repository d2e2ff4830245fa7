"""The list of pictures that need a person: its tabs, its rows, its one action, at a fixed cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Picture, PictureCopy, PictureEdit, Use
from tests import factories
from tests.desk.pages import PICTURES, picture_page, said

pytestmark = pytest.mark.django_db


def broken(**fields) -> Picture:
    return factories.stored(copy=None, **{"error": "status-404", "error_text": "The server has it no more.", **fields})


def listed(client, tab="") -> list[Picture]:
    return client.get(f"{PICTURES}?show={tab}" if tab else PICTURES).context["cl"].result_list


def one_of_each() -> dict[str, Picture]:
    """A picture for each tab, in that one alone (and in "all")."""
    article = factories.article()
    made = {
        "broken": broken(),
        "untold": factories.stored(),
        "changed": factories.stored(has_changed=True),
        "gone": factories.stored(is_gone=True),
        "placeholder": factories.stored(),
        "size": factories.stored(),
    }
    PictureCopy.objects.filter(pk=made["placeholder"].copy_id).update(placeholder="flat")
    for name, picture in made.items():
        factories.pictured(article, picture, title="" if name == "untold" else "Told", width=5000 if name == "size" else 640)
    return made


@pytest.mark.parametrize("tab", ["broken", "untold", "changed", "gone", "placeholder", "size"])
def test_a_tab_has_what_it_says_and_nothing_else(as_vera, tab):
    made = one_of_each()

    assert listed(as_vera, tab) == [made[tab]]


def test_it_opens_on_what_is_broken(as_vera):
    made = one_of_each()

    assert listed(as_vera) == [made["broken"]]
    assert len(listed(as_vera, "all")) == 6


def test_what_readers_miss_has_a_tab_and_a_mark(as_vera):
    missed, awaiting = broken(), broken()
    factories.pictured(factories.published(), missed)
    factories.pictured(factories.article(), awaiting)

    assert listed(as_vera, "missed") == [missed]
    assert as_vera.get(PICTURES).content.decode().count("readers miss it") == 1


def test_what_has_a_replacement_is_broken_no_more(as_vera):
    broken(replacement=factories.copy())

    assert listed(as_vera) == []


def test_a_title_of_the_file_or_a_decoration_is_text_enough(as_vera):
    factories.pictured(factories.article(), title="A harbour")
    factories.pictured(factories.article(), factories.stored(is_decoration=True), title="")

    assert listed(as_vera, "untold") == []


def test_a_row_says_why_and_when_it_is_asked_for_again(as_vera):
    picture = broken(address="https://paper.example/a.jpg", due_at=timezone.now() + timedelta(hours=1))
    factories.pictured(factories.published("Old maps", provider_details={"name": "The Paper"}), picture, width=1600, height=900)

    html = as_vera.get(PICTURES).content.decode()

    for part in ("Old maps", "The Paper", "The server has it no more.", "It is asked for again from", "1600 × 900", "<svg", "never"):
        assert part in html
    assert 'href="https://paper.example/a.jpg" rel="noopener noreferrer"' in html
    assert picture_page(picture) in html


def test_a_row_shows_our_copy_and_what_it_is_beside_what_the_file_declares(as_vera):
    image = factories.pictured(factories.article(), width=1600, height=900)

    html = as_vera.get(f"{PICTURES}?show=all").content.decode()

    assert f'src="{image.shown.of("thumbnail", "webp")[0].url}"' in html
    assert "640 × 480" in html
    assert "declared 1600 × 900" in html


def test_a_logo_names_its_provider(as_vera):
    provider = factories.provider("Northern Standard")
    factories.logo(provider)

    html = as_vera.get(f"{PICTURES}?show=all").content.decode()

    assert "Northern Standard" in html
    assert 'class="logo"' in html


def test_hostile_addresses_and_texts_stay_text(as_vera):
    address = 'javascript:alert("<script>")'
    picture = broken(address=address, error_text="<b>No</b>", alt="<i>x</i>")
    factories.pictured(factories.article("<u>t</u>"), picture, url="https://paper.example/a.jpg")
    factories.stored("file:/srv/secret/./assets/<s>.jpg")

    for page in (PICTURES, f"{PICTURES}?show=all", picture_page(picture)):
        html = as_vera.get(page).content.decode()
        assert 'href="javascript' not in html
        assert "/srv/secret" not in html
        for tag in ("<script>", "<b>No", "<i>x", "<u>t", "<s>"):
            assert tag not in html


def test_the_list_costs_the_same_for_five_rows_and_for_fifty(as_vera):
    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert as_vera.get(f"{PICTURES}?show=all").status_code == 200
        return [query["sql"] for query in queries]

    def rows(count):
        for _ in range(count):
            picture = broken()
            for _ in range(4):
                factories.pictured(factories.published(provider=factories.provider()), picture)
            factories.logo(factories.provider())

    rows(2)
    cost()
    few = cost()
    rows(23)
    many = cost()

    assert len(many) == len(few) <= 12
    assert not [sql for sql in many if "COUNT(" in sql and "LIMIT" not in sql]


def test_a_picture_of_many_articles_names_two_and_says_so(as_vera):
    picture = broken()
    for number in range(5):
        factories.pictured(factories.article(f"Story {number}"), picture)

    html = as_vera.get(PICTURES).content.decode()

    assert [number for number in range(5) if f"Story {number}" in html] == [3, 4]
    assert "and others" in html


class TestAskingForManyAgain:
    def ask(self, client, *pictures):
        posted = {"action": "ask_again", "_selected_action": [picture.pk for picture in pictures]}
        return client.post(PICTURES, posted, follow=True)

    def test_what_is_ticked_is_due_and_says_who_asked(self, as_bob, bob):
        one, other, third = broken(), broken(), broken()

        response = self.ask(as_bob, one, other)

        assert set(Picture.objects.filter(due_at__isnull=False)) == {one, other}
        assert {edit.by for edit in PictureEdit.objects.all()} == {bob}
        assert said(response) == ["2 pictures are asked for again."]
        assert third not in Picture.objects.filter(due_at__isnull=False)

    def test_what_nobody_can_ask_for_is_left_out_and_counted(self, as_bob):
        assert said(self.ask(as_bob, broken(), broken(address="upload:00")))[0] == "1 picture is asked for again."

    def test_a_viewer_has_no_such_action(self, as_vera):
        picture = broken()

        self.ask(as_vera, picture)

        assert not Picture.objects.filter(due_at__isnull=False).exists()


def test_search_finds_by_address_and_by_text(as_vera):
    found = factories.stored("https://paper.example/harbour.jpg"), factories.stored(alt="A harbour")
    factories.stored("https://paper.example/x.jpg", use=Use.LOGO)

    result = as_vera.get(f"{PICTURES}?show=all&q=harbour").context["cl"].result_list

    assert set(result) == set(found)
