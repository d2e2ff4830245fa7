import gc
import os
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from hypothesis import settings as hypothesis_settings

from articles.templatetags import remembered
from tests.chromium import ARGUMENTS, CHROMIUM
from tests.nginx import NGINX
from tests.queue import REDIS

hypothesis_settings.register_profile("newsroom", deadline=None, max_examples=60)  # machines are shared and noisy
hypothesis_settings.load_profile("newsroom")

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def pytest_collection_finish():
    """What is loaded by now stays to the end: the garbage collection need not look through it again and again for every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Every test has a media folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What pages remember depends on settings that tests change and servers do not."""
    remembered.forget()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; tests that use it are skipped where it is missing."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files is not beside this checkout")
    return CORPUS


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, not one that Playwright would download."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ARGUMENTS}


PROGRAMS = {
    "browser": (CHROMIUM, "chromium, chromium-browser or google-chrome"),
    "nginx": (NGINX, "nginx"),
    "redis": (REDIS, "redis-server"),
}


def pytest_runtest_setup(item):
    for marker, (found, name) in PROGRAMS.items():
        if item.get_closest_marker(marker) and not found:
            missing = f"no {name} on this machine"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)


@pytest.fixture(scope="session", autouse=True)
def groups_survive_a_flush():
    """A test with real transactions empties every table at its end, also of what a migration put there."""
    roles = import_module("articles.migrations.0006_roles")
    pictures = import_module("articles.migrations.0008_old_copies")
    articles = apps.get_app_config("articles")

    def restore(**sent):
        roles.create_roles(apps, None)
        pictures.give_rights(apps, None)

    post_migrate.connect(restore, sender=articles)
    yield
    post_migrate.disconnect(restore, sender=articles)
