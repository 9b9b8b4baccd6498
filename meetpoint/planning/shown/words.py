"""Uncertainty in words: sentences about differences, with as many digits as mean something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.ui.numbers import say_number

Summary = Mapping[str, Any]


def say_rough(value: float) -> str:
    """Return a number with two or three digits that mean something, and no sign."""
    size = abs(value)
    if size < 10:
        return say_number(round(size, 1))
    if size < 1_000:
        return say_number(round(size))
    digits = 10 ** (len(str(int(size))) - 3)
    return say_number(round(size / digits) * digits)


def say_signed(value: float) -> str:
    """Return a rough number with its sign; nought has none."""
    rough = say_rough(value)
    if not any(digit in "123456789" for digit in rough):
        return rough
    return f"−{rough}" if value < 0 else f"+{rough}"


def say_interval(found: list[float], *, signed: bool = False) -> str:
    """Return the ends of the 95 % interval."""
    say = say_signed if signed else _with_sign
    return _("%(low)s to %(high)s") % {"low": say(found[1]), "high": say(found[4])}


def _with_sign(value: float) -> str:
    return say_rough(value) if value >= 0 else f"−{say_rough(value)}"


def deaths_sentence(summary: Summary, name: str) -> str:
    """Return what a way to spend does to overdose deaths a year, beside going on as today."""
    years = len(summary["years"])
    _mean, low, _q1, _q3, high = (
        each / years for each in summary["difference_totals"][name]["overdose_deaths"]
    )
    ends = {"low": say_rough(min(abs(low), abs(high))), "high": say_rough(max(abs(low), abs(high)))}
    if low == 0 and high == 0:
        return _("No difference to today.")
    if high <= 0:
        return _("Likely between %(low)s and %(high)s overdose deaths fewer a year.") % ends
    if low >= 0:
        return _("Likely between %(low)s and %(high)s overdose deaths more a year.") % ends
    return _(
        "Between %(fewer)s overdose deaths fewer and %(more)s more a year: it may not help. Fewer in "
        "%(share)s of 100 tries."
    ) % {
        "fewer": say_rough(low),
        "more": say_rough(high),
        "share": round(100 * summary["chance_of_fewer_deaths"][name]),
    }


def past_sentence(summary: Summary) -> str:
    """Return how far off the model was in the years that are known, and what the intervals make of it."""
    past = summary.get("past")
    if not past:
        return ""
    words = {"drift": round(100 * past["drift"])}
    if not past["years"]:
        return (
            _(
                "One known year cannot tell how far off the model is here. The intervals let the risk drift "
                "by %(drift)s %% a year, as it did in the whole country. Enter more years."
            )
            % words
        )
    words |= {
        "first": past["first"],
        "last": past["last"],
        "error": round(100 * past["error"]),
        "inside": past["inside"],
        "years": past["years"],
    }
    if past["years"] == 1:
        said = _("Held to %(last)s, the model was off by %(error)s %% of the deaths that happened.") % words
    else:
        said = (
            _(
                "Held to %(first)s–%(last)s, the model was off by %(error)s %% of a year’s deaths on "
                "average, and %(inside)s of %(years)s years lay within its own interval."
            )
            % words
        )
    wider = _("So the intervals here let the risk drift by %(drift)s %% a year, as the supply changes.")
    return f"{said} {wider % words}"


def more_sentences(summary: Summary, name: str, currency: str) -> list[str]:
    """Return what else is to be said at once: money, overdoses that rise while deaths fall, infections."""
    totals, years = summary["difference_totals"][name], len(summary["years"])
    found = []
    if any(totals["costs"]):
        found.append(_cost_sentence(totals["costs"], years, currency))
        if price := summary["cost_per_death_averted"].get(name):
            words = _("That is about %(price)s %(currency)s for each overdose death averted.")
            if price > 0:
                found.append(words % {"price": say_rough(price), "currency": currency})
    if totals["overdoses"][0] > 0 > totals["overdose_deaths"][0]:
        found.append(_("Overdoses rise a little while deaths fall: people who are alive can overdose again."))
    return found


def _cost_sentence(cost: list[float], years: int, currency: str) -> str:
    words = {"low": say_rough(min(map(abs, (cost[1], cost[4]))) / years), "currency": currency}
    words["high"] = say_rough(max(map(abs, (cost[1], cost[4]))) / years)
    words["mean"] = say_rough(cost[0] / years)
    if abs(cost[4] - cost[1]) < 0.01 * max(abs(cost[0]), 1):
        if cost[0] > 0:
            return _("It costs about %(mean)s %(currency)s a year more than today.") % words
        return _("It costs about %(mean)s %(currency)s a year less than today.") % words
    if cost[1] >= 0:
        return _("It costs between %(low)s and %(high)s %(currency)s a year more than today.") % words
    if cost[4] <= 0:
        return _("It costs between %(low)s and %(high)s %(currency)s a year less than today.") % words
    return (
        _("It costs about as much as today: it may be %(high)s %(currency)s a year off either way.") % words
    )
