"""The walls around the process that reads hostile bytes, and what is answered when it runs into one. Real processes throughout."""

import os
import signal
import time

import psutil
import pytest

from articles.images.shaping import child, wire
from articles.images.shaping.decoder import Decoder
from articles.images.shaping.jobs import REASONS, BadPicture, Job
from articles.images.shaping.roles import ROLES
from articles.images.shaping.shaper import shape
from tests.images import pictures

JOB = Job(("card", "logo"))
CARD = Job(("card",), master=False)
NAUGHTY = "tests.images.naughty"
MB = 1024 * 1024
GOOD = ["photo", "png", "webp", "avif", "gif", "mpo", "cmyk", "grey16", "rgb16", "palette_with_transparency", "logo", "with_everything"]


@pytest.fixture(scope="module")
def decoder():
    with Decoder() as started:
        yield started


@pytest.fixture
def naughty():
    with Decoder(module=NAUGHTY, wall=5.0) as started:
        yield started


def reason(decoder, content: bytes, job: Job = CARD) -> str:
    try:
        decoder.shape(content, job)
    except BadPicture as bad:
        return bad.reason
    return ""


def end_of(decoder, kind: str, **job) -> str:
    with pytest.raises(BadPicture) as bad:
        decoder.ask(kind, job)
    return bad.value.reason


def is_well(decoder) -> bool:
    """Whether the next picture is shaped as if nothing had been."""
    return decoder.shape(pictures.photo(300, 200), CARD) == shape(pictures.photo(300, 200), CARD)


@pytest.mark.parametrize("name", GOOD)
def test_the_child_gives_what_the_shaper_gives(decoder, name):
    content = getattr(pictures, name)()

    assert decoder.shape(content, JOB) == shape(content, JOB)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animations_are_read_in_the_child(decoder, form):
    assert decoder.shape(pictures.animated(form), CARD).format == form.lower()


@pytest.mark.parametrize("job", [Job(("lead", "card"), formats=("avif", "webp", "jpeg")), Job(("thumbnail",), focus=(0.1, 0.9))])
def test_every_part_of_a_job_reaches_the_child(decoder, job):
    assert decoder.shape(pictures.photo(), job) == shape(pictures.photo(), job)


@pytest.mark.parametrize("name", pictures.HOSTILE)
def test_a_hostile_picture_has_its_reason_and_the_next_picture_works(decoder, name):
    make, reasons = pictures.HOSTILE[name]

    assert reason(decoder, make()) in reasons
    assert is_well(decoder)


@pytest.mark.parametrize(
    "make",
    [
        lambda: pictures.real_png(6_000, 5_000),
        lambda: pictures.real_png(8_000, 5_000, colour=6),
        lambda: pictures.real_jpeg(8_000, 5_000),
        lambda: pictures.real_jpeg(5_110, 5_110),
        lambda: pictures.real_jpeg(30_000, 1_300),
        lambda: pictures.gif_of_frames(5_000),
    ],
    ids=["30 MP PNG", "40 MP PNG with alpha", "40 MP JPEG", "26 MP square JPEG", "panorama", "5,000 frames"],
)
def test_what_is_large_but_honest_fits_into_the_memory(decoder, make):
    assert reason(decoder, make(), Job(("card", "lead"))) == ""


def test_every_picture_that_ends_too_early_is_refused_by_the_same_process(decoder):
    is_well(decoder)
    pid = decoder.pid
    reasons = {reason(decoder, content) for content in pictures.cut(pictures.photo(300, 200))}

    assert reasons <= {"cut-short", "corrupt"}
    assert decoder.pid == pid


def test_a_picture_that_needs_more_memory_than_there_is_is_refused_and_the_next_works():
    with Decoder(memory=12 * MB) as decoder:
        assert reason(decoder, pictures.png(1600, 900), Job(("lead",))) == "memory"
        assert reason(decoder, pictures.png(40, 30)) == ""


def test_a_picture_that_takes_too_long_is_stopped_and_the_next_works():
    with Decoder(wall=0.5) as decoder:
        is_small = pictures.png(20, 10)
        assert reason(decoder, is_small) == ""
        assert reason(decoder, pictures.real_png(8_000, 5_000), Job(tuple(ROLES), formats=("avif", "webp", "jpeg"))) == "time"
        assert reason(decoder, is_small) == ""


def test_a_picture_that_computes_too_long_is_stopped():
    with Decoder(module=NAUGHTY, cpu=1) as decoder:
        assert end_of(decoder, "spin") == "time"
        assert is_well(decoder)


def test_a_child_that_sleeps_is_stopped():
    with Decoder(module=NAUGHTY, wall=0.3) as decoder:
        assert end_of(decoder, "sleep") == "time"


def test_a_child_gets_no_more_memory_than_its_budget(naughty):
    assert end_of(naughty, "eat") == "memory"
    assert is_well(naughty)


def test_a_child_reaches_no_file_no_network_and_not_the_conversation(naughty, tmp_path):
    tries, _ = naughty.ask("forbidden", {"path": str(tmp_path / "made")})

    assert tries == dict.fromkeys(tries, "OSError")
    assert not (tmp_path / "made").exists()


def test_a_child_knows_neither_our_environment_nor_django(naughty, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    seen, _ = naughty.ask("seen", {})

    assert {name for name in seen["environment"] if not name.startswith(("MALLOC_", "LC_"))} == set()
    assert (seen["django"], seen["folder"]) == (False, "/")


@pytest.mark.parametrize("end, expected", [(signal.SIGSEGV, "crashed"), (signal.SIGABRT, "crashed"), (signal.SIGKILL, "memory")])
def test_a_child_that_dies_has_a_reason_and_the_next_picture_works(naughty, end, expected):
    assert end_of(naughty, "die", signal=end) == expected
    assert is_well(naughty)


@pytest.mark.parametrize("kind", ["fail", "talk", "blurt", "unknown"])
def test_a_child_that_does_not_answer_as_it_should_has_crashed_and_the_next_picture_works(naughty, kind):
    assert end_of(naughty, kind) == "crashed"
    assert is_well(naughty)


def test_a_fault_of_ours_is_named_for_the_log(naughty):
    with pytest.raises(BadPicture) as bad:
        naughty.ask("fail", {})

    assert bad.value.detail == "LookupError: a fault of ours"


def test_a_process_that_was_killed_between_two_pictures_is_started_anew(decoder):
    is_well(decoder)
    before = decoder.pid
    os.kill(before, signal.SIGKILL)
    psutil.Process(before).wait(5)

    assert is_well(decoder)
    assert decoder.pid != before


def test_a_process_that_is_killed_at_work_costs_that_picture_alone(monkeypatch):
    with Decoder(module=NAUGHTY, wall=20) as decoder:
        is_well(decoder)
        heard = decoder._heard

        def killed_at_work(process):
            while not psutil.Process(process.pid).children():
                time.sleep(0.001)
            os.kill(process.pid, signal.SIGKILL)
            return heard(process)

        with monkeypatch.context() as once:
            once.setattr(decoder, "_heard", killed_at_work)
            assert end_of(decoder, "sleep") == "crashed"
        assert is_well(decoder)


def test_a_process_that_is_stopped_is_not_waited_for_for_ever(monkeypatch):
    with Decoder() as decoder:
        is_well(decoder)
        os.kill(decoder.pid, signal.SIGSTOP)

        with monkeypatch.context() as hurried:
            hurried.setattr("articles.images.shaping.decoder.PATIENCE", 0.1)
            hurried.setattr(decoder, "wall", 0.3)
            assert reason(decoder, pictures.png(20, 10)) == "time"

        assert is_well(decoder)


def test_nothing_is_left_running():
    with Decoder() as decoder:
        is_well(decoder)
        process = psutil.Process(decoder.pid)

    assert not process.is_running()
    assert decoder.pid is None


def test_a_process_whose_parent_is_gone_ends():
    decoder = Decoder()
    is_well(decoder)
    process = psutil.Process(decoder.pid)
    decoder._process.stdin.close()
    until = time.monotonic() + 5
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE and time.monotonic() < until:
        time.sleep(0.01)

    assert process.status() == psutil.STATUS_ZOMBIE
    decoder.close()


def test_no_process_is_started_for_what_is_no_content():
    with Decoder(memory=MB) as decoder:
        assert reason(decoder, b"") == "empty"
        assert reason(decoder, bytes(MB + 1)) == "memory"
        assert decoder.pid is None


def test_every_reason_is_a_sentence():
    assert all(str(BadPicture(name)).endswith(".") for name in REASONS)


def honest() -> tuple[wire.Head, bytes]:
    head, body = wire.shaped_told(shape(pictures.photo(300, 200), JOB))
    return wire.head_of(wire.start(head, 0)[wire.LENGTHS.size :]), body


def test_an_honest_answer_comes_through():
    assert wire.shaped_heard(*honest(), JOB) == shape(pictures.photo(300, 200), JOB)


@pytest.mark.parametrize(
    "lie",
    [
        {"width": 0},
        {"width": 300.5},
        {"width": True},
        {"height": 10**9},
        {"format": "svg"},
        {"format": ["jpeg"]},
        {"colour": "red;}"},
        {"colour": "#FFFFFF"},
        {"colour": None},
        {"focus": [0.5]},
        {"focus": [0.5, 1.5]},
        {"focus": [float("nan"), 0.5]},
        {"focus": "ab"},
        {"fingerprint": "g" * 16},
        {"fingerprint": "0" * 17},
        {"is_flat": 1},
        {"has_alpha": "no"},
        {"lengths": [-1]},
        {"lengths": []},
        {"lengths": None},
        {"lengths": [10**9]},
        {"master": 99},
        {"master": "0"},
        {"master_format": "html"},
        {"renditions": [["lead", 10, 10, "jpeg", 0]]},
        {"renditions": [["card", 10, 10, "gif", 0]]},
        {"renditions": [["card", 10, 10, "webp", 0]]},
        {"renditions": [["card", -1, 10, "jpeg", 0]]},
        {"renditions": [["card", 10, 10, "jpeg"]]},
        {"renditions": [["card", 10, 10, "jpeg", 0]] * 65},
        {"renditions": 7},
        {"renditions": [[["card"], 10, 10, {}, 0]]},
    ],
    ids=str,
)
def test_a_lie_is_not_believed(lie):
    head, body = honest()

    with pytest.raises(wire.BrokenAnswer):
        wire.shaped_heard(head | lie, body, JOB)


def test_an_answer_without_one_of_its_facts_is_not_believed():
    head, body = honest()

    for missing in head:
        with pytest.raises(wire.BrokenAnswer):
            wire.shaped_heard({key: value for key, value in head.items() if key != missing}, body, JOB)


@pytest.mark.parametrize("text", [b"", b"[]", b"7", b"{", b"[" * 60_000, b"\xff", b'{"reason": "<script>"}', b'{"reason": ["time"]}'])
def test_a_head_that_is_none_is_not_believed(text):
    with pytest.raises(wire.BrokenAnswer):
        wire.head_of(text)


def test_an_answer_may_not_be_larger_than_32_mb():
    with pytest.raises(wire.BrokenAnswer):
        wire.lengths(wire.LENGTHS.pack(100, wire.MAX_ANSWER))


def test_a_job_travels_whole():
    job = Job(("card", "lead"), (0.25, 0.75), ("avif",), False)

    assert wire.job_heard(wire.head_of(wire.start(wire.job_told(job), 0)[wire.LENGTHS.size :])) == job


def test_the_child_has_a_job_called_shape():
    assert "shape" in child.KINDS
