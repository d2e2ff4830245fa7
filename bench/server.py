"""Serves the files of a folder on loopback, each after some milliseconds: `python -m bench.server FOLDER MILLISECONDS`.

Prints its port. Another process than the one that is measured, for it takes time of its own.
"""

import sys
import time
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer


class Distant(SimpleHTTPRequestHandler):
    """As far away as the milliseconds say."""

    def __init__(self, *args: object, away: float, **options: object) -> None:
        self.away = away
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        time.sleep(self.away)
        with suppress(ConnectionError):  # who has had enough hangs up
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(folder: str, milliseconds: str) -> None:
    handler = partial(Distant, away=int(milliseconds) / 1000, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
