"""A network that cuts: between a browser and the server, it breaks off answers where it is told to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

ANSWER, ALL = 0, 1 << 30
"""Of an answer: nothing of it, all of it. Any number between is so many bytes of it."""


class CuttingNetwork(ThreadingTCPServer):
    """Hands requests on. For those to `address`: `reaches` tells whether they arrive, `bytes_back` how much
    comes back of the answer, less than nothing from its end."""

    allow_reuse_address = daemon_threads = True
    address, reaches, bytes_back = "", True, ALL
    lengths: list[int]

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        self.upstream = (parts.hostname or "", parts.port or 80)
        self.lengths = []
        super().__init__(("127.0.0.1", 0), _Connection)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"

    def cut(self, address: str, *, reaches: bool = True, bytes_back: int = ANSWER) -> None:
        self.address, self.reaches, self.bytes_back = address, reaches, bytes_back

    def mend(self) -> None:
        self.cut("", bytes_back=ALL)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away is no fault of the network's."""


class _Connection(BaseRequestHandler):
    """One request and its answer."""

    server: CuttingNetwork

    def handle(self) -> None:
        head, body = _read_request(self.request)
        if not head:
            return
        is_cut = bool(self.server.address) and f" {self.server.address} " in head.split("\r\n", 1)[0]
        if is_cut and not self.server.reaches:
            return
        with socket.create_connection(self.server.upstream) as upstream:
            upstream.sendall(_closing(head) + body)
            answer = b"".join(iter(lambda: upstream.recv(65_536), b""))
        if is_cut:
            self.server.lengths.append(len(answer))
            answer = answer[: self.server.bytes_back]
        self.request.sendall(answer)


def _read_request(connection: socket.socket) -> tuple[str, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more:
            return "", b""
        data += more
    head, _blank, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin1").split("\r\n")
    size = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
    while len(body) < size:
        body += connection.recv(65_536)
    return head.decode("latin1"), body


def _closing(head: str) -> bytes:
    lines = [line for line in head.split("\r\n") if not line.lower().startswith("connection:")]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin1")


@contextmanager
def cutting_network(upstream: str) -> Iterator[CuttingNetwork]:
    """Stand between a browser and `upstream` until the end of the block."""
    network = CuttingNetwork(upstream)
    thread = threading.Thread(target=network.serve_forever, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        network.shutdown()
        network.server_close()
        thread.join()
