"""The OpenAPI schema: names and parameters of the routes, and the document itself."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from articles.api.filtering import HOTTEST
from articles.api.paging import NEWS_AT_MOST
from articles.api.problems import MEDIA_TYPE
from articles.filters import TYPES
from articles.search import WINDOW

_PARAMETERS = [
    OpenApiParameter("number", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description="Which page, from 1."),
    OpenApiParameter("topic", str, OpenApiParameter.PATH, description="A topic's id, as /api/topics/ gives it."),
    OpenApiParameter(
        "id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description="The article's, as in its address at the desk."
    ),
    OpenApiParameter(
        "verb",
        {"type": "string", "pattern": "publish|unpublish|decline|withdraw"},
        OpenApiParameter.PATH,
        description="publish, unpublish, decline or withdraw.",
    ),
    OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The last part of the article's address."),
]


def _or_nothing(kind: dict[str, Any]) -> dict[str, Any]:
    """A parameter without a value asks for nothing."""
    return {"anyOf": [kind, {"type": "string", "maxLength": 0}]}


_DAY = _or_nothing({"type": "string", "pattern": "^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"})
FILTERS = (
    OpenApiParameter("topic", str, description="A topic's id; with the topics below it."),
    OpenApiParameter("provider", str, description="A provider's domain, or its name where no other one has it."),
    OpenApiParameter("type", _or_nothing({"type": "string", "enum": list(TYPES)}), description=", ".join(TYPES) + "."),
    OpenApiParameter("since", _DAY, description="Not before this day, such as 2026-11-20."),
    OpenApiParameter("until", _DAY, description="Not after this day."),
    OpenApiParameter("minimum_heat", _or_nothing({"type": "integer", "minimum": -1, "maximum": HOTTEST}), description="At least as hot."),
    OpenApiParameter(
        "q", str, description=f"Words to look for, the best of the newest {WINDOW} matches first; “-” before a word excludes it."
    ),
    OpenApiParameter(
        "page_size", _or_nothing({"type": "integer", "minimum": 1, "maximum": NEWS_AT_MOST}), description="How many a page; else 25."
    ),
)


class Routes(AutoSchema):
    """Names an operation after its whole path, for one view answers several; and after its method where that is not GET."""

    def get_operation_id(self) -> str:
        method = [] if self.method == "GET" else [self.method.lower()]
        return "_".join([*re.findall(r"\w+", self.path)[1:], *method])

    def get_override_parameters(self) -> list[Any]:
        """Those in the path, and of the view's own those that the path does not say already."""
        in_path = [parameter for parameter in _PARAMETERS if f"{{{parameter.name}}}" in self.path]
        taken = {parameter.name for parameter in in_path}
        return [*in_path, *(one for one in getattr(self.view, "parameters", ()) if one.name not in taken)]

    def _get_response_for_code(self, serializer: Any, status_code: Any, media_types: Any = None, direction: Any = "response") -> Any:
        if int(status_code) >= 400:
            media_types = [MEDIA_TYPE]
        return super()._get_response_for_code(serializer, status_code, media_types, direction)  # type: ignore[no-untyped-call]


@cache
def document() -> dict[str, Any]:
    """The schema as a dict. Made once: it follows from the code alone."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
