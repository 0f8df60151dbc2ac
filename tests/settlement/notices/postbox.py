"""A small SMTP server for tests: takes letters over a real socket, and can refuse or hang up."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from django.test import override_settings


class Postbox(socketserver.ThreadingTCPServer):
    """taken: letters that were accepted; refused: addresses that have no mailbox here"""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.sessions = 0


class _Session(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self.server.sessions += 1
        self._say("220 ready")
        for line in self.rfile:
            command = line.decode().strip()
            match command[:4].upper():
                case "EHLO" | "HELO":
                    self._say("250 here")
                case "RCPT":
                    known = not any(address in command for address in self.server.refused)
                    self._say("250 known" if known else "550 no such mailbox")
                case "DATA":
                    self._say("354 go on")
                    self.server.taken.append(self._letter())
                    self._say("250 taken")
                case "QUIT":
                    return self._say("221 bye")
                case _:
                    self._say("250 fine")
        return None

    def _letter(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return BytesParser(EmailMessage, policy=default).parsebytes(b"".join(lines))

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def open_postbox() -> Iterator[Postbox]:
    """A server that serves, with Django's mail going to it."""
    with Postbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            with mail_goes_to(server.server_address[1]):
                yield server
        finally:
            server.shutdown()
            thread.join()


def mail_goes_to(port: int) -> override_settings:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(MAILERS={"default": {"BACKEND": backend, "OPTIONS": options}})
