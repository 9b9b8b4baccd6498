"""Asking the analysis worker from any process; loads no engine."""

from __future__ import annotations

import socket
from collections.abc import Sequence
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
    return ask_all([question], patience=patience)[0]


def ask_all(
    questions: Sequence[Question], *, patience: float = PATIENCE_SECONDS
) -> list[list[dict[str, Any]]]:
    """Return the answers to several questions about one organisation, all from the same state of its facts.

    Raises what `ask` raises.
    """
    said = {"questions": [one.as_data() for one in questions], "language": get_language()}
    answer = _exchanged(said, patience)
    if "problem" in answer:
        raise DomainError(answer["problem"])
    answers: list[list[dict[str, Any]]] = answer["answers"]
    return answers


def _exchanged(said: dict[str, Any], patience: float) -> dict[str, Any]:
    """Send a line to the worker and return the one that comes back."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(patience)
            with address_of(socket_path()) as address:
                line.connect(address)
            send(line, said)
            answer: dict[str, Any] = receive(line)
            return answer
    except (OSError, ValueError):
        raise AnalysisUnavailable from None
