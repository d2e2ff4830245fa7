"""The project's own settings, but for a view that says hello in the place of all pages."""

from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "bench.hello.urls"
