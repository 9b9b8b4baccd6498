"""The live server of the browser tests: it can answer late, and says when it has answered everybody."""

import os
import threading
import time
from collections.abc import Callable, Iterator

from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

# The live server's threads that answer a request now.
_answering: set[int] = set()


def _is_of_live_server() -> bool:
    return threading.current_thread() is not threading.main_thread()


def _begin(**_: object) -> None:
    if _is_of_live_server():
        _answering.add(threading.get_ident())


def _end(**_: object) -> None:
    _answering.discard(threading.get_ident())


request_started.connect(_begin)
request_finished.connect(_end)


def wait_for_answers(seconds: float = 10) -> None:
    """Wait until the live server answers nobody: a closed page's request still reads and writes."""
    until = time.monotonic() + seconds
    while _answering and time.monotonic() < until:
        time.sleep(0.01)


def answer_late(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The middleware of `pytest --late-answers=SECONDS`: a page begins at once and goes on so much later.

    Playwright waits after a click until the next page begins; what then asks at once, without `expect` or
    another wait, finds an empty page.
    """
    seconds = float(os.environ["MEETPOINT_TEST_LATE_ANSWERS"])

    def in_two_parts(content: bytes) -> Iterator[bytes]:
        yield content[:1]
        time.sleep(seconds)
        yield content[1:]

    def answer(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        whole = get_response(request)
        if not _is_of_live_server() or whole.streaming or not whole.content:
            return whole
        late = StreamingHttpResponse(
            in_two_parts(whole.content), status=whole.status_code, headers=dict(whole.headers)
        )
        late.cookies = whole.cookies
        return late

    return answer
