"""What a named person holds likely about a service whose effect nobody has measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.planning.errors import FaultyPlan
from meetpoint.planning.services import BY_LEVER

MOST_RATIO = 10.0
MOST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Belief:
    """Overdoses with the service beside those without it, with a range, and whose judgement that is.

    No default ships: without a belief the service is left out of the sliders (docs/algorithms/planning.md).
    """

    value: float
    low: float
    high: float
    by: str

    @property
    def holds_no_change(self) -> bool:
        """Tell whether the range reaches both sides of 1."""
        return self.low <= 1 <= self.high

    def as_json(self) -> dict[str, Any]:
        """Return what the database keeps."""
        return {"value": self.value, "low": self.low, "high": self.high, "by": self.by}


def beliefs_from(raw: Mapping[str, Any]) -> dict[str, Belief]:
    """Return beliefs by service out of JSON. Raises KeyError, TypeError, ValueError if faulty."""
    return {
        str(lever): Belief(
            value=float(each["value"]),
            low=float(each["low"]),
            high=float(each["high"]),
            by=str(each["by"]),
        )
        for lever, each in raw.items()
    }


def refuse_belief(lever: str, belief: Belief) -> None:
    """Raise FaultyPlan for a belief about nothing, by nobody, or whose numbers do not stand in order."""
    service = BY_LEVER.get(lever)
    if service is None or not service.needs:
        raise FaultyPlan(_("This plan names a service that is not known here: %(name)s.") % {"name": lever})
    for field, fault in _faults(belief):
        words = _("%(service)s: %(fault)s") % {"service": service.label, "fault": fault}
        raise FaultyPlan(words, fields={f"{field}_{lever}": fault})


def _faults(belief: Belief) -> list[tuple[str, str]]:
    ends = (belief.low, belief.value, belief.high)
    found = []
    if not all(math.isfinite(each) and 0 < each <= MOST_RATIO for each in ends):
        words = _("write numbers above 0 and up to %(most)d; 1 is no change.") % {"most": MOST_RATIO}
        found.append(("believed", words))
    elif not belief.low <= belief.value <= belief.high:
        found.append(("believed", _("the middle must lie between the low and the high end.")))
    if not belief.by.strip() or len(belief.by) > MOST_NAME:
        found.append(("by", _("write whose judgement this is, and what it rests on.")))
    return found
