"""Files read and parsed batch by batch, on all cores where there are many."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import connection

from articles.importer.files import FoundFile, ReadFile, read_files
from articles.importer.plan import known_digests

BATCH = 500  # files a transaction
IN_FLIGHT = 4  # batches read ahead of the writer; bounds memory
WORTH_A_POOL = 1000  # starting processes costs more than reading fewer files


def batches(source: str, root: str, files: Iterable[FoundFile]) -> Iterator[list[ReadFile]]:
    """Batches in the order of the files. What the database has under the same digest comes without a record."""
    iterator = iter(files)
    chunks: Iterator[list[FoundFile]] = iter(lambda: list(islice(iterator, BATCH)), [])
    first = list(islice(chunks, WORTH_A_POOL // BATCH))
    if sum(map(len, first)) < WORTH_A_POOL:
        for chunk in first:
            yield read_files(root, chunk, known_digests(source, [file.path for file in chunk]))
        return
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=_prepare_worker) as pool:
        ahead: deque[Future[list[ReadFile]]] = deque()
        for chunk in chain(first, chunks):
            ahead.append(pool.submit(read_files, root, chunk, known_digests(source, [file.path for file in chunk])))
            if len(ahead) >= IN_FLIGHT:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()


def _prepare_worker() -> None:
    """Ctrl-C is the writer's to answer, and a worker whose run was killed ends with it."""
    gc.set_threshold(100_000)  # batches are dropped as a whole, so little is left to collect
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
