"""The plain list's settings: the project's own, but for the pages and the template engine, which is Django's as it comes."""

from newsroom.environment import BASE_DIR
from newsroom.settings import *  # noqa: F403

ROOT_URLCONF = "bench.plain.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "bench" / "plain"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
