"""Reads the environment for settings.py; a wrong value is named, with what to write instead.

Every function takes a variable's name and raises ImproperlyConfigured with that name in the message. A variable that
is set to nothing counts as not set. Values that may hold a password are never repeated in a message.
"""

import os
import re
from collections.abc import Callable
from email.utils import getaddresses
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

BASE_DIR = Path(__file__).resolve().parent.parent

Parse = Callable[[str], dict[str, object]]

DATABASES = ("sqlite", "postgres", "postgresql")
CACHES = ("locmemcache", "filecache", "dbcache", "dummycache", "redis", "rediss")
# With the port that is meant where none is written. "tls" is STARTTLS; "smtps" is left out, for it means either.
MAIL = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "consolemail": 0}
MAIL_EXAMPLE = "smtp+tls://user:password@mail.example.org:587"
# A queue that does not answer must not hold up whoever asks for something to be done.
QUEUE_PATIENCE = "socket_connect_timeout=2&socket_timeout=5"
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
BUCKET_EXAMPLE = "s3://key:secret@bucket/folder?endpoint=https://s3.example.org&region=eu-central-1&domain=media.example.org"
HOST = re.compile(r"\*|\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)

environ.Env.read_env(str(BASE_DIR / ".env"))


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, "").strip() or default
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} holds a line break or another character that cannot be printed.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    value = text(name, default=str(default)).lower()
    if value in ("true", "1", "yes", "on"):
        return True
    if value in ("false", "0", "no", "off"):
        return False
    raise ImproperlyConfigured(f'{name}="{value}" is neither true nor false.')


def secret_key(name: str, *, debug: bool) -> str:
    key = text(name)
    if key or debug:
        return key or "insecure-key-of-a-development-server"
    raise ImproperlyConfigured(f"{name} is not set. `make install` writes one to .env; or set {name} to 50 random characters.")


def site_url(name: str, *, debug: bool) -> str:
    """The public address without a slash at its end, such as https://news.example.org."""
    address = text(name, default="http://127.0.0.1:8000").rstrip("/")
    if not _is_scheme_and_host(address):
        raise ImproperlyConfigured(f'{name}="{address}" must be a scheme and a host, such as https://news.example.org.')
    if debug and (address.startswith("https://") or not _is_this_machine(host_of(address))):
        raise ImproperlyConfigured(f"DEBUG is on and {name} is public: a public site must not run with DEBUG. Write DEBUG=false.")
    return address


def _is_this_machine(host: str) -> bool:
    """Names that lead nowhere else: error pages with code and settings stay among developers."""
    return host in ("localhost", "127.0.0.1", "[::1]", "testserver") or host.endswith((".localhost", ".test"))


def _is_scheme_and_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False
    return known and parts.geturl() == f"{parts.scheme}://{parts.netloc}" and "@" not in parts.netloc


def host_of(address: str) -> str:
    """As ALLOWED_HOSTS writes it: without the port, an IPv6 address in its brackets."""
    return re.sub(r":\d+$", "", urlsplit(address).netloc)


def hosts(name: str, default: list[str], *, debug: bool) -> list[str]:
    found = [part.strip() for part in text(name, default=",".join(default)).split(",") if part.strip()]
    for host in found:
        if debug and not _is_this_machine(host):
            raise ImproperlyConfigured(f"DEBUG is on and {name} has {host}: a public site must not run with DEBUG. Write DEBUG=false.")
        if not HOST.fullmatch(host):
            raise ImproperlyConfigured(f'{name}: "{host}" is not a host name; write names alone, such as news.example.org,www.example.org.')
    return found


def origins(name: str) -> list[str]:
    """Scheme and host of other sites, each once; ["*"] for all of them."""
    found = list(dict.fromkeys(part.strip().rstrip("/") for part in text(name).split(",") if part.strip()))
    for origin in found:
        if origin != "*" and not _is_scheme_and_host(origin):
            raise ImproperlyConfigured(f'{name}: "{origin}" is no origin; write scheme and host, such as https://app.example.org.')
    if "*" in found and len(found) > 1:
        raise ImproperlyConfigured(f"{name}: * means all of them; write it alone.")
    return found


def locale(name: str) -> str:
    value = text(name, default="en-us").lower()
    languages = {code.split("-")[0] for code in LANG_INFO}
    if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]+)*", value) or value.split("-")[0] not in languages:
        raise ImproperlyConfigured(f'{name}="{value}" is not a language tag that Django knows, such as en-us or da.')
    return value


def time_zone(name: str) -> str:
    zone = text(name, default="UTC")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(f'{name}="{zone}" is not a time zone; write one such as Europe/Copenhagen.') from None
    return zone


def folder(name: str, default: Path) -> str:
    """An absolute path; the folder itself is made when something is first put there."""
    path = Path(text(name, default=str(default)))
    if not path.is_absolute() or path.is_file():
        raise ImproperlyConfigured(f'{name}="{path}" must be the absolute path of a folder, such as /srv/newsroom/media.')
    return str(path)


def database(name: str) -> dict[str, Any]:
    """A value for Django's DATABASES: SQLite under var/ unless the environment names another."""
    address = text(name)
    if not address:
        return _sqlite(name, str(BASE_DIR / "var" / "newsroom.sqlite3"))
    if address.startswith("sqlite:") and not address.startswith(("sqlite:///", "sqlite://:memory:")):
        raise ImproperlyConfigured(f"{name}: SQLite takes three slashes and a path, four where the path begins with one.")
    config = _parsed(name, address, environ.Env.db_url_config, DATABASES, "postgresql://user:password@host/name")
    if address.startswith("sqlite:"):
        return _sqlite(name, str(config["NAME"]))
    if not config["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database; write postgresql://user:password@host/name.")
    return config


def _sqlite(name: str, file: str) -> dict[str, object]:
    if file != ":memory:" and not Path(file).parent.is_dir():
        raise ImproperlyConfigured(f"{name}: there is no folder {Path(file).parent} for the SQLite database; make it first.")
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": file}


def cache(name: str) -> dict[str, object]:
    """A value for Django's CACHES: this process's memory unless the environment names another."""
    address = text(name, default="locmemcache://")
    config = _parsed(name, address, environ.Env.cache_url_config, CACHES, "redis://127.0.0.1:6379/1")
    if address.startswith("redis") and not find_spec("redis"):
        raise ImproperlyConfigured(f"{name} names Redis, but Python's package for it is missing: pip install redis.")
    return config


def pages(name: str, database: dict[str, Any]) -> str:
    """Where kept pages are agreed upon: a Redis, or a file that all processes of this newsroom reach. "" where nobody knows of one."""
    address = text(name, default="locmemcache://")
    scheme, _, place = address.partition("://")
    if scheme in ("redis", "rediss"):
        return address
    if scheme == "filecache":
        return str(Path(place) / "pages")
    # SQLite is on one machine, so is what lies beside it. Where else PostgreSQL is written to from, nobody here can know.
    is_file = scheme != "dummycache" and database["ENGINE"].endswith("sqlite3") and Path(database["NAME"]).is_absolute()
    return f"{database['NAME']}-pages" if is_file else ""


def tasks(name: str) -> dict[str, Any]:
    """A value for Huey's setting: a queue in a file under var/ unless the environment names another file or a Redis."""
    address = text(name, default=f"sqlite:///{BASE_DIR / 'var' / 'tasks.sqlite3'}")
    common = {"name": "newsroom", "immediate": False, "results": False, "consumer": {"workers": 1, "worker_type": "thread"}}
    if address.startswith("sqlite:////"):
        return {**common, "huey_class": "huey.SqliteHuey", "filename": _sqlite(name, address.removeprefix("sqlite:///"))["NAME"]}
    parts = _split(address)
    if parts is None or parts.scheme not in ("redis", "rediss", "unix") or not (parts.hostname or parts.scheme == "unix"):
        raise ImproperlyConfigured(f"{name} must begin with redis:// or sqlite://// and be whole; write redis://127.0.0.1:6379/2.")
    if not find_spec("redis"):
        raise ImproperlyConfigured(f"{name} names Redis, but Python's package for it is missing: pip install redis.")
    return {**common, "huey_class": "huey.RedisHuey", "url": f"{address}{'&' if parts.query else '?'}{QUEUE_PATIENCE}"}


def media(name: str) -> dict[str, Any]:
    """A value for Django's STORAGES: the folder of MEDIA_ROOT unless the environment names a bucket."""
    address = text(name)
    if not address:
        return {"BACKEND": "articles.images.storage.DurableStorage"}
    parts = _split(address)
    if parts is None or parts.scheme != "s3" or not BUCKET.fullmatch(parts.hostname or "") or bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(f"{name} must begin with s3:// and be whole; write {BUCKET_EXAMPLE}.")
    if not (find_spec("storages") and find_spec("boto3")):
        raise ImproperlyConfigured(f'{name} names a bucket, but the packages for it are missing: pip install "django-storages[s3]".')
    options = {
        **{"bucket_name": parts.hostname, "location": parts.path.strip("/"), **_bucket_options(name, parts.query)},
        # Without a key in the address, the usual places of AWS are asked: the environment, a profile, the machine's role.
        **({"access_key": unquote(parts.username), "secret_key": unquote(parts.password or "")} if parts.username else {}),
    }
    return {"BACKEND": "articles.images.bucket.BucketStorage", "OPTIONS": options}


def _bucket_options(name: str, query: str) -> dict[str, str]:
    given = parse_qsl(query, keep_blank_values=True)
    options = dict(given)
    if len(options) < len(given) or not options.keys() <= {"endpoint", "region", "domain"}:
        raise ImproperlyConfigured(f"{name}: behind the ? stand endpoint=, region= and domain= alone, each once; write {BUCKET_EXAMPLE}.")
    if "endpoint" in options and not _is_scheme_and_host(options["endpoint"]):
        raise ImproperlyConfigured(f"{name}: endpoint= takes a scheme and a host, such as https://s3.example.org.")
    if not re.fullmatch(r"[a-z0-9-]+", options.get("region", "auto")):
        raise ImproperlyConfigured(f"{name}: region= takes a region's name, such as eu-central-1.")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", options.get("domain", "media.example.org")):
        raise ImproperlyConfigured(f"{name}: domain= takes a host name alone, in small letters, such as media.example.org.")
    called = {"endpoint": "endpoint_url", "region": "region_name", "domain": "custom_domain"}
    return {called[option]: value for option, value in options.items()}


def mail(name: str) -> dict[str, Any]:
    """Django's settings for mail: none is sent unless the environment names a server."""
    address = text(name)
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    config = _parsed(name, address, environ.Env.email_url_config, tuple(MAIL), MAIL_EXAMPLE)
    scheme = address.partition(":")[0]
    if scheme != "consolemail" and not config["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"{name} names no mail server; write {MAIL_EXAMPLE}.")
    keys = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD")
    encrypted = {"EMAIL_USE_TLS": scheme == "smtp+tls", "EMAIL_USE_SSL": scheme == "smtp+ssl"}
    return {**{key: config[key] or "" for key in keys}, "EMAIL_PORT": config["EMAIL_PORT"] or MAIL[scheme], **encrypted}


def sender(name: str, *, needed: bool) -> str:
    """Who our mail is from: an address, or a name and an address in angle brackets."""
    value = text(name)
    if not value and not needed:
        return "newsroom@localhost"
    if not value:
        raise ImproperlyConfigured(f"{name} is not set, and mail as in EMAIL_URL needs a sender; write desk@news.example.org.")
    found = getaddresses([value])
    try:
        validate_email(found[0][1] if len(found) == 1 else "")
    except ValidationError:
        raise ImproperlyConfigured(f'{name}="{value}" is no address; write one such as Newsroom <desk@news.example.org>.') from None
    return value


def hub(name: str) -> str:
    """The whole address of a WebSub hub; "" for none."""
    address = text(name)
    if address and not _is_address(address, ("https", "http")):
        raise ImproperlyConfigured(f"{name} must be the whole address of a hub, without a password, such as https://hub.example.org/.")
    return address


def contact(name: str) -> str:
    """Where to report a hole in our security, as RFC 9116 wants it: a mailto: or https: address; "" for nowhere."""
    value = text(name)
    if not value or _is_address(value, ("https",)):
        return value
    try:
        validate_email(value.removeprefix("mailto:"))
    except ValidationError:
        raise ImproperlyConfigured(
            f'{name}="{value}" is neither mail nor https; write security@example.org or https://example.org/security.'
        ) from None
    return f"mailto:{value.removeprefix('mailto:')}"


def _is_address(address: str, schemes: tuple[str, ...]) -> bool:
    parts = _split(address)
    plain = address.isascii() and not re.search(r'[\s<>"\\]', address)
    return (
        parts is not None and parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc and plain and not parts.fragment
    )


def _parsed(name: str, address: str, parse: Parse, schemes: tuple[str, ...], example: str) -> dict[str, object]:
    try:
        if address.partition(":")[0] not in schemes or "://" not in address:
            raise ValueError("unknown scheme")
        return dict(parse(address))
    except (ValueError, KeyError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"{name} must begin with {'://, '.join(schemes)}:// and be whole; write {example}.") from None


def _split(address: str) -> SplitResult | None:
    """None for what is no address: a bracket that is not closed, a port that is no number."""
    try:
        parts = urlsplit(address)
        return parts if "://" in address and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None
