"""What is not a page: pictures, and what robots and browsers ask for by name."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import condition

from articles.images.keeping import PUBLIC, kept_for, type_of
from articles.site.xml import Document

TEXT = "text/plain; charset=utf-8"
SECURITY_HOLDS = timedelta(days=180)

# On every answer, also on “not modified”: a browser would put our pages' policy on the picture that it kept.
SANDBOX = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",  # other sites show our social cards
}


def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, from wherever media lie. A front server does this better, ranges included: docs/serving.md."""
    try:
        response = _picture(request, name) if PUBLIC.fullmatch(name) else _said("There is no such picture.", 404)
    except FileNotFoundError:
        response = _said("There is no such picture.", 404)
    except OSError:
        response = _said("The pictures cannot be had at the moment.", 503)
        response["Retry-After"] = "60"
    response["Cache-Control"] = kept_for(name) if response.status_code in (200, 304) else "no-store"
    for header, value in SANDBOX.items():
        response[header] = value
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """Lists of what was searched for have no end, and nothing in them that does not stand elsewhere. Their feeds are for programs."""
    # First, for a robot of the old kind takes the first line that fits; one of RFC 9309 takes the longest.
    feeds = reverse("search-feed", args=["rss"]).removesuffix("rss")
    closed = f"Allow: {feeds}\n" + "".join(f"Disallow: {path}\n" for path in ("/admin/", "/api/desk/", reverse("search")))
    maps = "".join(f"Sitemap: {settings.SITE_URL}{reverse(name)}\n" for name in ("sitemap", "sitemap-news"))
    return HttpResponse(f"User-agent: *\n{closed}\n{maps}", content_type=TEXT)


def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116). The day of its expiry moves on by itself."""
    if not settings.SECURITY_CONTACT:
        raise Http404("no contact is named")
    expires = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_HOLDS
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": ", ".join(dict.fromkeys([settings.SITE_LOCALE, "en"])),
        "Canonical": settings.SITE_URL + reverse("security"),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in lines.items()), content_type=TEXT)


def opensearch(request: HttpRequest) -> HttpResponse:
    """What a browser needs to offer our search beside its own (OpenSearch 1.1)."""
    document = Document("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    document.leaf("ShortName", settings.SITE_NAME[:16])
    document.leaf("Description", (_("Search the news of %(site)s.") % {"site": settings.SITE_NAME})[:1024])
    document.leaf("Language", settings.SITE_LOCALE)
    document.leaf("InputEncoding", "UTF-8")
    document.leaf("Image", urljoin(settings.SITE_URL, staticfiles_storage.url("site/favicon.svg")), {"type": "image/svg+xml"})
    found_in = {"text/html": reverse("search")}
    found_in |= {f"application/{form}+xml": reverse("search-feed", args=[form]) for form in ("rss", "atom")}
    for kind, path in found_in.items():
        document.leaf("Url", attributes={"type": kind, "template": f"{settings.SITE_URL}{path}?q={{searchTerms}}"})
    return HttpResponse(document.end(), content_type="application/opensearchdescription+xml; charset=utf-8")


def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(staticfiles_storage.url("site/favicon.svg"))


def _etag(request: HttpRequest, name: str) -> str:
    """A name never means two pictures."""
    return f'"{name}"'


def _stored_at(request: HttpRequest, name: str) -> datetime:
    return default_storage.get_modified_time(name)


@condition(etag_func=_etag, last_modified_func=_stored_at)
def _picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Raises OSError."""
    return FileResponse(default_storage.open(name), content_type=type_of(name))


def _said(sentence: str, status: int) -> HttpResponseBase:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
