"""Asking the analysis worker from any process; loads no engine."""

from __future__ import annotations

import socket
from typing import Any

from django.utils.translation import get_language

from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving.lines import address_of, receive, send, socket_path
from meetpoint.lib.errors import DomainError

PATIENCE_SECONDS = 30.0


def ask(question: Question, *, patience: float = PATIENCE_SECONDS) -> list[dict[str, Any]]:
    """Return the worker's answers, as `Answer.as_data` writes them, in the reader's language.

    Everything that was saved before this call is in them. Raises AnalysisUnavailable when no worker
    answers in time, and DomainError with what is wrong with the question.
    """
    said = {"question": question.as_data(), "language": get_language()}
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(patience)
            with address_of(socket_path()) as address:
                line.connect(address)
            send(line, said)
            answer = receive(line)
    except (OSError, ValueError):
        raise AnalysisUnavailable from None
    if "problem" in answer:
        raise DomainError(answer["problem"])
    answers: list[dict[str, Any]] = answer["answers"]
    return answers
