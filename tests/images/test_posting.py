"""A form through the one door: the same look at where it leads, and no word of what comes back but whether it was taken."""

from urllib.parse import parse_qsl

import pytest

from articles.images.download import Limits, post_form
from articles.images.guard import PUBLIC
from articles.images.refusals import BadAddress, BadStatus, CutShort, PrivateAddress, Refusal, TooSlow
from tests.images import hostile
from tests.images.hostile import answer, head, raw, redirect

FIELDS = [("hub.mode", "publish"), ("hub.url", "https://news.example/a?b=c&d=é"), ("hub.url", "https://news.example/2")]


def send(server, behaviour, **options):
    return post_form(server.at("/hub", behaviour), FIELDS, guard=server.guard, **options)


def test_a_form_is_sent_once_and_says_what_it_is(server):
    send(server, answer(status=204))

    ((line, form),) = server.forms
    assert line == "POST /hub"
    assert parse_qsl(form) == FIELDS
    assert server.headers("/hub") == {
        **{"host": f"127.0.0.1:{server.port}", "user-agent": "Newsroom/1", "accept": "*/*", "accept-encoding": "identity"},
        **{"content-type": "application/x-www-form-urlencoded", "content-length": str(len(form)), "connection": "close"},
    }


@pytest.mark.parametrize("status", [200, 202, 204, 299 - 95])
def test_any_success_is_one(server, status):
    assert send(server, answer(b"thank you", status=status)) is None


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(server, status):
    with pytest.raises(BadStatus) as refused:
        send(server, redirect(server.at("/elsewhere", answer()), status))
    assert refused.value.status == status
    assert server.count("/elsewhere") == 0


@pytest.mark.parametrize("behaviour, status", [(hostile.missing(), 404), (hostile.broken(), 500), (hostile.busy(60), 429)])
def test_what_is_not_taken_is_refused(server, behaviour, status):
    with pytest.raises(BadStatus) as refused:
        send(server, behaviour)
    assert refused.value.status == status


def test_nothing_is_sent_into_a_private_network(server):
    with pytest.raises(PrivateAddress):
        post_form("http://127.0.0.1/hub", FIELDS, guard=PUBLIC)
    with pytest.raises(Refusal):
        post_form(server.url("/hub"), FIELDS)
    with pytest.raises(BadAddress):
        post_form("file:///etc/passwd", FIELDS)
    assert server.connections == 0


def test_a_long_answer_is_not_read(server):
    send(server, raw(head(content_length=10**12) + b"x" * 100_000))


@pytest.mark.parametrize("behaviour", [hostile.resets(), raw(b""), raw(b"nonsense\r\n\r\n")])
def test_an_answer_that_makes_no_sense_is_refused(server, behaviour):
    with pytest.raises(Refusal):
        send(server, behaviour)


def test_a_hub_that_keeps_silent_costs_no_more_than_the_deadline(server):
    with pytest.raises((TooSlow, CutShort)):
        send(server, lambda exchange: exchange.server.over.wait(5), limits=Limits(seconds=0.3))
