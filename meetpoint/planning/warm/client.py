"""Asking the planning worker from a page. The engine is never loaded here."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.errors import FaultyPlan, NotAnswering
from meetpoint.planning.plans.numbers import LocalNumbers
from meetpoint.planning.plans.settings import Portfolio, Settings
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.warm import protocol

SETS = 32
"""How many parameter sets every redraw uses (measured: benchmarks/plan_redraw.py)."""
SEED = 1
CONNECT_SECONDS = 2.0
QUICK_SECONDS, WHOLE_SECONDS = 10.0, 45.0
"""How long a page waits; the first question after a start waits until the engine is loaded."""


class Superseded(Exception):
    """A later question of the same page overtook this one."""


def results(
    numbers: LocalNumbers, settings: Settings, portfolios: Sequence[Portfolio], *, quick: bool, page: str
) -> dict[str, Any]:
    """Return the summary (`reckoning/summary.py`) of today's services and some portfolios, `p0`, `p1` ….

    `quick` leaves infections out. `page` names who asks: of several questions of one page only the last is
    answered; without a name each is. Raises NotAnswering, FaultyPlan, Superseded.
    """
    question = {
        "ask": "draws",
        "content": content_of(numbers, settings, portfolios),
        "sets": SETS,
        "seed": SEED,
        "infections": not quick,
        "page": page,
        "deaths": {str(year): numbers.deaths[year] for year in numbers.final_years},
    }
    return ask(question, seconds=QUICK_SECONDS if quick else WHOLE_SECONDS)


def assumptions(numbers: LocalNumbers, settings: Settings) -> list[dict[str, Any]]:
    """Return every number that the model reads, with range and source, our own assumptions first."""
    question = {"ask": "assumptions", "content": content_of(numbers, settings, ())}
    found: list[dict[str, Any]] = ask(question, seconds=WHOLE_SECONDS)["assumptions"]
    return found


def ask(question: protocol.Message, *, seconds: float) -> dict[str, Any]:
    """Ask one question and return the answer. Raises NotAnswering, FaultyPlan, Superseded."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(CONNECT_SECONDS)
            connection.connect(str(protocol.address()))
            connection.settimeout(seconds)
            protocol.send(connection, question)
            message = protocol.receive(connection, most=protocol.MOST_ANSWER)
    except TimeoutError:
        raise NotAnswering(
            _("The planning worker takes too long. It may be busy with another plan; please try again.")
        ) from None
    except (OSError, protocol.BadMessage):
        raise NotAnswering(
            _(
                "The planning worker does not run at the moment, so nothing can be worked out. Your plan is "
                "safe. It starts with Meetpoint; if this stays, ask whoever runs it to look at “planning”."
            )
        ) from None
    if message.get("ok"):
        answer: dict[str, Any] = message["answer"]
        return answer
    if message.get("fault") == protocol.SUPERSEDED:
        raise Superseded
    raise FaultyPlan(_("The model cannot work with these numbers: %(why)s") % {"why": message.get("fault")})
