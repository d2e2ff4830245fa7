import pytest

from tests.cached import CachedClient


@pytest.fixture
def pages(settings, tmp_path):
    """Pages are kept, under a generation of this test's own."""
    settings.PAGES = str(tmp_path / "cache" / "pages")
    return settings.PAGES


@pytest.fixture
def worker(pages):
    return CachedClient()


@pytest.fixture
def other_worker(pages):
    return CachedClient()
