"""A mail server on a real socket that keeps what it is given; it can refuse recipients, hang up, or say nothing."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[tuple[list[str], EmailMessage]] = []
        self.refused: set[str] = set()
        self.hangs_up_after = 1_000
        self.is_mute = False
        self.over = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def recipients(self) -> list[str]:
        return sorted(address for to, _ in self.received for address in to)


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        if self.server.is_mute:
            self.server.over.wait(30)
            return
        self.say("220 ready")
        self.recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                self.take()
            elif verb == "RCPT":
                self.rcpt(line.partition("<")[2].partition(">")[0])
            else:
                self.say("250 fine")

    def rcpt(self, address: str) -> None:
        if address in self.server.refused:
            return self.say("550 nobody of that name")
        self.recipients.append(address)
        self.say("250 fine")

    def take(self) -> None:
        if len(self.server.received) >= self.server.hangs_up_after:
            return self.connection.shutdown(socket.SHUT_RDWR)  # to close it would leave it open: the files on it are
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.received.append((self.recipients, message_from_bytes(b"".join(lines), policy=policy.default)))
        self.recipients = []
        self.say("250 kept")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server():
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
