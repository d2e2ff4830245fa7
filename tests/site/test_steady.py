"""A page that comes in portions, over a slow line or into a busy browser: what was seen stays where it was."""

import re
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from articles.models import Article
from tests.site.test_pictures import SHIFTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/news/story-29/", "/topics/vision/", "/search/?q=story", "/providers/")
PORTION, PAUSE = 400, 0.025
BLOCK = re.compile(rb"(?=<(?:article|aside|div|figure|form|h\d|label|li|ol|p|section|ul)\b)")
# Chromium counts what moves by a pixel or two of rounding, a line that is still being written above all.
NOTHING = 0.001


@dataclass
class SlowLine:
    """`is_seen`: set by who has seen the first portion; the others come only then."""

    url: str
    is_seen: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def slow_line(live_server):
    """The same site, whose pages come a portion at a time; styles and pictures come at once."""

    class Line(BaseHTTPRequestHandler):
        def do_GET(self):
            with urlopen(live_server.url + self.path, timeout=30) as answer:
                body, kind = answer.read(), answer.headers["Content-Type"]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if "html" not in kind:
                return self.wfile.write(body)
            first, *others = portions(body)
            self.wfile.write(first)
            line.is_seen.wait(30)
            for portion in others:
                self.wfile.write(portion)
                time.sleep(PAUSE)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Line) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        line = SlowLine(f"http://127.0.0.1:{server.server_port}")
        yield line
        server.shutdown()


def portions(page):
    """The head and the name of the paper, then the rest: cut before blocks, for a line that is half there is no layout. The foot
    grows from the bottom of a short page, so it comes whole."""
    brand = re.search(rb'<a class="brand".*?</a>', page).end()
    foot = page.index(b"<footer")
    yield page[:brand]
    held = b""
    for piece in re.split(BLOCK, page[brand:foot]):
        held += piece
        if len(held) >= PORTION:
            yield held
            held = b""
    yield held + page[foot:]


@pytest.mark.parametrize("width", [390, 820, 1440])
def test_what_is_seen_stays_in_its_place_while_more_comes(newsroom, page, slow_line, width):
    Article.objects.filter(slug="story-29").update(excerpt="Nobody had counted them before. " * 9)
    page.set_viewport_size({"width": width, "height": 900})

    moved = {}
    for address in PAGES:
        slow_line.is_seen.clear()
        page.goto(slow_line.url + address, wait_until="commit")
        page.wait_for_function("performance.getEntriesByName('first-paint').length")
        slow_line.is_seen.set()
        page.wait_for_load_state()
        moved[address] = page.evaluate(SHIFTS)

    assert {address: shift for address, shift in moved.items() if shift > NOTHING} == {}
