"""Media in a bucket, over a real socket: by one setting, private, with our types, and no trouble that lasts when it fails."""

import os
import signal
import time

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.images.addresses import key_of
from articles.images.caching import cache
from articles.images.keeping import MASTER, SHOWN, SOCIAL, NotKept, keep
from articles.images.local import NoPicture, read
from articles.images.shaping.decoder import Decoder
from articles.models import Picture
from newsroom import environment
from tests import s3
from tests.images import pictures


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    with s3.store(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture
def store(running):
    """Empty, whatever the tests before put there."""
    running.make_anew()
    return running


@pytest.fixture
def use(settings, monkeypatch):
    """`use(setting)`: media lie where it says."""

    def use(setting: str) -> None:
        monkeypatch.setenv("MEDIA_STORAGE", setting)
        settings.STORAGES = {**settings.STORAGES, "default": environment.media("MEDIA_STORAGE")}

    return use


@pytest.fixture
def bucket(store, use):
    use(store.setting())
    return store


@pytest.mark.parametrize("format, type", [("webp", "image/webp"), ("avif", "image/avif"), ("jpeg", "image/jpeg"), ("png", "image/png")])
def test_a_picture_lies_in_the_folder_of_the_bucket_with_its_type_and_for_ever(bucket, format, type):
    name = keep(b"content", format, SHOWN)
    stored = bucket.client.get_object(Bucket="newsroom", Key=f"media/{name}")

    assert stored["Body"].read() == b"content"
    assert stored["ContentType"] == type
    assert stored["CacheControl"] == "public, max-age=31536000, immutable"


def test_a_card_is_kept_by_others_for_an_hour(bucket):
    name = keep(b"content", "jpeg", SOCIAL, name="a" * 32)

    assert bucket.client.get_object(Bucket="newsroom", Key=f"media/{name}")["CacheControl"] == "public, max-age=3600"


def test_an_equal_picture_is_not_sent_again(bucket):
    name = keep(b"content", "webp", SHOWN)
    bucket.client.put_object(Bucket="newsroom", Key=f"media/{name}", Body=b"touched")

    assert keep(b"content", "webp", SHOWN) == name
    assert bucket.keys() == [f"media/{name}"]
    assert bucket.client.get_object(Bucket="newsroom", Key=f"media/{name}")["Body"].read() == b"touched"


def test_a_race_of_two_ends_with_one_file(bucket):
    name = keep(b"content", "webp", SHOWN)
    with default_storage.open(name) as file:
        assert default_storage.save(name, file) == name

    assert bucket.keys() == [f"media/{name}"]


def test_what_is_kept_is_nobodys_but_the_owners(bucket):
    name = keep(b"content", "webp", SHOWN)
    grants = bucket.client.get_object_acl(Bucket="newsroom", Key=f"media/{name}")["Grants"]

    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]
    assert not [grant for grant in grants if "URI" in grant["Grantee"]]


def test_readers_get_it_from_our_own_address(bucket, client):
    name = keep(b"content", "avif", SHOWN)
    address = default_storage.url(name)
    response = client.get(address)

    assert address == f"/media/{name}"
    assert response.getvalue() == b"content"
    assert response["Content-Type"] == "image/avif"
    assert response["Content-Length"] == "7"
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get(address, headers={"if-modified-since": response["Last-Modified"]}).status_code == 304


def test_readers_get_no_master_no_list_and_nothing_that_is_not_there(bucket, client):
    master = keep(b"content", "webp", MASTER)

    for address in (f"/media/{master}", "/media/", "/media/p/", f"/media/{master.replace('m/', 'p/')}", "/media/?list-type=2"):
        assert client.get(address).status_code == 404, address


def test_a_domain_that_shows_the_bucket_is_where_pictures_are_loaded_from(store, use):
    use(store.setting(domain="media.example.org"))
    name = keep(b"content", "webp", SHOWN)

    assert default_storage.url(name) == f"https://media.example.org/media/{name}"
    assert store.keys() == [f"media/{name}"]


def test_a_master_comes_back_as_it_was(bucket):
    name = keep(b"content", "webp", MASTER)

    assert read(f"media:{name}") == b"content"
    with pytest.raises(NoPicture):
        read("media:m/ab/none.webp")


def test_files_are_listed_measured_and_deleted(bucket):
    name = keep(b"content", "webp", SHOWN)
    folder, _, file = name.rpartition("/")

    assert default_storage.listdir(folder) == ([], [file])
    assert default_storage.size(name) == 7
    assert abs((default_storage.get_modified_time(name) - timezone.now()).total_seconds()) < 60
    default_storage.delete(name)
    assert bucket.keys() == []


@pytest.fixture
def down(tmp_path, use):
    """The store that was there a moment ago does not answer."""
    with s3.store(tmp_path) as bucket:
        use(bucket.setting())
        keep(b"before", "webp", SHOWN)
        bucket.stop()
        yield bucket


def seconds(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def not_kept() -> None:
    with pytest.raises(NotKept, match="the bucket does not answer"):
        keep(b"content", "webp", SHOWN)


def test_a_store_that_is_down_is_said_within_seconds(down):
    assert seconds(not_kept) < 5


def test_a_store_that_hangs_is_given_up_before_the_worker_is(bucket):
    keep(b"before", "webp", SHOWN)  # the client is there: what counts is waiting
    os.kill(bucket.process.pid, signal.SIGSTOP)
    try:
        assert seconds(not_kept) < 15
    finally:
        os.kill(bucket.process.pid, signal.SIGCONT)


def test_readers_of_a_store_that_is_down_are_asked_to_come_again(down, client):
    response = client.get("/media/p/ab/cdefghijklmnop.webp")

    assert response.status_code == 503
    assert response["Retry-After"]


def test_a_bucket_that_is_not_there_is_said(store, use):
    use(store.setting(bucket="another"))

    with pytest.raises(NotKept, match="the bucket says NoSuchBucket|the bucket says 404"):
        keep(b"content", "webp", SHOWN)


@pytest.mark.django_db
def test_a_picture_is_put_off_while_the_store_is_down(down, tmp_path):
    (tmp_path / "a.png").write_bytes(pictures.png())
    address = f"file:{tmp_path}/./a.png"
    picture = Picture.objects.create(key=key_of(address, "story"), address=address, due_at=timezone.now())

    with Decoder() as decoder, pytest.raises(NotKept):
        cache(picture, decoder.shape)
    picture.refresh_from_db()
    assert picture.error == "storage"
    assert "does not answer" in picture.error_text
    assert picture.due_at > timezone.now()
    assert picture.copy is None
