"""What is added to an engine of Django's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsroom.cache.places import changing
from newsroom.cache.statements import is_seen

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper as Base
else:
    Base = object


class Watched(Base):
    """Mixed in before Django's DatabaseWrapper."""

    _is_seen = False  # whether the transaction that is open changes what readers see

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._watch)

    def commit(self) -> None:
        if not self._is_seen:
            super().commit()
            return
        with changing():
            super().commit()
        self._is_seen = False

    def rollback(self) -> None:
        super().rollback()
        self._is_seen = False

    def _watch(self, execute: Any, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not is_seen(str(sql)):
            return execute(sql, params, many, context)
        if self.in_atomic_block or not self.autocommit:
            # Stays, also where a savepoint is rolled back: then pages are rendered once for nothing.
            self._is_seen = True
            return execute(sql, params, many, context)
        with changing():
            return execute(sql, params, many, context)
