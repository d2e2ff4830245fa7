"""Notes stay inside, are kept as they were typed, and are never lost on the way."""

import threading

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client

from articles.models import Article, Note
from tests import factories, files
from tests.desk.pages import change, said
from tests.desk.teamwork.addresses import notes
from tests.locks import held, impatient

pytestmark = pytest.mark.django_db

SECRET = "zz-only-for-the-desk-zz"


def add(client, article, text, **fields):
    return client.post(notes(article), {"text": text, **fields}, follow=True)


def test_a_note_is_shown_with_author_and_time(as_bob, as_alice):
    article = factories.article("Old maps")

    response = add(as_bob, article, "Is this so?")

    page = as_alice.get(change(article)).content.decode()
    assert said(response) == ["Note added: “Old maps”."]
    assert response.redirect_chain == [(change(article), 302)]
    assert "<b>bob</b>" in page
    assert "Is this so?" in page


def test_markup_in_a_note_is_text(as_bob):
    article = factories.article()
    add(as_bob, article, "<script>alert(1)</script>\nand more")

    for page in (change(article), notes(article)):
        assert "<script>alert" not in as_bob.get(page).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>and more" in as_bob.get(page).content.decode()


@pytest.mark.parametrize(
    ("text", "why"), [("", "Write something"), (" \r\n ", "Write something"), ("x" * 2001, "at most 2,000"), ("a\x00b", "NUL")]
)
def test_what_is_no_note_is_refused_and_the_text_is_kept(as_bob, text, why):
    response = add(as_bob, factories.article(), text)

    assert response.status_code == 400
    assert why in response.context["error"]
    assert text.strip().replace("\x00", "") in response.content.decode()
    assert not Note.objects.exists()


def test_two_thousand_characters_with_a_browsers_line_ends_are_a_note(as_bob):
    assert add(as_bob, factories.article(), "x" * 1000 + "\r\n" + "x" * 999).status_code == 200
    assert len(Note.objects.get().text) == 2000


def test_a_note_posted_twice_is_there_once(as_bob):
    article = factories.article("Old maps")
    add(as_bob, article, "Twice")

    assert said(add(as_bob, article, "Twice")) == ["That note is there already: “Old maps”"]
    assert Note.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_are_one_note(bob):
    article, ready = factories.article(), threading.Barrier(4)

    def click():
        client = Client()
        client.force_login(bob)
        ready.wait()
        client.post(notes(article), {"text": "Once"})
        connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(4)]
    [thread.start() for thread in clicks]
    [thread.join() for thread in clicks]

    assert Note.objects.count() == 1


@pytest.mark.parametrize(("who", "code"), [("as_vera", 403), ("as_bob", 302), ("as_alice", 302), ("as_carol", 302)])
def test_contributors_and_up_write_notes(request, who, code):
    article = factories.article()

    assert request.getfixturevalue(who).post(notes(article), {"text": "Hm"}).status_code == code
    assert Note.objects.exists() == (code == 302)


def test_a_viewer_reads_them_and_is_offered_no_field(as_vera, alice):
    article = factories.article()
    article.notes.create(text="Is this so?", by=alice)

    for page in (change(article), notes(article)):
        text = as_vera.get(page).content.decode()
        assert "Is this so?" in text
        assert "<textarea id=" not in text.replace('id="id_', "")


@pytest.mark.parametrize("who", ["as_charlie", "client"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_asked_to_log_in(request, who, method):
    article = factories.article()
    article.notes.create(text=SECRET)

    response = getattr(request.getfixturevalue(who), method)(notes(article), {"text": "x"})

    assert response["Location"].startswith("/admin/login/")
    assert SECRET not in response.content.decode()
    assert Note.objects.count() == 1


def test_a_note_from_another_site_is_refused(bob):
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)

    assert client.post(notes(factories.article()), {"text": "x"}).status_code == 403
    assert not Note.objects.exists()


@pytest.mark.parametrize("pk", ["999999", "9" * 25])
def test_an_unknown_article_is_not_found(as_bob, pk):
    assert as_bob.post(f"/admin/articles/article/{pk}/notes/", {"text": "x"}).status_code == 404


def test_nobody_changes_or_deletes_one(as_bob):
    article = factories.article()
    add(as_bob, article, "Said")

    for method in ("put", "patch", "delete"):
        assert getattr(as_bob, method)(notes(article)).status_code == 405


def test_the_author_of_a_note_may_leave_the_desk(as_bob, bob):
    article = factories.article()
    add(as_bob, article, "Said")
    User.objects.filter(pk=bob.pk).delete()
    client = Client()
    client.force_login(factories.editor())

    assert "a former editor" in client.get(change(article)).content.decode()


def test_older_notes_are_a_page_away(as_bob, bob):
    article = factories.article()
    Note.objects.bulk_create(Note(article=article, by=bob, text=f"note-{number:03}") for number in range(120))

    form, first = as_bob.get(change(article)).content.decode(), as_bob.get(notes(article)).content.decode()

    assert "note-119" in form and "note-100" in form and "note-099" not in form
    assert notes(article) in form
    older = as_bob.get(f"{notes(article)}?before={list(article.notes.order_by('-pk'))[49].pk}").content.decode()
    assert "note-070" in first and "note-069" not in first
    assert "note-069" in older and "note-070" not in older


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "\x00", "²"])
def test_a_forged_page_is_the_first(as_bob, before):
    article = factories.article()
    article.notes.create(text="Said")

    assert "Said" in as_bob.get(notes(article), {"before": before}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_keeps_the_text_and_says_so(as_bob):
    article = factories.article()
    with held(article), impatient():
        response = add(as_bob, article, "A long thought")

    assert response.status_code == 503
    assert "The database is busy" in response.content.decode()
    assert "A long thought</textarea>" in response.content.decode()
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_dead_mail_server_keeps_no_note_from_being_stored(as_bob, alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    alice.email = "alice@desk.example"
    alice.save()

    response = add(as_bob, factories.article("Old maps", assigned_to=alice), "Look")

    assert said(response) == ["Note added: “Old maps”.", "The mail to alice could not be sent; what you did is stored."]
    assert Note.objects.count() == 1


def test_the_form_says_quietly_where_no_mail_is_sent(as_bob, settings):
    article = factories.article()
    assert "They are told by mail" in as_bob.get(change(article)).content.decode()

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert "this newsroom sends no mail" in as_bob.get(change(article)).content.decode()


class TestInside:
    """What is said of an article inside is on no public page, in no answer of the API, in no exported file."""

    @pytest.fixture
    def article(self, alice):
        made = factories.published("Old maps", topics=[factories.topic("Maps", slug="maps")], provider=factories.provider())
        made.notes.create(text=SECRET, by=alice)
        made.assign(factories.editor(f"{SECRET}-editor"))
        return made

    def test_no_public_page_and_no_answer_has_it(self, client, article):
        addresses = ["/", "/news/", "/topics/", "/topics/maps/", "/providers/", f"/providers/{article.provider.domain}/"]
        addresses += [article.get_absolute_url(), "/api/news/", f"/api/news/item/{article.slug}/", "/api/topics/", "/api/providers/"]
        addresses += ["/api/news/maps/", "/api/schema/"]
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200, address
            assert SECRET not in response.content.decode(), address

    def test_no_staff_preview_has_it_on_a_page_for_readers(self, as_alice, article):
        assert SECRET not in as_alice.get(article.get_absolute_url()).content.decode()

    def test_no_exported_file_has_it(self, article, tmp_path):
        files.run_export(tmp_path)

        written = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert written
        assert not [path for path in written if SECRET.encode() in path.read_bytes()]

    def test_an_exported_file_with_notes_is_as_it_came(self, alice, tmp_path):
        file = files.news(tmp_path)
        files.run_import(tmp_path)
        before = file.read_bytes()
        Article.objects.get().notes.create(text=SECRET, by=alice)
        Article.objects.get().assign(alice)

        files.run_export(tmp_path / "out")

        assert (tmp_path / "out" / file.relative_to(tmp_path)).read_bytes() == before
