"""What is not known: every number with its range and source, those that matter most, the look at the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from meetpoint.planning.models import PlanRun
from meetpoint.planning.plans.settings import Settings
from meetpoint.planning.services import BY_LEVER
from meetpoint.planning.shown.words import say_interval, say_rough, say_signed


@dataclass(frozen=True)
class Unknown:
    """One number that the model reads. `swing` is how far the answer moves with it, where that was worked
    out.
    """

    name: str
    definition: str
    value: str
    ends: str
    unit: str
    is_ours: bool
    is_disputed: bool
    sources: list[str]
    swing: float


def by_influence(
    assumptions: Sequence[Mapping[str, Any]], drivers: PlanRun | None
) -> list[Mapping[str, Any]]:
    """Return the numbers, the most influential first where a run has worked that out, else our own first."""
    swing = _swing(drivers)
    return sorted(
        assumptions,
        key=lambda each: (-swing.get(each["name"], 0.0), not each["assumption"], not each["disputed"]),
    )


def unknowns_of(assumptions: Sequence[Mapping[str, Any]], drivers: PlanRun | None) -> list[Unknown]:
    """Return every number as the page shows it, by influence."""
    swing = _swing(drivers)
    return [_unknown(each, swing.get(each["name"], 0.0)) for each in by_influence(assumptions, drivers)]


def _swing(drivers: PlanRun | None) -> dict[str, float]:
    bars = drivers.result["bars"] if drivers and drivers.result else []
    return {bar["name"]: abs(bar["at_high"] - bar["at_low"]) for bar in bars}


def _unknown(raw: Mapping[str, Any], swing: float) -> Unknown:
    return Unknown(
        name=raw["name"].replace("_", " "),
        definition=raw["definition"],
        value=f"{raw['value']:g}",
        ends=_("%(low)s to %(high)s") % {"low": f"{raw['low']:g}", "high": f"{raw['high']:g}"}
        if raw["low"] < raw["high"]
        else "–",
        unit=raw["unit"],
        is_ours=raw["assumption"],
        is_disputed=raw["disputed"],
        sources=[each["source"] for each in raw["sources"] if each["confidence"] != "assumption"],
        swing=swing,
    )


def believed_of(settings: Settings, levers: Iterable[str] | None = None) -> list[str]:
    """Return a sentence for each effect that somebody holds likely; of some services, or of all."""
    return [
        _(
            "%(service)s: %(value)s times the overdoses (%(low)s to %(high)s), as %(who)s says. "
            "No study says so."
        )
        % {
            "service": BY_LEVER[lever].label,
            "value": number_format(each.value),
            "low": number_format(each.low),
            "high": number_format(each.high),
            "who": each.by,
        }
        for lever, each in settings.beliefs.items()
        if levers is None or lever in levers
    ]


def drivers_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what matters most: the change in deaths a year with each number at its low and its high end."""
    return {
        "portfolio": result["portfolio"],
        "middle": say_signed(result["middle"]),
        "weak": say_signed(result["weak"]),
        "numbers": result["numbers"],
        "bars": [
            {
                "name": bar["name"].replace("_", " "),
                "definition": bar["definition"],
                "range": f"{bar['low']:g} – {bar['high']:g}",
                "at_low": say_signed(bar["at_low"]),
                "at_high": say_signed(bar["at_high"]),
                "is_ours": bar["assumption"],
            }
            for bar in result["bars"][:10]
        ],
    }


def history_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the model beside what happened, and what that teaches."""
    learned = result["learned"]
    return {
        "start": result["start"],
        "error": round(100 * result["error"]),
        "rows": [
            {
                "year": row["year"],
                "observed": say_rough(row["observed"]),
                "predicted": say_rough(row["predicted"][0]),
                "ends": say_interval(row["predicted"]),
                "inside": row["predicted"][1] <= row["observed"] <= row["predicted"][4],
            }
            for row in result["rows"]
        ],
        "learned": {
            **learned,
            "said": say_rough(learned["predicted"][0]),
            "ends": say_interval(learned["predicted"]),
            "effective": round(learned["effective"]),
        },
    }
