"""Pictures in a real browser: they come in the size that fits, from us alone, and nothing moves for them."""

import pytest
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from articles.models import Article, ArticleImage
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/news/", "/news/story-28/", "/topics/vision/", "/providers/", "/providers/tide.example/")
# Adds up how far things moved. An observer with `buffered` also hears of what happened before it was there.
SHIFTS = """
    () => new Promise((tell) => {
        let moved = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) moved += entry.value; })
            .observe({ type: "layout-shift", buffered: true });
        setTimeout(() => tell(moved), 300);
    })
"""


def loaded(page, address):
    page.goto(address)
    page.evaluate("""() => Promise.all([...document.images].map((image) => {
        image.loading = "eager";
        return image.decode().catch(() => undefined);
    }))""")
    return page


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("light", 820), ("dark", 390)])
def test_nothing_moves_and_nobody_else_is_asked_for_anything(newsroom, page, live_server, scheme, width):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})

    moved = {address: loaded(page, live_server.url + address).evaluate(SHIFTS) for address in PAGES}

    assert moved == dict.fromkeys(PAGES, 0)
    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert [url for url in asked if "/media/p/" in url]


@pytest.mark.parametrize("address, where", [("/", ".lead"), ("/", ".trio .card"), ("/", ".watch .card"), ("/news/", ".stream li")])
@pytest.mark.parametrize("width, direction", [(390, "ltr"), (820, "rtl"), (1440, "ltr"), (1440, "rtl"), (390, "rtl")])
def test_a_picture_leads_to_its_story(newsroom, page, live_server, address, where, width, direction):
    Article.objects.filter(slug__in=("story-3", "story-4")).update(type="video")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + address)
    page.evaluate("(direction) => { document.documentElement.dir = direction }", direction)
    place = page.locator(where).first
    story = place.locator(":is(h1, h3) a").get_attribute("href")
    picture = place.locator(".picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()

    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(f"**{story}")


@pytest.mark.parametrize("address, where", [("/", ".lead"), ("/", ".stream"), ("/", ".trio"), ("/news/story-28/", ".story-body")])
def test_each_place_shows_the_picture_itself(newsroom, page, live_server, address, where):
    image = loaded(page, live_server.url + address).locator(f"{where} .picture img").first

    assert image.evaluate("image => image.naturalWidth") > 100
    assert image.evaluate("image => image.currentSrc").endswith(".webp")


@pytest.mark.parametrize("pixels, index", [(1, 0), (2, 1)])
def test_a_sharp_screen_is_sent_a_larger_file_than_a_plain_one(newsroom, browser, live_server, pixels, index):
    page = browser.new_context(viewport={"width": 1440, "height": 900}, device_scale_factor=pixels).new_page()
    loaded(page, f"{live_server.url}/")

    sent = page.locator(".stream .picture img").first.evaluate("image => image.currentSrc")

    file = ArticleImage.objects.first().shown.of("thumbnail", "webp")[index]
    assert sent == f"{live_server.url}{file.url}" and file.width == (144, 288)[index]
    page.context.close()


def test_a_browser_that_knows_no_webp_is_shown_a_jpeg(newsroom, page, live_server):
    page.route("**/*.webp", lambda route: route.abort())
    page.goto(f"{live_server.url}/news/story-28/")
    page.evaluate("document.querySelectorAll('source').forEach((source) => source.remove())")

    page.evaluate("document.querySelector('.picture.own img').decode()")

    assert page.locator(".picture.own img").evaluate("image => image.currentSrc").endswith(".jpg")


def test_until_it_has_come_its_colour_stands_in_its_place(newsroom, page, live_server):
    page.route("**/media/p/**", lambda route: None)  # never answered
    page.goto(f"{live_server.url}/news/story-28/", wait_until="commit")
    page.wait_for_selector(".picture.own .plain")

    box = page.locator(".picture.own .plain").bounding_box()
    colour = ArticleImage.objects.filter(article__slug="story-28").get().shown.colour
    shown = page.locator(".picture.own .plain").evaluate("box => getComputedStyle(box).backgroundColor")
    assert shown == "rgb({}, {}, {})".format(*bytes.fromhex(colour.removeprefix("#")))
    assert box["width"] / box["height"] == pytest.approx(640 / 480, abs=0.02)


def test_a_broken_picture_leaves_its_colour_and_no_broken_mark(newsroom, page, live_server):
    copy = ArticleImage.objects.filter(article__slug="story-28").get().shown
    for name in copy.names():
        default_storage.delete(name)
    ArticleImage.objects.filter(article__slug="story-28").update(title="A crane at night")

    page.goto(f"{live_server.url}/news/story-28/")

    expect(page.locator(".picture.own img")).to_be_hidden()
    assert page.locator(".picture.own .plain").bounding_box()["height"] > 100


def test_without_a_copy_a_drawing_stands_in_the_pictures_own_shape(newsroom, page, live_server):
    article = Article.objects.get(slug="story-28")
    article.images.update(picture=None)

    page.goto(f"{live_server.url}/news/story-28/")

    box = page.locator(".picture.own .box").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(1200 / 675, abs=0.02)
    assert page.locator(".picture.own img").count() == 0


def test_a_provider_without_a_logo_has_a_letter_of_its_own(newsroom, page, live_server):
    factories.published(provider=factories.provider("Ångström Post"))

    page.goto(f"{live_server.url}/providers/")

    assert page.locator(".providers svg.logo text").all_text_contents() == ["Å"]
    assert page.locator(".providers img.logo").count() == 3
