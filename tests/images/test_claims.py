"""Whose turn a picture is."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.images import claims
from articles.models import Picture, PictureHost
from tests import factories

pytestmark = pytest.mark.django_db


def due(host: str = "", ago: int = 0, **fields) -> Picture:
    """Due since so many minutes."""
    return factories.stored(copy=None, host=host, **{"due_at": timezone.now() - timedelta(minutes=ago), **fields})


def taken() -> list[int]:
    """All that can be claimed at this moment, in the order in which it is."""
    found = []
    while picture := claims.claim():
        found.append(picture.pk)
    return found


def test_what_has_been_due_for_longest_comes_first_and_what_is_due_later_not_at_all():
    new, old, _ = due(ago=1), due(ago=5), due(ago=-1)

    assert taken() == [old.pk, new.pk]


def test_what_is_not_due_is_nobodys_turn():
    factories.stored()
    factories.stored(copy=None)

    assert taken() == []


def test_one_worker_at_a_time_and_another_one_after_it_died():
    picture = due(ago=5)
    assert taken() == [picture.pk]
    assert taken() == []

    Picture.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    assert taken() == [picture.pk]
    assert Picture.objects.get().attempts == 2


def test_two_of_one_server_at_a_time_and_others_meanwhile():
    same = [due("a.example", ago=9 - number) for number in range(4)]
    other = due("b.example")
    nowhere = due(ago=-0)

    assert taken() == [same[0].pk, same[1].pk, other.pk, nowhere.pk]

    claims.hang_up(same[0])
    assert taken() == [same[2].pk]


def test_what_comes_from_no_server_is_not_counted():
    pictures = [due(ago=9 - number) for number in range(5)]

    assert taken() == [picture.pk for picture in pictures]


def test_many_of_a_busy_server_do_not_stand_in_the_way_of_others():
    for _ in range(claims.LOOKED_AT + 5):
        due("a.example", ago=9)
    other = due("b.example")

    assert other.pk in taken()


def test_a_server_that_asks_for_patience_is_left_alone_for_as_long_as_it_says():
    due("a.example")

    claims.leave_alone("a.example", 3600)

    assert taken() == []
    assert PictureHost.objects.get().quiet_until > timezone.now() + timedelta(minutes=59)
    PictureHost.objects.update(quiet_until=timezone.now() - timedelta(seconds=1))
    assert len(taken()) == 1


def test_each_failure_in_a_row_doubles_the_pause_to_six_hours_at_most():
    pauses = []
    for _ in range(20):
        claims.leave_alone("a.example")
        pauses.append(round((PictureHost.objects.get().quiet_until - timezone.now()).total_seconds()))

    assert pauses[:3] == [30, 60, 120]
    assert pauses[-1] == 6 * 3600

    claims.answered("a.example")
    claims.leave_alone("a.example")
    assert PictureHost.objects.get().failures == 1


def test_a_claim_takes_as_many_queries_among_many_as_among_few(django_assert_max_num_queries):
    for many in (3, 60):
        for number in range(many):
            due(f"{number}.example")
        with django_assert_max_num_queries(10):
            claims.claim()


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_share_the_work_and_ask_one_server_twice_at_most():
    pictures = [due(f"{number % 5}.example", ago=60 - number) for number in range(40)]
    barrier, mine, lock = threading.Barrier(8), [], threading.Lock()

    def work():
        barrier.wait()
        while picture := claims.claim():
            with lock:
                mine.append(picture.pk)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mine) == len(set(mine)) == 5 * claims.CONNECTIONS
    assert set(mine) <= {picture.pk for picture in pictures}
