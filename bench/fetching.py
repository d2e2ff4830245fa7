"""Caches the pictures of a local server as the newsroom does: `python -m bench.fetching PORT NAME…`.

Prints seconds, how many were kept, and why the others were not.
"""

import sys
import time

import django

django.setup()

from django.utils import timezone  # noqa: E402

from articles.images.guard import Guard  # noqa: E402
from articles.images.working import work  # noqa: E402
from articles.models import Picture  # noqa: E402


def main(port: str, *names: str) -> None:
    for name in names:
        Picture(address=f"http://127.0.0.1:{port}/{name}", host="127.0.0.1", due_at=timezone.now()).save()
    began = time.perf_counter()
    report = work(guard=Guard(also=frozenset({("127.0.0.1", int(port))})))
    print(time.perf_counter() - began, report.kept, dict(report.failed))


if __name__ == "__main__":
    main(*sys.argv[1:])
