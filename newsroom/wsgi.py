import os
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from newsroom.cache.layer import Layer  # noqa: E402
from newsroom.cache.places import place  # noqa: E402

# Who writes code wants to see what it does.
pages = None if settings.DEBUG else place()
application: Any = django if pages is None else Layer(django, pages)
