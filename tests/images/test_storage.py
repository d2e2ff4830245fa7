"""A picture on disk is whole or not there, whatever happens to whoever writes it. Real processes, really killed."""

import base64
import hashlib
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from articles.images.keeping import SHOWN, NotKept, keep

ROOT = Path(__file__).resolve().parent.parent.parent
START = """
import os, sys, time
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1], STORAGES={"default": {"BACKEND": "articles.images.storage.DurableStorage"}})
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from articles.images.keeping import SHOWN, NotKept, keep
"""


def process(media: Path, code: str) -> subprocess.Popen[str]:
    """Runs code that may say something on its standard output."""
    command = [sys.executable, "-c", START + textwrap.dedent(code), str(media)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def is_whole(file: Path) -> bool:
    """Its content is the one that it is named by."""
    digest = hashlib.sha256(file.read_bytes()).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower() == file.parent.name + file.stem


def test_a_picture_is_named_by_its_content(media):
    name = keep(b"content", "webp", SHOWN)

    assert is_whole(media / name)
    assert (media / name).read_bytes() == b"content"


def test_a_process_killed_while_it_writes_leaves_nothing_under_the_name(media):
    writer = process(
        media,
        """
        class Slow(ContentFile):
            def chunks(self, size=None):
                yield b"the first half"
                print("half", flush=True)
                time.sleep(60)

        default_storage.save("p/ab/cdefghij.webp", Slow(b""))
        """,
    )
    assert writer.stdout.readline() == "half\n"
    writer.kill()
    writer.wait()

    assert not default_storage.exists("p/ab/cdefghij.webp")
    assert all(path.name.startswith(".") and path.suffix == ".part" for path in files(media))


def test_of_writers_killed_in_the_middle_every_picture_is_whole_and_none_is_missing(media):
    said = []
    for number in range(1, 6):
        writer = process(media, 'while True: print(keep(os.urandom(1_000_000), "webp", SHOWN), flush=True)')
        said += [writer.stdout.readline().strip() for _ in range(number)]
        writer.kill()  # it is writing the next one
        writer.wait()

    pictures = [path for path in files(media) if path.suffix != ".part"]
    assert all(map(is_whole, pictures))
    assert {str(path.relative_to(media)) for path in pictures} >= set(said)


def test_a_disk_that_takes_no_more_is_said_and_nothing_is_left_on_it(media):
    """The kernel stops the file in the middle, as it does on a full disk."""
    writer = process(
        media,
        """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            keep(b"x" * 300_000, "webp", SHOWN)
        except NotKept as why:
            print(why)
        """,
    )

    assert writer.communicate()[0] == "The storage does not take it: File too large.\n"
    assert files(media) == []


def test_a_media_folder_that_is_none_is_said(settings, media):
    media.write_text("a file")

    with pytest.raises(NotKept, match="Not a directory"):
        keep(b"content", "webp", SHOWN)


def test_a_front_server_may_read_what_a_careful_umask_would_hide(media):
    writer = process(media, 'os.umask(0o077); print(keep(b"content", "webp", SHOWN))')
    file = media / writer.communicate()[0].strip()

    assert file.stat().st_mode & 0o777 == 0o644
    assert {folder.stat().st_mode & 0o777 for folder in (file.parent, file.parent.parent, media)} == {0o755}


def test_an_equal_picture_takes_the_name_and_gets_no_other(media):
    first = keep(b"content", "webp", SHOWN)

    assert keep(b"content", "webp", SHOWN) == first
    with default_storage.open(first) as file:
        assert default_storage.save(first, file) == first
    assert len(files(media)) == 1


def test_processes_on_the_same_picture_make_one_file_that_is_whole_at_any_moment(media):
    code = """
    print("ready", flush=True)
    while not os.path.exists(sys.argv[1] + ".go"): pass
    for number in range(40):
        default_storage.save("p/ab/cdefghij.webp", ContentFile(b"x" * 2_000_000))
    """
    writers = [process(media, code) for _ in range(3)]
    for writer in writers:
        writer.stdout.readline()
    Path(f"{media}.go").touch()
    sizes = set()
    while any(writer.poll() is None for writer in writers):
        if default_storage.exists("p/ab/cdefghij.webp"):
            sizes.add(os.path.getsize(media / "p/ab/cdefghij.webp"))

    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert sizes == {2_000_000}
    assert [path.name for path in files(media)] == ["cdefghij.webp"]
