"""What several pages mean, in the words of schema.org: who we are, where a page stands, what a list holds.

A node is what JSON-LD calls so: `{"@type": …}`. What we do not know is left out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from articles.canonical import home_of, web_address
from articles.models import File, Provider

Node = dict[str, Any]
Step = tuple[str, str]  # a name, and an address on the site

OURS, SITE = "#publisher", "#website"  # what nodes of all pages call us, and our site


_OWN = re.compile(r"/(?!/)[^?#.;\\\s]*\Z")


def node(kind: str, **values: Any) -> Node:
    """Without what is empty."""
    return {"@type": kind, **{name: value for name, value in values.items() if value not in (None, "", [], {})}}


def graph(*nodes: Node | None) -> Node:
    """Everything that one page says."""
    return {"@context": "https://schema.org", "@graph": [node for node in nodes if node]}


def absolute(address: str) -> str:
    # Of its own, nearly always; joining takes ten times as long.
    return f"{settings.SITE_URL}{address}" if _OWN.match(address) else urljoin(f"{settings.SITE_URL}/", address)


def same(name: str) -> Node:
    """A node that stands whole on this page, or on the front page."""
    return {"@id": absolute(f"/{name}")}


def site() -> Node:
    """What every page is a part of. With its name, for who reads a page does not look for the rest of a node on another one."""
    return {**node("WebSite", name=settings.SITE_NAME, url=absolute("/")), **same(SITE)}


def us() -> Node:
    """Who chooses the news."""
    logo = node("ImageObject", url=absolute(staticfiles_storage.url("site/favicon.svg")))
    about = absolute(reverse("about"))
    policies = {"publishingPrinciples": about, "correctionsPolicy": f"{about}#corrections"}
    return {**node("NewsMediaOrganization", name=settings.SITE_NAME, url=absolute("/"), logo=logo, **policies), **same(OURS)}


def website() -> Node:
    """The site, and how it is searched."""
    return {**site(), "inLanguage": settings.SITE_LOCALE, "publisher": same(OURS), **_search()}


def breadcrumbs(*steps: Step) -> Node:
    """Where a page stands: from the front page down to itself."""
    whole = [(settings.SITE_NAME, "/"), *steps]
    items = [node("ListItem", position=at, name=name, item=absolute(address)) for at, (name, address) in enumerate(whole, 1)]
    return node("BreadcrumbList", itemListElement=items)


def listed(addresses: Iterable[str]) -> Node:
    """What a list holds, in its order. The addresses alone: a ListItem around each would be a twentieth of the page."""
    items = [absolute(address) for address in addresses]
    return node("ItemList", numberOfItems=len(items), itemListElement=items)


def organization(provider: Provider | None, name: str) -> Node | None:
    """Who told it, under this name; where it is at home only if that may become a link."""
    if not name:
        return None
    url = web_address(provider.home_page) or home_of(provider.domain) if provider else ""
    return node("Organization", name=name, url=url, logo=_logo(provider))


def picture(file: File | None) -> Node | None:
    return node("ImageObject", url=absolute(file.url), width=file.width, height=file.height) if file else None


def _search() -> Node:
    target = node("EntryPoint", urlTemplate=f"{absolute(reverse('search'))}?q={{search_term_string}}")
    return {"potentialAction": {**node("SearchAction", target=target), "query-input": "required name=search_term_string"}}


def _logo(provider: Provider | None) -> Node | None:
    copy = provider.shown_logo if provider else None
    files = copy.of("logo", "jpeg") if copy else []
    return picture(files[-1] if files else None)
