"""An S3 server in a process of its own, on a socket of this machine, with a bucket "newsroom" in it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import boto3

REGION = "eu-central-1"


class Store:
    def __init__(self, folder: Path) -> None:
        self.log = folder / "s3.log"
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.endpoint = self._says_where()
        secrets = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
        self.client = boto3.client("s3", endpoint_url=self.endpoint, region_name=REGION, **secrets)
        self.make_anew()

    def make_anew(self) -> None:
        """Forget all that it was given, and be one empty bucket again."""
        urlopen(Request(f"{self.endpoint}/moto-api/reset", method="POST"), timeout=30).close()
        self.client.create_bucket(Bucket="newsroom", CreateBucketConfiguration={"LocationConstraint": REGION})

    def setting(self, bucket: str = "newsroom", **options: str) -> str:
        """What MEDIA_STORAGE says of it."""
        asked = "&".join(f"{name}={value}" for name, value in {"endpoint": self.endpoint, "region": REGION, **options}.items())
        return f"s3://key:secret@{bucket}/media?{asked}"

    def keys(self) -> list[str]:
        return [entry["Key"] for entry in self.client.list_objects_v2(Bucket="newsroom").get("Contents", [])]

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _says_where(self) -> str:
        for _ in range(300):
            if found := re.search(r"Running on (http://127\.0\.0\.1:\d+)", self.log.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"the S3 server does not start: {self.log.read_text()}")


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    running = Store(folder)
    try:
        yield running
    finally:
        running.stop()
