"""What is kept is never out of date, whoever dies when."""

import time

from hypothesis import given
from hypothesis import strategies as st

from newsroom.cache.generation import COMMITS_WITHIN, begun, ended, fresh, is_settled

NOW = time.time()


def test_nothing_is_settled_while_somebody_commits():
    text = begun(fresh(), "a", NOW)

    assert not is_settled(text, NOW)
    assert is_settled(ended(text, "a", NOW), NOW)


def test_a_writer_that_died_keeps_pages_out_for_a_while_and_then_leaves_another_generation():
    before = fresh()
    text = begun(before, "a", NOW)

    assert not is_settled(text, NOW + COMMITS_WITHIN - 1)
    assert is_settled(text, NOW + COMMITS_WITHIN + 1)
    assert text != before


def test_one_that_died_does_not_hold_up_the_next():
    text = begun(begun(fresh(), "dead", NOW), "next", NOW + COMMITS_WITHIN + 1)

    assert is_settled(ended(text, "next", NOW + COMMITS_WITHIN + 1), NOW + COMMITS_WITHIN + 1)


def test_what_was_lost_begins_with_a_number_that_was_never_there():
    before = ended(begun(fresh(), "a", NOW), "a", NOW)

    assert int(fresh()) > int(before)
    assert int(begun("", "a", NOW).partition(" ")[0]) > int(before)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([begun, ended]))))
def test_every_step_is_another_generation_and_settled_only_when_all_are_done(steps):
    text, seen, committing = fresh(), set(), set()
    for mark, step in steps:
        text = step(text, mark, NOW)
        committing = committing | {mark} if step is begun else committing - {mark}

        assert text not in seen
        assert is_settled(text, NOW) == (not committing)
        seen.add(text)


def test_an_empty_generation_is_never_settled():
    assert not is_settled("", NOW)
