"""What every error below /api/ looks like."""

from http import HTTPStatus

from django.utils.encoding import escape_uri_path

KEYS = ["type", "title", "status", "detail", "instance"]


def problem(response, *more: str) -> dict:
    """The body, which is a problem as RFC 9457 has it, with these keys besides."""
    told = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert list(told) == [*KEYS, *more], told
    assert (told["status"], told["title"]) == (response.status_code, HTTPStatus(response.status_code).phrase)
    assert told["instance"] == escape_uri_path(response.wsgi_request.path)
    assert (told["type"] == "about:blank") == (not more)
    return told


def apart_from_the_address(response) -> dict:
    """What two answers that must not be told apart have in common."""
    return {**problem(response), "instance": ""}
