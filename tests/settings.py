"""The settings of a test run: the project's own, under an environment that does not depend on the machine's."""

import os
import sys
from pathlib import Path

os.environ["DEBUG"] = "true"
os.environ["SITE_URL"] = "http://testserver"
os.environ["TIME_ZONE"] = "UTC"
os.environ["EMAIL_URL"] = ""
os.environ["TASKS_URL"] = ""
os.environ["MEDIA_STORAGE"] = ""
# What Python has compiled is kept: every worker of a run reads all the tests, and many of them start processes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
VAR = Path(__file__).resolve().parent.parent / "var"
VAR.mkdir(exist_ok=True)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{VAR / 'test.sqlite3'}")
# Playwright's synchronous API runs an event loop in the test's thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from newsroom.settings import *  # noqa: E402, F403

# A live server's thread ends with its test, and so must its connection, or the test database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405

# Pages are kept in the tests that are about that.
PAGES = ""

# A queue of this process alone, that nobody works off.
HUEY = {**HUEY, "huey_class": "huey.MemoryHuey"}  # noqa: F405
HUEY.pop("filename", None)

# What is collected belongs to real servers, which some tests start; others must not read it while it is written.
STATIC_ROOT = VAR / "not-collected"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: a live server's threads get connections of their own, as in life. Nothing in it must outlive a crash.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}-test"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
