"""How a picture is addressed, whatever place it comes from. Pure.

https://paper.example/a.jpg       on the web
file:/srv/site/./assets/a.jpg     in a folder that was imported: what follows /./ lies inside what stands before it
media:images/a.jpg                in our own media
upload:9f86d081…                  sent by an editor; nothing to ask for
/assets/a.jpg                     on a site whose folder and address we were not told
odd:file:/etc/passwd              what is no address of a picture: never asked for. Only our own code makes those with a scheme of ours
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

WEB = ("https://", "http://")
FOLDER, INSIDE = "file:", "/./"
MEDIA = "media:"
UPLOAD = "upload:"
# What a file or an editor calls the address of a picture, and is none.
ODD = "odd:"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site-relative pictures of imported files are: in its folder (real and absolute), or below its address."""

    root: str = ""
    base_url: str = ""

    def address(self, url: str) -> str:
        """Where the picture is that a file names: in the folder if it lies there, also where the file names it by the site's own
        address; else on the web."""
        home = f"{self.base_url.rstrip('/')}/" if self.base_url else ""
        if url.startswith("/") and not url.startswith("//"):
            path, elsewhere = url, urljoin(home, url.lstrip("/")) if home else ""
        elif home and url.startswith(home):
            path, elsewhere = f"/{url.removeprefix(home)}", url
        else:
            return url if url.startswith(WEB) else f"{ODD}{url}"
        if self.root and (not elsewhere or os.path.isfile(os.path.join(self.root, inside_of(path)))):
            return f"{FOLDER}{self.root}{INSIDE}{inside_of(path)}"
        return elsewhere or url


def inside_of(url: str) -> str:
    """The path below the folder that a site-relative address means."""
    return unquote(urlsplit(url).path).lstrip("/").replace("\x00", "\ufffd")


def key_of(address: str, use: str) -> str:
    """What finds a picture by its address in an index of short keys."""
    return hashlib.sha256(f"{use} {address}".encode("utf-8", "surrogatepass")).hexdigest()


def shown(address: str) -> str:
    """For people: without the folder of this machine that an imported picture lay in."""
    return address.partition(INSIDE)[2] if address.startswith(FOLDER) else address.removeprefix(ODD)


def may_be_asked(address: str) -> bool:
    """Whether there is any place to get it from."""
    return address.startswith((*WEB, FOLDER, MEDIA))
