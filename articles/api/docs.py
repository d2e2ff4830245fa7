"""The schema for programs, and the same as a page for people. Nothing from elsewhere, as the CSP asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView

from articles.api.problems import not_allowed
from articles.api.schema import document
from articles.canonical import NEWS
from articles.models import Article, ArticleTopic


@dataclass
class Route:
    method: str
    path: str
    about: str
    parameters: list[dict[str, Any]]
    sent: str
    answers: list[tuple[str, str]]
    example: str


@dataclass
class Kind:
    """A type in words, around the name of the shape that it refers to ("" for none): list of | Image | or null."""

    before: str
    shape: str
    after: str


@dataclass
class Key:
    name: str
    kind: Kind
    note: str


# Nothing is written there, so no token is asked for.
@method_decorator([csrf_exempt, cache_control(public=True, no_cache=True), conditional_page], name="dispatch")
class AboutView(View):
    http_method_names = ["get", "head"]

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return not_allowed(request, ["GET", "HEAD"])


class SchemaView(AboutView):
    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse(document(), content_type="application/vnd.oai.openapi+json")


class DocsView(AboutView, TemplateView):
    template_name = "api/docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schema = document()
        return super().get_context_data(info=schema["info"], routes=list(routes(schema, live_examples())), shapes=shapes(schema), **kwargs)


def live_examples() -> dict[str, str]:
    """A value for each parameter that leads to something published; a parameter without one is left out."""
    found = {"number": "1"}
    newest = Article.objects.published().in_category(NEWS).newest_first().only("slug").first()
    if newest is not None:
        found["slug"] = newest.slug
        link = ArticleTopic.objects.filter(article=newest).select_related("topic").first()
        if link is not None:
            found["topic"] = link.topic.slug
    return found


def routes(schema: dict[str, Any], examples: dict[str, str]) -> Iterator[Route]:
    """What is for all comes before what is for editors."""
    for path, methods in sorted(schema["paths"].items(), key=lambda found: "/desk/" in found[0]):
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            told = [(status, answer) for status, answer in operation["responses"].items() if "content" in answer]
            answers = [(status, _kind(_body(answer)).shape) for status, answer in told]
            known = all(parameter["name"] in examples for parameter in parameters if parameter["in"] == "path")
            example = path.format(**{name: quote(value) for name, value in examples.items()}) if known else ""
            sent = _kind(_body(operation["requestBody"])).shape if "requestBody" in operation else ""
            yield Route(method.upper(), path, operation.get("description", ""), parameters, sent, answers, example)
    about = "This description for programs: OpenAPI 3.1 as JSON."
    yield Route("GET", reverse("api-schema"), about, [], "", [], reverse("api-schema"))


def shapes(schema: dict[str, Any]) -> dict[str, list[Key]]:
    """{name of a shape: its keys in order}."""
    return {
        name: [Key(key, _kind(kind), kind.get("description", "")) for key, kind in shape["properties"].items()]
        for name, shape in schema["components"]["schemas"].items()
    }


def _body(answer: dict[str, Any]) -> dict[str, Any]:
    return next(iter(answer["content"].values()))["schema"]


def _kind(schema: dict[str, Any]) -> Kind:
    choices = schema.get("oneOf") or schema.get("allOf") or [schema]
    shape = next((choice["$ref"].rsplit("/", 1)[1] for choice in choices if "$ref" in choice), "")
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    after = " or null" if "null" in types or {"type": "null"} in choices else ""
    if "array" in types:
        inner = _kind(schema["items"])
        return Kind(f"list of {inner.before}", inner.shape, after)
    return Kind("" if shape else schema.get("format") or types[0], shape, after)
