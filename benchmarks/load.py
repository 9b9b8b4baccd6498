"""A small HTTP/1.1 client on asyncio streams, so that the load costs far less than the server it measures."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Answers:
    """What came back: seconds for each good answer by name, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    elapsed: float = 0.0

    def add(self, name: str, seconds: float) -> None:
        self.seconds.setdefault(name, []).append(seconds)

    @property
    def all(self) -> list[float]:
        return [one for many in self.seconds.values() for one in many]

    @property
    def rate(self) -> float:
        return len(self.all) / self.elapsed if self.elapsed else 0.0


class Browser:
    """One keep-alive connection with its cookies."""

    def __init__(self, port: int, cookies: str, *, number: int = 0) -> None:
        self.port, self.cookies, self.number = port, cookies, number
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def forget(self) -> None:
        """Open a new connection with the next request: this one belongs to an event loop that has ended."""
        self._streams = None

    async def ask(self, method: str, path: str, *, body: bytes = b"", headers: str = "") -> tuple[int, bytes]:
        """Send one request and return status and body; a closed connection is opened again once."""
        for attempt in (1, 2):
            try:
                return await self._ask(method, path, body, headers)
            except (ConnectionError, asyncio.IncompleteReadError):
                self._streams = None
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    async def _ask(self, method: str, path: str, body: bytes, headers: str) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self._streams
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n"
        )
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        status = int(answer[9:12])
        return status, await self._body(reader, answer)

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> bytes:
        if b"transfer-encoding: chunked" in head:
            parts = []
            while size := int(await reader.readline(), 16):
                parts.append(await reader.readexactly(size))
                await reader.readline()
            await reader.readline()
            return b"".join(parts)
        start = head.find(b"content-length: ")
        length = int(head[start + 16 : head.index(b"\r\n", start)]) if start >= 0 else 0
        body = await reader.readexactly(length) if length else b""
        if b"connection: close" in head:
            self._streams = None
        return body


Step = Callable[[Browser, int], Awaitable[tuple[str, int, bytes]]]


async def busy(browsers: Sequence[Browser], step: Step, *, seconds: float, answers: Answers) -> None:
    """Let every browser take steps one after the other, without a pause, for some seconds."""
    began = time.perf_counter()

    async def work(browser: Browser) -> None:
        turn = 0
        while time.perf_counter() - began < seconds:
            await _timed(browser, step, turn, answers)
            turn += 1

    await asyncio.gather(*(work(browser) for browser in browsers))
    answers.elapsed = time.perf_counter() - began


async def offered(
    browsers: Sequence[Browser], step: Step, *, per_second: float, seconds: float, answers: Answers
) -> None:
    """Offer steps at a steady rate, whether or not earlier ones were answered; waiting counts as time."""
    began = time.perf_counter()
    free: asyncio.Queue[Browser] = asyncio.Queue()
    for browser in browsers:
        free.put_nowait(browser)

    async def one(number: int) -> None:
        due = began + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        browser = await free.get()
        await _timed(browser, step, number, answers, since=due)
        free.put_nowait(browser)

    await asyncio.gather(*(one(number) for number in range(int(per_second * seconds))))
    answers.elapsed = time.perf_counter() - began


async def _timed(
    browser: Browser, step: Step, turn: int, answers: Answers, *, since: float | None = None
) -> None:
    start = time.perf_counter() if since is None else since
    name, status, body = await step(browser, turn)
    if 200 <= status < 300:
        answers.add(name, time.perf_counter() - start)
    else:
        answers.failures.append(f"{name}: {status} {body[:200]!r}")
