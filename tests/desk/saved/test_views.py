"""Saved views: the list's filters under a name. Kept are filters that the list knows, and nothing else."""

import re

import pytest
from django.test import Client

from articles.desk.saved import views
from articles.models import SavedView
from tests import factories
from tests.desk.pages import LIST, said

pytestmark = pytest.mark.django_db

VIEWS = "/admin/views/"
SAVE = f"{VIEWS}save/"


def saved(owner, name="Robots", query="q=robot", **fields) -> SavedView:
    return SavedView.objects.create(owner=owner, name=name, query=query, **fields)


def post(client, address=SAVE, **fields):
    return client.post(address, {"name": "Robots", "query": "q=robot", **fields}, follow=False)


def bar(client, query="") -> list[tuple[str, str, bool]]:
    """Name, address and whether it is marked, of the links above the list."""
    html = client.get(f"{LIST}?{query}").content.decode()
    nav = html.split('aria-label="Saved views"')[1].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]*)"( aria-current="page")?[^>]*><bdi>(.*?)</bdi>', nav)
    return [(name, address.replace("&amp;", "&"), bool(current)) for address, current, name in links]


class TestSaving:
    def test_the_list_as_it_is_shown_becomes_a_link_above_it(self, as_alice, alice):
        response = post(as_alice, query="q=robot&status=all&date=7")

        assert response.status_code == 302
        assert response["Location"] == f"{LIST}?status=all&q=robot&date=7"
        assert ("Robots", f"{LIST}?status=all&q=robot&date=7", True) in bar(as_alice, "date=7&q=robot&status=all")
        assert SavedView.objects.get().is_shared is False

    def test_the_form_is_offered_for_a_list_that_is_not_saved_yet(self, as_alice, alice):
        saved(alice)

        assert SAVE not in as_alice.get(LIST).content.decode()
        assert SAVE not in as_alice.get(f"{LIST}?q=robot&p=1").content.decode()
        assert SAVE in as_alice.get(f"{LIST}?q=other").content.decode()

    @pytest.mark.parametrize(
        "query, kept",
        [
            ("q=a&p=3&e=1&_popup=1&_to_field=id&next=//evil.example", "q=a"),
            ("q=a&provider__name__startswith=x&assigned_to__password=x", "q=a"),
            ("q=a&provider=12&provider=13", "q=a&provider=13"),
            ("q=a&provider=abc&topic=-1&type=evil&date=8&conflict=2&later=2&assigned=root&status=x&o=1;drop", "q=a"),
            (f"q=a&provider={'9' * 30}&o={'1.' * 40}", "q=a"),
            ("provider=%D9%A1%D9%A2&conflict=1", "provider=%D9%A1%D9%A2&conflict=1"),  # Arabic digits are a number, too
            ("later=0&assigned=me&status=expired&o=-7.2", "status=expired&assigned=me&later=0&o=-7.2"),
            ("status=awaiting&q=a", "q=a"),
        ],
    )
    def test_only_filters_that_the_list_knows_are_kept(self, as_alice, query, kept):
        post(as_alice, query=query)

        assert SavedView.objects.get().query == kept
        assert as_alice.get(f"{LIST}?{kept}").status_code == 200

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "status=awaiting",
            "p=2",
            "q=%00",
            "q=a%00b",
            "q=+",
            f"q={'x' * 201}",
            "https://evil.example/",
            "//evil.example/?",
            "javascript:alert(1)",
        ],
    )
    def test_a_list_without_a_filter_is_no_view(self, as_alice, query):
        response = post(as_alice, query=query)

        assert response.status_code == 400
        assert "That is the list as it opens" in response.content.decode()
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize("query", [f"q={'€' * 200}", "q=a&" * 2000])
    def test_what_is_too_long_is_refused(self, as_alice, query):
        assert post(as_alice, query=query).status_code == 400
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x00b", "a\x1bb", "abc\u202ecba", None])
    def test_a_name_is_one_line_of_plain_characters(self, as_alice, name):
        response = as_alice.post(SAVE, {"query": "q=a"} if name is None else {"name": name, "query": "q=a"})

        assert response.status_code == 400
        assert 'role="alert"' in response.content.decode()
        assert not SavedView.objects.exists()

    def test_a_name_is_text_wherever_it_stands(self, as_alice, alice):
        name = '"><script>alert(1)</script>{{ 7|add:7 }}'
        post(as_alice, name=name)

        for page in (LIST, VIEWS, f"{LIST}?q=robot"):
            assert "<script>alert" not in as_alice.get(page).content.decode()
        assert post(as_alice, name=name).status_code == 409
        assert "<script>alert" not in post(as_alice, name=name).content.decode()

    def test_lines_in_a_name_become_one(self, as_alice):
        post(as_alice, name="  Robots \r\n and\tmore ")

        assert SavedView.objects.get().name == "Robots and more"

    def test_a_stored_address_that_somebody_tampered_with_leads_nowhere_else(self, as_alice, alice):
        saved(alice, "Tampered", "@evil.example/?next=//evil.example&q=a")

        assert ("Tampered", f"{LIST}?q=a", False) in bar(as_alice)

    def test_nobody_has_more_than_fifty(self, as_alice, alice, monkeypatch):
        monkeypatch.setattr(views, "MOST", 2)
        saved(alice, "One")
        saved(alice, "Two")

        assert post(as_alice, name="Three").status_code == 400
        assert post(as_alice, name="Two", query="q=new", replace="on").status_code == 302
        assert SavedView.objects.count() == 2


class TestReplacing:
    def test_a_name_that_is_taken_is_asked_about_first(self, as_alice, alice):
        view = saved(alice, query="q=old")

        response = post(as_alice, query="q=new")

        assert response.status_code == 409
        assert "Replace it" in response.content.decode()
        view.refresh_from_db()
        assert view.query == "q=old"

    def test_and_then_replaced(self, as_alice, alice):
        view = saved(alice, query="q=old")

        assert post(as_alice, query="q=new", replace="on").status_code == 302
        view.refresh_from_db()
        assert view.query == "q=new"

    def test_two_editors_can_use_one_name(self, as_alice, bob):
        saved(bob, query="q=his")

        assert post(as_alice).status_code == 302
        assert SavedView.objects.get(owner=bob).query == "q=his"


class TestSharing:
    def test_what_is_shared_stands_above_everybodys_list(self, as_alice, as_vera):
        post(as_alice, is_shared="on")

        assert ("Robots", f"{LIST}?q=robot", False) in bar(as_vera)

    def test_what_is_not_shared_is_nobody_elses(self, as_carol, alice):
        view = saved(alice, "Secret plans")

        assert "Secret plans" not in as_carol.get(LIST).content.decode() + as_carol.get(VIEWS).content.decode()
        for address in (f"{VIEWS}{view.pk}/", f"{VIEWS}{view.pk}/delete/"):
            assert post(as_carol, address).status_code == 404

    def test_who_may_not_publish_shares_nothing(self, as_bob, bob):
        assert post(as_bob, is_shared="on").status_code == 403
        assert not SavedView.objects.exists()
        view = saved(bob)

        assert post(as_bob, f"{VIEWS}{view.pk}/", is_shared="on").status_code == 403
        assert not SavedView.objects.get().is_shared
        assert "is_shared" not in as_bob.get(f"{LIST}?q=other").content.decode()

    def test_who_may_no_longer_publish_can_only_take_back_what_was_shared(self, as_bob, bob):
        view = saved(bob, is_shared=True)

        assert post(as_bob, f"{VIEWS}{view.pk}/", name="New").status_code == 403
        assert post(as_bob, query="q=new", replace="on").status_code == 403
        assert SavedView.objects.get().query == "q=robot"
        assert post(as_bob, f"{VIEWS}{view.pk}/delete/").status_code == 302

    def test_somebody_elses_is_not_changed_and_only_a_chief_deletes_it(self, as_alice, as_carol, bob):
        view = saved(bob, is_shared=True)

        for client in (as_alice, as_carol):
            assert post(client, f"{VIEWS}{view.pk}/", name="Mine now", is_shared="on").status_code == 403
        assert post(as_alice, f"{VIEWS}{view.pk}/delete/").status_code == 403
        assert SavedView.objects.get().name == "Robots"
        assert post(as_carol, f"{VIEWS}{view.pk}/delete/").status_code == 302
        assert not SavedView.objects.exists()


class TestChanging:
    def test_ones_own_gets_another_name_and_keeps_what_it_shows(self, as_alice, alice):
        view = saved(alice)

        response = as_alice.post(f"{VIEWS}{view.pk}/", {"name": "Machines", "is_shared": "on", "query": "q=forged"}, follow=True)

        view.refresh_from_db()
        assert (view.name, view.is_shared, view.query) == ("Machines", True, "q=robot")
        assert said(response) == ["Changed: “Machines”"]

    def test_two_of_ones_own_cannot_have_one_name(self, as_alice, alice):
        saved(alice, "Taken")
        view = saved(alice)

        assert post(as_alice, f"{VIEWS}{view.pk}/", name="Taken").status_code == 409
        assert SavedView.objects.get(pk=view.pk).name == "Robots"

    @pytest.mark.parametrize("name", ["", "x" * 61, "a\x00b"])
    def test_a_bad_name_changes_nothing(self, as_alice, alice, name):
        view = saved(alice)

        assert post(as_alice, f"{VIEWS}{view.pk}/", name=name).status_code == 400
        assert SavedView.objects.get().name == "Robots"

    @pytest.mark.parametrize("verb", ["", "delete/"])
    def test_what_is_gone_is_not_found(self, as_alice, alice, verb):
        view = saved(alice)
        view.delete()

        for pk in (view.pk or 1, 10**17, "9" * 30, "-1", "x"):
            assert post(as_alice, f"{VIEWS}{pk}/{verb}").status_code == 404

    def test_deleted_twice_is_not_found(self, as_alice, alice):
        address = f"{VIEWS}{saved(alice).pk}/delete/"

        assert [post(as_alice, address).status_code for _ in range(2)] == [302, 404]


class TestWho:
    def addresses(self, view):
        return [SAVE, f"{VIEWS}{view.pk}/", f"{VIEWS}{view.pk}/delete/"]

    def test_strangers_and_readers_are_sent_to_the_login(self, client, as_charlie, alice):
        view = saved(alice, is_shared=True)

        for visitor in (client, as_charlie):
            for address in self.addresses(view):
                assert "/admin/login/" in post(visitor, address).headers["Location"]
            assert visitor.get(VIEWS).status_code == 302
        assert SavedView.objects.count() == 1

    def test_staff_without_the_right_are_refused(self, alice):
        alice.groups.clear()
        client = Client()
        client.force_login(alice)
        view = saved(alice)

        assert client.get(VIEWS).status_code == 403
        assert {post(client, address).status_code for address in self.addresses(view)} == {403}
        assert SavedView.objects.count() == 1

    def test_a_forged_post_is_refused(self, alice):
        client = Client(enforce_csrf_checks=True)
        client.force_login(alice)
        view = saved(alice)

        assert {post(client, address).status_code for address in self.addresses(view)} == {403}
        assert SavedView.objects.get().name == "Robots"

    def test_looking_changes_nothing(self, as_alice, alice):
        view = saved(alice)

        assert {as_alice.get(address).status_code for address in self.addresses(view)} == {405}

    def test_a_viewer_keeps_views_of_his_own(self, as_vera, vera):
        assert post(as_vera).status_code == 302
        assert SavedView.objects.get().owner == vera


class TestBuiltIn:
    def test_mine_and_put_off_are_there_for_everybody(self, as_alice):
        assert bar(as_alice)[:2] == [("Mine", f"{LIST}?assigned=me", False), ("Put off", f"{LIST}?later=1", False)]
        assert bar(as_alice, "assigned=me")[0][2] is True

    def test_a_shared_view_of_mine_is_each_ones_own(self, as_alice, as_vera, alice, vera):
        saved(alice, "On my desk", "assigned=me", is_shared=True)
        factories.article("Hers", assigned_to=vera)
        factories.article("His", assigned_to=alice)

        assert [row.title for row in as_vera.get(f"{LIST}?assigned=me").context["cl"].result_list] == ["Hers"]
