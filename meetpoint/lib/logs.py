"""What a log line may hold: where in the code something failed; not for whom, at which address, with what."""

import copy
import logging
import traceback
from types import TracebackType

from django.http import HttpRequest


class DiscreetFormatter(logging.Formatter):
    """Writes requests by the name of their page, and failures by their class and the places in the code.

    Addresses of pages hold identifiers, and texts of exceptions quote what was typed or stored; neither
    is written. Messages of Meetpoint's own loggers stay as they are.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = copy.copy(record)  # other handlers keep theirs, and what they made of the exception
        said.exc_text = None
        request = vars(record).get("request")
        if isinstance(request, HttpRequest):
            said.msg, said.args = "%s", (_about(request, vars(record).get("status_code")),)
        return super().format(said)

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Return the class of an exception and the way to where it was raised, without its text."""
        kind, _text, trace = ei
        if kind is None:
            return ""
        way = (f"  {step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(trace))
        return "\n".join([kind.__qualname__, *way])


def _about(request: HttpRequest, status: object) -> str:
    page = request.resolver_match.view_name if request.resolver_match else "a page that does not exist"
    return f"{request.method} {page}" + (f" was answered with {status}" if status else "")
