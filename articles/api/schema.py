"""The OpenAPI schema: names and parameters of the routes, and the document itself."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

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


class Routes(AutoSchema):
    """Names an operation after its whole path, for one view answers several; and after its method where that is not GET."""

    def get_operation_id(self) -> str:
        method = [] if self.method == "GET" else [self.method.lower()]
        return "_".join([*re.findall(r"\w+", self.path)[1:], *method])

    def get_override_parameters(self) -> list[Any]:
        return [parameter for parameter in _PARAMETERS if f"{{{parameter.name}}}" in self.path]


@cache
def document() -> dict[str, Any]:
    """The schema as a dict. Made once: it follows from the code alone."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
