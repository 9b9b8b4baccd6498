"""The analysis worker: one process that keeps the engine warm and the facts fresh, and answers questions."""

from __future__ import annotations

import logging
import os
import socket
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.db import close_old_connections
from django.utils import translation

from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.reading.answers import answers_to_all
from meetpoint.core.facts.reading.engines import engine
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving.lines import address_of, receive, send, socket_path
from meetpoint.core.facts.store.refreshing import refresh, tidy
from meetpoint.core.organisations.models import Organisation
from meetpoint.lib.errors import DomainError

log = logging.getLogger("meetpoint.facts")

LOOK_EVERY_SECONDS = 0.5
REFRESH_EVERY_SECONDS = 30.0
TIDY_EVERY_SECONDS = 120.0
"""So long at most do days stand aside. An erasure does not wait for it: it is written at the next refresh."""
SLOWEST_CALLER_SECONDS = 10.0


def serve(stopping: Callable[[], bool]) -> None:
    """Answer until told to stop. What was changed is copied also while nobody asks, erasing included."""
    engine()
    with _listener() as listener:
        next_refresh = next_tidy = time.monotonic()
        while not stopping():
            _answer_next(listener)
            now = time.monotonic()
            if now >= next_refresh:
                _keep_fresh(tidying=now >= next_tidy)
                next_tidy = now + TIDY_EVERY_SECONDS if now >= next_tidy else next_tidy
                next_refresh = time.monotonic() + REFRESH_EVERY_SECONDS
    socket_path().unlink(missing_ok=True)


def answer(said: Any) -> dict[str, Any]:
    """Return what to send back for what a caller sent; a problem is said in the caller's language."""
    with translation.override(said.get("language") or "en"):
        try:
            asked = [Question.from_data(one) for one in said["questions"]]
            return {"answers": [[one.as_data() for one in found] for found in answers_to_all(asked)]}
        except DomainError as problem:
            return {"problem": str(problem)}
        except Exception as problem:  # noqa: BLE001 - one question's failure must not end the worker
            log.error("A question could not be answered: %s", _where(problem))
            return {"problem": str(AnalysisUnavailable())}


def _listener() -> socket.socket:
    path = socket_path()
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with address_of(path) as address:
            listener.bind(address)
    finally:
        os.umask(before)
    listener.listen(32)
    listener.settimeout(LOOK_EVERY_SECONDS)
    return listener


def _answer_next(listener: socket.socket) -> None:
    try:
        line, _address = listener.accept()
    except TimeoutError:
        return
    with line:
        line.settimeout(SLOWEST_CALLER_SECONDS)
        close_old_connections()
        try:
            send(line, answer(receive(line)))
        except (OSError, ValueError) as problem:
            log.warning("A caller hung up: %s", _where(problem))


def _keep_fresh(*, tidying: bool) -> None:
    close_old_connections()
    try:
        for organisation_id in Organisation.objects.order_by("pk").values_list("pk", flat=True):
            refresh(organisation_id)
            if tidying:
                tidy(organisation_id)
    except Exception as problem:  # noqa: BLE001 - tried again soon; questions go on being answered
        log.error("Facts could not be brought up to date: %s", _where(problem))


def _where(problem: BaseException) -> str:
    """Return an error's kind and place, without its message, which may quote what somebody wrote."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"
