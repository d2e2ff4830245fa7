"""Media in a bucket (S3, or a store that speaks like it): private, with our types, and failing as a disk does.

Needs `pip install "django-storages[s3]"`. Only settings that name a bucket load this.
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from articles.images.keeping import kept_for, type_of

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

# A worker of the web server has 30 seconds. Stores of other makers know no checksums but those that are required.
PATIENCE = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"mode": "standard", "total_max_attempts": 2},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def as_a_disk(method: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """What a bucket cannot do is an OSError, so that nobody who works with media has to know what it lies on."""

    @wraps(method)
    def tried(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        try:
            return method(*args, **kwargs)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404 and error.response["Error"]["Code"] != "NoSuchBucket":
                raise FileNotFoundError(errno.ENOENT, "the bucket has no such file") from error
            raise OSError(errno.EIO, f"the bucket says {error.response['Error']['Code']}") from error
        except BotoCoreError as error:
            raise OSError(errno.EIO, f"the bucket does not answer ({type(error).__name__})") from error

    return tried


class BucketStorage(S3Storage):
    """A picture is one request, there and back; each is small enough to be held whole."""

    def get_default_settings(self) -> dict[str, Any]:
        return {**super().get_default_settings(), "client_config": PATIENCE}

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        return {**super().get_object_parameters(name), "ContentType": type_of(name), "CacheControl": kept_for(name)}

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """On the domain that shows the bucket; without one on our own site, which reads it (articles/site/files.py)."""
        if self.custom_domain:
            return super().url(name, *args, **kwargs)
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name))

    @property
    def bucket(self) -> Any:
        """A thread's own, for they must not be shared."""
        return self.connection.Bucket(self.bucket_name)

    @as_a_disk
    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        body = self.bucket.Object(self._key(name)).get()["Body"]
        return ContentFile(body.read(), name=posixpath.basename(name))

    @as_a_disk
    def _save(self, name: str, content: File[Any]) -> str:
        self.bucket.Object(self._key(name)).put(Body=content.read(), **self._get_write_parameters(name))
        return name

    def _key(self, name: str) -> str:
        key: str = self._normalize_name(name)
        return key

    exists = as_a_disk(S3Storage.exists)
    delete = as_a_disk(S3Storage.delete)
    listdir = as_a_disk(S3Storage.listdir)
    size = as_a_disk(S3Storage.size)
    get_modified_time = as_a_disk(S3Storage.get_modified_time)
