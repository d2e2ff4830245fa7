"""The pages for what went wrong say so without the help of anything that may be broken."""

import pytest
from django.template.loader import get_template
from django.views.defaults import bad_request, permission_denied, server_error

VIEWS = {400: (bad_request, ValueError()), 403: (permission_denied, ValueError()), 500: (server_error,)}


@pytest.mark.parametrize("number, heading", [(400, "That request made no sense"), (403, "not open to you"), (500, "Something broke")])
def test_an_error_page_needs_no_context_and_no_database(rf, number, heading):
    view, *raised = VIEWS[number]

    response = view(rf.get("/"), *raised)

    assert response.status_code == number
    assert heading in response.content.decode() and 'href="/"' in response.content.decode()
    assert get_template(f"{number}.html").render().count(heading) == 2
