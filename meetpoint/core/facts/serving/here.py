"""Answering in this process, as the analysis worker does: for commands, which may load an engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from meetpoint.core.facts.reading.answers import answers_to_all
from meetpoint.core.facts.reading.questions import Question


def ask_here(questions: Sequence[Question]) -> list[list[dict[str, Any]]]:
    """Return what `client.ask_all` returns, without a worker."""
    return [[one.as_data() for one in found] for found in answers_to_all(questions)]
