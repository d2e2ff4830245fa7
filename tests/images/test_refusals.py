"""What is said where nothing could be fetched."""

import pickle
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images import refusals
from articles.images.refusals import BadStatus, Refusal

KINDS = Refusal.__subclasses__()


def test_each_refusal_has_a_short_word_of_its_own():
    codes = [kind.code for kind in KINDS]

    assert len(set(codes)) == len(codes) == 13
    assert all(len(code) <= 20 for code in codes)


@pytest.mark.parametrize("kind", KINDS)
def test_each_refusal_says_a_sentence_and_survives_a_process_boundary(kind):
    refusal = BadStatus(404, 3.0) if kind is BadStatus else kind()

    assert str(refusal)[0].isupper() and str(refusal).endswith(".")
    again = pickle.loads(pickle.dumps(refusal))
    assert (type(again), str(again), again.lasting) == (kind, str(refusal), refusal.lasting)


@pytest.mark.parametrize("status", [204, 206, 300, 304, 400, 401, 403, 404, 410, 418, 451])
def test_what_is_not_there_will_not_be_there_soon(status):
    assert BadStatus(status).lasting
    assert f"answers {status}" in str(BadStatus(status))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 599])
def test_what_a_server_cannot_do_now_is_worth_another_try(status):
    assert not BadStatus(status).lasting


@pytest.mark.parametrize(
    "header, seconds",
    [
        *(("0", 0), ("120", 120), ("86401", 86_400), ("9" * 5000, 86_400), ("Thu, 01 Jan 1970 00:00:00 GMT", 0)),
        *(("", None), ("soon", None), ("-1", None), ("1.5", None), ("²", None), ("١", None), ("Thu, 99 Foo 2026 99:99:99 GMT", None)),
        *(
            ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
            ("Fri, 31 Dec 9999 23:59:59 -2359", 86_400),
            ("Fri, 31 Dec 9999 23:59:59 -0000", 86_400),
        ),
    ],
)
def test_the_wait_a_server_asks_for_is_read_and_has_bounds(header, seconds):
    assert BadStatus.of(429, header).retry_after == seconds


def test_a_date_is_a_wait_too():
    header = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)

    assert BadStatus.of(503, header).retry_after == pytest.approx(600, abs=5)


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_upsets_it(header):
    wait = BadStatus.of(503, header).retry_after
    assert wait is None or 0 <= wait <= refusals._LONGEST_WAIT
