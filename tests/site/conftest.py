import pytest

from articles.models import RelatedLink
from tests import factories


@pytest.fixture
def newsroom(db):
    """A small paper: topics in a tree, three providers with logos, pictures, a story told by others, a video without one."""
    vision = factories.topic("Vision", slug="vision", description="Cameras that count.")
    medical = factories.topic("Medical imaging", slug="medical-imaging", parent=vision)
    robots = factories.topic("Robotics", slug="robotics")
    papers = [
        factories.provider(name, domain=f"{name.lower()}.example", description=f"The {name}.") for name in ("Courier", "Tide", "Volt")
    ]
    shared = factories.copy()
    for paper in papers:
        factories.logo(paper)
    for number in range(30):
        article = factories.published(
            f"Story {number}",
            slug=f"story-{number}",
            provider=papers[number % 3],
            topics=[(vision, medical, robots)[number % 3]],
            heat=70 + number,
        )
        factories.pictured(article, factories.stored(copy=shared), title="", width=1200, height=675)
    RelatedLink.objects.create(
        article=article, title="The same elsewhere", web_url="https://else.example/", provider_details={"name": "Else"}
    )
    factories.published(
        "Film", slug="film", type="video", provider=papers[0], topics=[robots], web_url="", original_url="https://youtu.be/nwsrm_demo2"
    )
