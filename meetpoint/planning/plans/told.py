"""What the organisation's own services say about a year: sums by declared input, and levels from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.planning_inputs import Informs, PlanningInput
from meetpoint.core.modules.registry import registry
from meetpoint.core.modules.spans import Span
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.planning.services import SERVICES, Kind

DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Told:
    """One input's number over a year, or what is missing."""

    declared: PlanningInput
    amount: int | None
    missing: Words

    @property
    def informs_level(self) -> bool:
        return self.declared.informs == Informs.LEVEL


@dataclass(frozen=True, kw_only=True)
class Year:
    """The days that were counted, and what each input says about them."""

    first: date
    last: date
    told: tuple[Told, ...]

    def amount(self, parameter: str) -> int | None:
        """Return the number that informs a parameter; None where nothing was recorded."""
        found = [each.amount for each in self.told if each.declared.parameter == parameter and each.amount]
        return sum(found) if found else None


def last_year(by: Actor) -> Year:
    """Return what every registered input says about the last 365 days of the whole organisation."""
    last = timezone.localdate(clock.now())
    span = Span(organisation_id=by.organisation_id, first=last - timedelta(days=DAYS - 1), last=last)
    return Year(first=span.first, last=last, told=tuple(_ask(each, span) for each in _declared()))


def levels_of(year: Year, people_at_risk: int, injections_a_year: int | None) -> dict[str, float]:
    """Return today's levels as far as the organisation's own sums tell them.

    Kits are taken as they are, those of machines out of all that were handed out; people trained become a
    share of people at risk, at most all of them; syringes become a share of all injections, where somebody
    has said how many there are. Samples checked are shown only: nobody is asked how many people they are of.
    """
    counts = [each.lever for each in SERVICES if each.kind == Kind.COUNT]
    levels = {lever: float(amount) for lever in counts if (amount := year.amount(lever))}
    if "kits_vending" in levels and "kits_community" in levels:
        levels["kits_community"] = max(0.0, levels["kits_community"] - levels["kits_vending"])
    if trained := year.amount("education"):
        levels["education"] = round(min(1.0, trained / people_at_risk), 4)
    syringes = year.amount("ssp")
    if syringes and injections_a_year:
        levels["ssp"] = round(min(1.0, syringes / injections_a_year), 4)
    return levels


def _declared() -> list[PlanningInput]:
    return list(registry().planning_inputs.values())


def _ask(declared: PlanningInput, span: Span) -> Told:
    answer = declared.count(span)
    amount = None if answer.value is None else int(str(answer.value))
    return Told(declared=declared, amount=amount, missing=answer.missing)
