"""The queue's addresses, and its forms as a browser posts them."""

from django.urls import reverse

QUEUE = "/admin/queue/"
JSON = {"Accept": "application/json"}


def shown(client, query="") -> dict:
    """What the page is given to show."""
    response = client.get(f"{QUEUE}?{query}" if query else QUEUE)
    assert response.status_code == 200
    return response.context


def titles(context) -> list[str]:
    return [row.article.title for row in context["rows"]]


def post(client, verb, article=None, **fields):
    """As the script posts it."""
    given = {"item": article.pk, "version": article.version} if article else {}
    address = reverse(f"admin:queue_{verb}") if verb in ("undo", "edit", "hold", "release") else reverse("admin:queue_decide", args=[verb])
    return client.post(address, {**given, **fields}, headers=JSON)


def edited(client, article, **typed):
    """The edit form as it was given, with what was typed in its place."""
    form = shown(client, f"item={article.pk}&ask=edit")["form"]
    given = {f"initial-{bound.name}": bound.given() for bound in form if bound.field.show_hidden_initial}
    fields = {**{bound.name: bound.value() for bound in form}, **typed}
    return post(client, "edit", article, **{name: value or "" for name, value in {**given, **fields}.items()})
