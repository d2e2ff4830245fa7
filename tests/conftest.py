import gc
import os
import shutil
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

# Machines are shared and noisy. CI tries the same each time, as by Hypothesis' own profile for it; new examples are found by people.
hypothesis_settings.register_profile("newsroom", deadline=None, max_examples=60, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("newsroom")

# Temporary folders lie in memory where there is plenty: what keeps files waits for the disk after each of them, which nobody needs here.
MEMORY, PLENTY = "/dev/shm", 4 * 1024**3
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > PLENTY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", MEMORY)

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
    rights = ("content_type__app_label", "content_type__model", "codename")
    given: list[tuple[str, ...]] = []  # a group's name, and one right of it, as the migrations gave them

    def restore(**sent):
        from django.contrib.auth.models import Group, Permission

        if not given:
            roles.create_roles(apps, None)
            pictures.give_rights(apps, None)
            given.extend(Group.objects.filter(permissions__isnull=False).values_list("name", *(f"permissions__{part}" for part in rights)))
            return
        # The same in a few queries instead of hundreds; Django has made the permissions anew by now.
        groups = {name: Group.objects.get_or_create(name=name)[0].pk for name in dict.fromkeys(row[0] for row in given)}
        permissions = {tuple(right): pk for pk, *right in Permission.objects.values_list("pk", *rights)}
        link = Group.permissions.through
        links = [link(group_id=groups[name], permission_id=permissions[tuple(right)]) for name, *right in given]
        link.objects.bulk_create(links, ignore_conflicts=True)

    post_migrate.connect(restore, sender=articles)
    yield
    post_migrate.disconnect(restore, sender=articles)
