"""The generation in each place: what many change at once is changed by each."""

import threading

import pytest

from newsroom.cache.places import File
from newsroom.cache.shared import Shared
from tests.queue import redis


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.redis)])
def two(request, tmp_path, monkeypatch):
    """One place, as two processes know it."""
    if request.param == "file":
        yield [File(str(tmp_path / "new" / "pages")) for _ in range(2)]
    else:
        # Of readers, who are not kept waiting; a busy machine may take longer.
        monkeypatch.setattr("newsroom.cache.shared.PATIENCE", 30)
        with redis(tmp_path) as address:
            yield [Shared(address) for _ in range(2)]


def test_it_is_there_when_it_is_first_asked_for_and_stays(two):
    assert two[0].read() == two[1].read() != ""


def test_no_change_is_lost(two):
    def change(place):
        for _ in range(50):
            place.change(lambda text: str(int(text) + 1))

    before = int(two[0].read())
    threads = [threading.Thread(target=change, args=(place,)) for place in [*two, *two]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert int(two[0].read()) == before + 200


def test_nobody_ever_reads_half_of_it(two):
    done = threading.Event()

    def change():
        for number in range(300):
            two[1].change(lambda text, number=number: str(number) * 500)
        done.set()

    two[0].change(lambda text: "7" * 500)
    writer = threading.Thread(target=change)
    writer.start()
    while not done.is_set():
        text = two[0].read()
        assert text == text[: len(text) // 500] * 500
    writer.join()


@pytest.mark.redis
def test_a_redis_that_is_gone_is_an_oserror_soon(tmp_path):
    with redis(tmp_path) as address:
        place = Shared(address)
    for ask in (place.read, lambda: place.change(str), lambda: place.load("x"), lambda: place.keep("x", b"", 1)):
        with pytest.raises(OSError):
            ask()
