"""The answers of this process, by key; those that were asked for least recently make room."""

from __future__ import annotations

import threading
from collections import OrderedDict

from newsroom.cache.answers import Answer

ROOM = 64 * 1024 * 1024  # bytes; some 2,000 pages


class Shelf:
    def __init__(self, room: int = ROOM) -> None:
        self.room, self.taken = room, 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Answer | None:
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
        return answer

    def put(self, key: str, answer: Answer) -> None:
        with self._lock:
            self._remove(key)
            self._answers[key] = answer
            self.taken += answer.weight
            while self.taken > self.room:
                self._remove(next(iter(self._answers)))

    def _remove(self, key: str) -> None:
        if (answer := self._answers.pop(key, None)) is not None:
            self.taken -= answer.weight

    def __len__(self) -> int:
        return len(self._answers)
