"""Writing down what people agreed to, refused, took back or asked for, and what left without consent."""

from meetpoint.core.consent.actions.answers import NewAnswer, note_event, record_answer, revoke_consent
from meetpoint.core.consent.actions.exceptions import Telling, tell_without_consent
from meetpoint.core.consent.actions.restrictions import answer_wish, ask_restriction, end_restriction

__all__ = [
    "NewAnswer",
    "Telling",
    "answer_wish",
    "ask_restriction",
    "end_restriction",
    "note_event",
    "record_answer",
    "revoke_consent",
    "tell_without_consent",
]
