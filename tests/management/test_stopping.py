"""The first Ctrl-C waits for a good moment, the second one for none."""

import os
import signal
import threading

import pytest
from django.db import DatabaseError

from articles.management.stopping import stopping


@pytest.fixture(autouse=True)
def as_a_terminal_does():
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


def ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_first_is_heeded_where_the_work_says(capfd):
    with stopping() as heed:
        heed()
        ctrl_c()
        assert "once more stops at once" in capfd.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            heed()


def test_the_second_stops_at_once():
    with stopping():
        ctrl_c()
        with pytest.raises(KeyboardInterrupt):
            ctrl_c()


def test_what_a_driver_makes_of_the_second_is_what_it_was_and_no_other_error_is():
    with pytest.raises(KeyboardInterrupt), stopping():
        ctrl_c()
        try:
            ctrl_c()
        except KeyboardInterrupt:
            raise DatabaseError("another command is already in progress") from None

    with pytest.raises(DatabaseError), stopping():
        ctrl_c()
        raise DatabaseError("the disk is full")


def test_afterwards_it_means_what_it_meant_before():
    with stopping():
        pass

    with pytest.raises(KeyboardInterrupt):
        ctrl_c()


def test_what_ignores_it_goes_on_ignoring_it():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stopping() as heed:
        ctrl_c()
        heed()


def test_another_thread_than_the_first_is_left_alone():
    found = []

    def work():
        with stopping() as heed:
            found.append(heed())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert found == [None]
