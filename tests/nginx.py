"""nginx with the configuration of docs/nginx.conf, on ports of this machine, with folders and a certificate of its own."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from articles.images.keeping import PUBLIC
from tests.ports import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
CONFIGURATION = Path(__file__).resolve().parent.parent / "docs" / "nginx.conf"
# What a distribution says around it. The user matters where root starts it.
AROUND = """
daemon off;
user root;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/newsroom.conf;
}}
"""


class Front:
    """`media`, `static`: its folders. `told`: the requests that came through to the application, as (path, headers)."""

    def __init__(self, folder: Path, configuration: str) -> None:
        self.folder = folder
        self.media, self.static = folder / "var/media", folder / "var/static"
        self.plain, self.port = free_port(), free_port()
        self.application = ThreadingHTTPServer(("127.0.0.1", 0), _Application)
        self.application.told = self.told = []
        (folder / "newsroom.conf").write_text(self._here(configuration))
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))

    def ask(self, path: str, *, method: str = "GET", plain: bool = False, **headers: str) -> http.client.HTTPResponse:
        """The path is sent as it is. `body` of the answer holds its bytes."""
        if plain:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=10)
        else:
            trusting = ssl._create_unverified_context()
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=10, context=trusting)
        sent = {"Host": "news.example.org", **{name.replace("_", "-"): value for name, value in headers.items()}}
        connection.request(method, path, headers=sent)
        response = connection.getresponse()
        response.body = response.read()
        connection.close()
        return response

    @contextmanager
    def running(self) -> Iterator[Front]:
        _make_certificate(self.folder)
        threading.Thread(target=self.application.serve_forever, args=(0.02,), daemon=True).start()
        process = subprocess.Popen(
            [NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log")]
        )
        try:
            _wait_for(self.port, process, self.folder / "error.log")
            yield self
        finally:
            process.terminate()
            process.wait()
            self.application.shutdown()
            self.application.server_close()

    def _here(self, configuration: str) -> str:
        """The same text with the places of this machine in it."""
        places = {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{self.port} ssl http2;",
            "127.0.0.1:8000": f"127.0.0.1:{self.application.server_address[1]}",
            "/srv/newsroom/var": f"{self.folder}/var",
            "/etc/letsencrypt/live/news.example.org": str(self.folder),
        }
        for theirs, ours in places.items():
            assert theirs in configuration, theirs
            configuration = configuration.replace(theirs, ours)
        return configuration.replace("/var/cache/nginx", str(self.folder))


class _Application(BaseHTTPRequestHandler):
    """Stands where gunicorn does, and says what it was told. A picture of it is a sentence that may be kept."""

    def do_GET(self) -> None:
        self.server.told.append((self.path, dict(self.headers)))
        if PUBLIC.fullmatch(self.path.removeprefix("/media/")):
            self.answer(b"a picture of the application", "image/webp", "public, max-age=31536000, immutable")
        elif self.path == "/page/":
            self.answer(f"<script src='{self.headers['X-Script']}'></script>".encode(), "text/html", "no-store")
        else:
            self.answer(json.dumps(dict(self.headers)).encode() + b" " * 2000, "application/json", "no-store")

    def answer(self, body: bytes, type: str, cache: str) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", type), ("Content-Length", str(len(body))), ("Cache-Control", cache)):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def _make_certificate(folder: Path) -> None:
    made = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", "/CN=news.example.org", "-days", "2"]
    ask = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *made]
    subprocess.run(ask, check=True, capture_output=True)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not answer")
