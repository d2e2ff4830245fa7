"""Who is told of what: those whom it concerns, once each, after the commit; and a broken mail server breaks nothing else."""

import logging
import socket

import pytest
from django.contrib.auth.models import Permission, User
from django.db import transaction

from articles import batches
from articles.models import Article, Batch, Note, StaleArticle
from articles.teamwork import MOST, NoteRefused, add_note, assign, assignable, mail, mentions, tell_of_batch
from tests import factories
from tests.smtp import mail_server

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = (factories.viewer, factories.contributor, factories.editor, factories.chief)


def with_address(user: User, address: str | None = None) -> User:
    user.email = f"{user.username}@desk.example" if address is None else address
    user.save()
    return user


@pytest.fixture
def desk():
    """One of each role, everybody with an address."""
    return {user.username: with_address(user) for user in (role() for role in ROLES)}


@pytest.fixture
def alice(desk):
    return desk["alice"]


@pytest.fixture
def carol(desk):
    return desk["carol"]


@pytest.fixture
def bob(desk):
    return desk["bob"]


def told(outbox) -> list[str]:
    return sorted(address for message in outbox for address in message.to)


class TestAssigning:
    def test_the_new_assignee_is_told(self, alice, carol, mailoutbox):
        mailing = assign(factories.article("Old maps"), carol, by=alice)

        assert told(mailoutbox) == ["carol@desk.example"]
        assert mailing.sent == [carol]
        assert mailoutbox[0].subject == "Yours to decide: Old maps"
        assert "alice assigned this article to you" in mailoutbox[0].body
        assert f"http://testserver/admin/articles/article/{Article.objects.get().pk}/change/" in mailoutbox[0].body

    def test_nobody_is_told_of_what_they_did_themselves(self, alice, mailoutbox):
        assign(factories.article(), alice, by=alice)

        assert mailoutbox == []

    def test_taking_it_away_is_told_to_nobody(self, alice, carol, mailoutbox):
        assign(factories.article(assigned_to=carol), None, by=alice)

        assert mailoutbox == []
        assert Article.objects.get().assigned_to is None

    def test_assigning_again_is_no_event(self, alice, carol, mailoutbox):
        article = factories.article(assigned_to=carol)

        assert assign(article, carol, by=alice) is None
        assert mailoutbox == []
        assert not article.audit.exists()

    def test_a_stale_version_assigns_nothing_and_tells_nobody(self, alice, carol, mailoutbox):
        article = factories.article()
        Article.objects.get().record("edit", {})

        with pytest.raises(StaleArticle):
            assign(article, carol, by=alice)

        assert mailoutbox == []
        assert Article.objects.get().assigned_to is None

    def test_what_is_rolled_back_is_told_to_nobody(self, alice, carol, mailoutbox):
        article = factories.article()

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            assign(article, carol, by=alice)
            raise ZeroDivisionError

        assert mailoutbox == []

    def test_a_batch_is_told_in_one_mail(self, alice, carol, mailoutbox):
        batch = Batch.objects.create(verb="assign", by=alice, assignee=carol)

        tell_of_batch(batch, 1200)

        assert told(mailoutbox) == ["carol@desk.example"]
        assert mailoutbox[0].subject == "Yours to decide: 1,200 articles"
        assert "http://testserver/admin/mine/" in mailoutbox[0].body

    def test_a_batch_tells_when_it_is_worked_off_and_not_again(self, alice, carol, mailoutbox):
        articles = [factories.article() for _ in range(3)]
        batch = batches.begin("assign", {article.pk: article.version for article in articles}, alice, assignee=carol)

        batches.work(batch, alice, count=2)
        assert mailoutbox == []
        batches.work(batch, alice)
        batches.work(batch, alice)

        assert [message.subject for message in mailoutbox] == ["Yours to decide: 3 articles"]

    @pytest.mark.parametrize(("by", "to", "done"), [("alice", "alice", 3), ("alice", "carol", 0), ("alice", None, 3), (None, "carol", 3)])
    def test_a_batch_that_gave_nobody_else_anything_is_not_told(self, desk, by, to, done, mailoutbox):
        tell_of_batch(Batch.objects.create(verb="assign", by=desk.get(by), assignee=desk.get(to)), done)

        assert mailoutbox == []

    def test_editors_and_chiefs_may_be_given_articles(self, desk):
        User.objects.create_superuser("root")
        assert [user.username for user in assignable()] == ["alice", "carol", "root"]

    @pytest.mark.parametrize("lost", [{"is_active": False}, {"is_staff": False}])
    def test_who_left_the_desk_may_not(self, alice, lost):
        User.objects.filter(pk=alice.pk).update(**lost)

        assert alice not in assignable()

    def test_the_right_to_publish_without_the_right_to_read_is_not_enough(self):
        blind = User.objects.create_user("blind", is_staff=True)
        blind.user_permissions.set(Permission.objects.filter(codename="publish_article"))

        assert blind not in assignable()


class TestNotes:
    def test_the_assignee_is_told_of_a_note_by_somebody_else(self, bob, carol, mailoutbox):
        add_note(factories.article("Old maps", assigned_to=carol), "Is this so?", by=bob)

        assert told(mailoutbox) == ["carol@desk.example"]
        assert mailoutbox[0].subject == "Note: Old maps"
        assert "Is this so?" in mailoutbox[0].body

    def test_the_assignee_is_not_told_of_their_own(self, carol, mailoutbox):
        add_note(factories.article(assigned_to=carol), "It is.", by=carol)

        assert mailoutbox == []

    def test_a_note_on_an_article_that_nobody_has_is_told_to_nobody(self, bob, mailoutbox):
        add_note(factories.article(), "Is this so?", by=bob)

        assert mailoutbox == []

    def test_whom_a_note_names_is_told(self, bob, alice, mailoutbox):
        add_note(factories.article(), "@alice: is this so?", by=bob)

        assert told(mailoutbox) == ["alice@desk.example"]
        assert mailoutbox[0].subject.startswith("You are named in a note: ")

    def test_one_mail_per_person_however_often_they_are_concerned(self, bob, carol, mailoutbox):
        add_note(factories.article(assigned_to=carol), "@carol @Carol, @carol!", by=bob)

        assert told(mailoutbox) == ["carol@desk.example"]

    def test_who_names_themselves_is_not_told(self, bob, mailoutbox):
        add_note(factories.article(), "@bob was here", by=bob)

        assert mailoutbox == []

    def test_nobody_sees_who_else_was_told(self, bob, alice, carol, mailoutbox):
        add_note(factories.article(), "@alice @carol", by=bob)

        assert [len(message.recipients()) for message in mailoutbox] == [1, 1]

    @pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}])
    def test_an_account_that_is_no_member_of_the_desk_is_never_told(self, bob, alice, change, mailoutbox):
        User.objects.filter(pk=alice.pk).update(**change)

        add_note(factories.article(assigned_to=alice), "@alice", by=bob)

        assert mailoutbox == []

    def test_an_outsider_and_a_right_taken_away_are_never_told(self, bob, alice, mailoutbox):
        with_address(factories.reader())
        alice.groups.clear()

        mailing = add_note(factories.article(assigned_to=alice), "@charlie @alice", by=bob)

        assert mailoutbox == []
        assert mailing.unknown == ["charlie", "alice"]

    @pytest.mark.parametrize("address", ["", "alice", "alice@desk.example\nBcc: all@desk.example", "a@b@c"])
    def test_an_account_without_an_address_gets_none_and_the_click_hears_of_it(self, bob, alice, address, mailoutbox):
        with_address(alice, address)

        mailing = add_note(factories.article(assigned_to=alice), "Look", by=bob)

        assert mailoutbox == []
        assert (mailing.sent, mailing.failed, mailing.without_address) == ([], [], [alice])

    def test_the_same_words_twice_within_a_minute_are_one_note(self, bob, carol, mailoutbox):
        article = factories.article(assigned_to=carol)

        assert add_note(article, "Twice", by=bob) is not None
        assert add_note(article, " Twice\r\n", by=bob) is None
        assert (article.notes.count(), len(mailoutbox)) == (1, 1)

    def test_the_same_words_by_another_or_later_are_another_note(self, bob, alice):
        article = factories.article()
        add_note(article, "Yes", by=bob)
        add_note(article, "Yes", by=alice)
        Note.objects.update(at=factories.NEW_YEAR)
        add_note(article, "Yes", by=bob)

        assert article.notes.count() == 3

    @pytest.mark.parametrize("text", ["", "  \r\n\t", "a\x00b", "x" * (MOST + 1)])
    def test_what_is_no_note_is_refused(self, bob, text):
        with pytest.raises(NoteRefused):
            add_note(factories.article(), text, by=bob)

        assert not Note.objects.exists()

    def test_a_browsers_line_ends_count_once(self, bob):
        add_note(factories.article(), "\r\n".join(["x" * 999] * 2), by=bob)

        assert "\r" not in Note.objects.get().text

    def test_a_note_is_no_change_of_the_article(self, bob):
        article = factories.article()
        add_note(article, "Is this so?", by=bob)

        assert Article.objects.get().version == article.version


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@alice", ["alice"]),
        ("@Alice and @CAROL", ["alice", "carol"]),
        ("see @alice.", ["alice"]),
        ("(@alice), @carol's", ["alice", "carol"]),
        ("@alice.Please look", ["alice"]),
        ("@ann.lee, not @ann", ["ann.lee", "ann"]),
        ("@ann.lee.", ["ann.lee"]),
        ("write to desk@alice.example", []),
        ("@alicette", []),
        ("@", []),
        ("@@alice", []),
        ("@" * 2000, []),
        ("@a." * 600, []),
        ("@Übung", ["Übung"]),
        ("@U\u0308bung", ["Übung"]),
    ],
)
def test_a_note_names(desk, text, names):
    for name in ("ann", "ann.lee", "Übung"):
        factories.viewer(name)

    assert sorted(user.username for user in mentions(text).people) == sorted(names)


def test_names_that_differ_by_case_alone_are_told_apart(desk):
    other = factories.viewer("ALICE")

    assert mentions("@ALICE").people == [other]
    assert mentions("@Alice") == ([], ["Alice"])


class TestTheMailServer:
    """A real one, on a real socket."""

    @pytest.fixture
    def server(self, settings):
        with mail_server() as server:
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            settings.DEFAULT_FROM_EMAIL = "Newsroom <desk@news.example>"
            settings.EMAIL_TIMEOUT = 5
            yield server

    def test_it_is_given_plain_text_with_one_recipient(self, server, bob, alice, carol):
        add_note(factories.article("Über <b>maps</b>", assigned_to=carol), "<i>See</i> @alice & 'you'", by=bob)

        assert server.recipients == ["alice@desk.example", "carol@desk.example"]
        for to, message in server.received:
            assert message["To"] == to[0]
            assert message["From"] == "Newsroom <desk@news.example>"
            assert message["Subject"].endswith("Über <b>maps</b>")
            assert message["Auto-Submitted"] == "auto-generated"
            assert message.get_content_type() == "text/plain"
            assert "<i>See</i> @alice & 'you'" in message.get_content()

    @pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
    def test_a_title_with_line_breaks_adds_no_header(self, server, alice, carol, breaks):
        article = factories.article("Old")
        article.title = f"Old{breaks}Bcc: all@desk.example{breaks}{breaks}maps"  # PostgreSQL stores no NUL

        mailing = mail.Mailing(mail.Event.on(article, alice), [mail.Letter(carol, "assigned")])
        mailing.after_commit()

        (to, message), *others = server.received
        assert (to, others, mailing.sent) == (["carol@desk.example"], [], [carol])
        assert message["Subject"] == "Yours to decide: Old Bcc: all@desk.example maps"
        assert message["Bcc"] is None

    def test_a_long_title_is_cut(self, server, alice, carol):
        assign(factories.article("x" * 500), carol, by=alice)

        assert len(server.received[0][1]["Subject"].strip()) == mail.SUBJECT  # folded after the colon

    def test_one_refused_recipient_does_not_keep_the_others_from_theirs(self, server, bob, alice, carol, caplog):
        server.refused = {"alice@desk.example"}

        mailing = add_note(factories.article(), "@alice @carol", by=bob)

        assert (mailing.sent, mailing.failed) == ([carol], [alice])
        assert server.recipients == ["carol@desk.example"]
        assert "to alice could not be sent" in caplog.text

    def test_one_that_hangs_up_half_way_is_told_and_logged(self, server, bob, alice, carol, caplog):
        server.hangs_up_after = 1

        mailing = add_note(factories.article(), "@alice @carol", by=bob)

        assert (mailing.sent, mailing.failed) == ([alice], [carol])
        assert Note.objects.count() == 1
        assert caplog.records[-1].levelno == logging.ERROR

    def test_one_that_says_nothing_is_given_up(self, server, settings, alice, carol, caplog):
        server.is_mute, settings.EMAIL_TIMEOUT = True, 0.2

        mailing = assign(factories.article(), carol, by=alice)

        assert (mailing.sent, mailing.failed) == ([], [carol])
        assert Article.objects.get().assigned_to == carol

    def test_one_that_is_slow_is_given_up_in_the_end(self, server, monkeypatch, bob, alice, carol):
        monkeypatch.setattr(mail, "PATIENCE", -1)

        mailing = add_note(factories.article(), "@alice @carol", by=bob)

        assert (mailing.sent, mailing.failed) == ([], [alice, carol])

    def test_one_that_is_not_there_breaks_nothing(self, server, settings, alice, carol, caplog):
        with socket.create_server(("127.0.0.1", 0)) as free:
            settings.EMAIL_PORT = free.getsockname()[1]

        mailing = assign(factories.article(), carol, by=alice)

        assert mailing.failed == [carol]
        assert Article.objects.get().assigned_to == carol
        assert "could not be sent" in caplog.text


def test_without_a_mail_server_nothing_is_sent_and_nothing_fails(settings, alice, carol, mailoutbox):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    mailing = assign(factories.article(), carol, by=alice)

    assert (mailing.sent, mailing.failed, mailing.without_address) == ([], [], [])
    assert mailoutbox == []
