"""Which numbers an answer rests on, and what must be said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from meetpoint.planning.engine.facts.priors import Parameter
from meetpoint.planning.engine.facts.table import shipped
from meetpoint.planning.engine.language.expressions import names_in
from meetpoint.planning.engine.language.spec import Model
from meetpoint.planning.engine.outcomes.yearly import Yearly
from meetpoint.planning.engine.scenarios.building import Plan
from meetpoint.planning.engine.scenarios.schema import Study

PROMISE = (
    "A model promises nothing: a large randomised trial of such packages (HEALing Communities) found no "
    "significant fall in overdose deaths (ratio 0.92, 0.78 to 1.07)."
)
STATISTICAL = (
    "Deaths averted are statistical: they name nobody, and are no reason to refuse anybody naloxone."
)


def formulas_of(model: Model) -> Iterable[tuple[str, str]]:
    """Return every formula of a model, with what it belongs to."""
    yield "people", model.people
    yield from ((f"series {name}", text) for name, text in model.series.items())
    for axis, row in model.start.items():
        yield from _shares(f"shares at the start by {axis}", row)
    for where in model.start_where:
        yield from _shares(f"shares at the start by {where.axis}", where.shares)
    for move in model.moves:
        read = (move.rate, move.lasts, *(switch.share for switch in move.switch))
        yield from ((f"move {move.name!r}", text) for text in read if text)
    for factor in model.factors:
        yield from ((f"factor {factor.name!r}", text) for text in (factor.ratio, factor.share))
    yield from ((f"QALY weight {each.name!r}", each.amount) for each in model.qalys)
    yield from ((f"cost {each.name!r}", each.amount) for each in model.costs)
    yield from ((f"places of {each.name!r}", each.places) for each in model.capacities)
    yield from ((f"force of {each.name!r}", one.ratio) for each in model.forces for one in each.stronger)
    for entry in model.entries:
        yield f"entry {entry.name!r}", entry.per_year
        for row in entry.shares.values():
            yield from _shares(f"entry {entry.name!r}", row)
    yield from _of_the_tree(model)


def _shares(label: str, row: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    return ((label, text) for text in row.values() if text != "rest")


def _of_the_tree(model: Model) -> Iterable[tuple[str, str]]:
    if overdose := model.overdose:
        yield from (("overdose", text) for text in (overdose.rate, overdose.deaths))
        for after in overdose.after_hospital:
            yield f"after hospital {after.name!r}", after.probability
        for place in overdose.settings:
            read: tuple[str, ...] = (place.share, place.witnessed, place.called, place.hospital)
            read += (place.death_alone, place.death_naloxone, place.death_called)
            yield from ((f"overdose in {place.name!r}", text) for text in read)
    if stock := model.stock:
        yield from (("stock of kits", text) for text in (stock.loss, stock.reach, stock.most, stock.others))
        for channel in stock.channels:
            numbers = (channel.given, channel.weight, channel.start)
            yield from ((f"kits by {channel.name!r}", text) for text in numbers)


def readers(model: Model, name: str) -> list[str]:
    """Return what of a model reads a name, each once."""
    return list(dict.fromkeys(label for label, text in formulas_of(model) if name in names_in(text)))


def parameters_read(model: Model) -> frozenset[str]:
    """Return every name that a model's formulas read, but for its own series and programmes."""
    named = frozenset(name for _label, text in formulas_of(model) for name in names_in(text))
    own = {*model.series, *(lever.name for lever in model.levers), "years", "steps_per_year"}
    own |= {f"{lever.name}_today" for lever in model.levers}
    return named - own - {"people_at_risk", "overdose_deaths_per_year", "population"}


def assumptions_of(study: Study) -> list[dict[str, Any]]:
    """Return each number that the model reads, with range and source, our own assumptions first."""
    table: Mapping[str, Parameter] = {**shipped(), **study.parameters}
    used = [table[name] for name in sorted(parameters_read(study.model)) if name in table]
    return sorted((described(each) for each in used), key=lambda each: not each["assumption"])


def described(parameter: Parameter) -> dict[str, Any]:
    """Return a parameter as `plan explain` and reports print it."""
    return {
        "name": parameter.name,
        "value": parameter.value,
        "low": parameter.low,
        "high": parameter.high,
        "unit": parameter.unit,
        "disputed": parameter.disputed,
        "assumption": any(each.confidence == "assumption" for each in parameter.components),
        "definition": parameter.components[0].definition,
        "sources": [
            {
                "value": each.value,
                "low": each.low,
                "high": each.high,
                "weight": each.weight,
                "source": each.source,
                "confidence": each.confidence,
            }
            for each in parameter.components
        ],
    }


def notes_on(study: Study, plans: Sequence[Plan], pairs: Mapping[str, Sequence[Yearly]]) -> list[str]:
    """Return what must be said beside the numbers: prices that are missing, ceilings, options that cannot
    be ranked.
    """
    notes = [PROMISE, STATISTICAL, *_missing_prices(plans)]
    for plan in plans:
        for lever in plan.structure.model.levers:
            level = plan.levels[lever.name]
            if lever.most == 1 and level.max() >= 0.9 and level.max() > lever.usual:
                notes.append(f"{plan.name}: {lever.name} reaches {level.max():.0%}; read it as a ceiling.")
    notes += _not_to_be_ranked(pairs)
    if not study.place["overdose_deaths_per_year"]:
        notes.append(
            "Overdoses are scaled to published rates, not to this place: give overdose_deaths_per_year."
        )
    return notes


def _missing_prices(plans: Sequence[Plan]) -> Iterable[str]:
    for plan in plans:
        for lever in plan.structure.model.levers:
            used = bool(np.any(plan.levels[lever.name] != lever.usual))
            programme = plan.programme(lever)
            if used and programme.cost_per_unit is None and programme.fixed_cost is None:
                yield f"{plan.name}: no price is given for {lever.name}, so it costs nothing here."


def _not_to_be_ranked(pairs: Mapping[str, Sequence[Yearly]]) -> Iterable[str]:
    sums = {name: np.array([run["overdose_deaths"].sum() for run in runs]) for name, runs in pairs.items()}
    for one, other in combinations(sums, 2):
        low, high = np.percentile(sums[one] - sums[other], [2.5, 97.5])
        if low < 0 < high:
            yield f"{one} and {other} cannot be ranked by deaths: their difference may be zero."
