"""Pages of a list whose length nobody has time to count."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet

FARTHEST = 2_000


class BoundedPaginator(Paginator):
    """Counts at most FARTHEST rows and shows no page beyond them: search and filters lead farther than paging does."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, FARTHEST)

    @property
    def label(self) -> str:
        """The count in words: "37", or "2,000+" where there are more than were counted."""
        return f"{self.count:,}" + ("+" if self._counted > FARTHEST else "")

    @cached_property
    def _counted(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by().values("pk")[: FARTHEST + 1].count()
