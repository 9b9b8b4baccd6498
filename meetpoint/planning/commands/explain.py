"""`meetpoint plan explain PARAMETER`: a number's value, range, unit, source, and where the model reads it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.facts.table import parameter, shipped, without_default
from meetpoint.planning.engine.language.reading import community_model
from meetpoint.planning.engine.outcomes.assumptions import described, readers
from meetpoint.planning.engine.scenarios.reading import read_scenario


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the arguments of `plan explain`."""
    parser.add_argument("parameter", nargs="?", metavar="PARAMETER", help="its name, such as naloxone_reach")
    parser.add_argument(
        "--scenario", type=Path, metavar="FILE", help="with the local values of a scenario file"
    )


def run(options: dict[str, Any]) -> dict[str, Any]:
    """Return one parameter, or the names of all. Raises `PlanError` for a name that is not known."""
    table = dict(shipped())
    if options.get("scenario"):
        table |= read_scenario(options["scenario"]).parameters
    name = options.get("parameter")
    if name is None:
        return {"parameters": sorted([*table, *without_default()])}
    if name in without_default() and name not in table:
        missing = without_default()[name]
        return {
            "name": name,
            "value": None,
            "low": None,
            "high": None,
            "unit": missing.unit,
            "definition": missing.definition,
            "sources": [],
            "read_by": readers(community_model(), name),
        }
    return {**described(parameter(name, table)), "read_by": readers(community_model(), name)}


def show(result: dict[str, Any]) -> str:
    """Return the parameter in lines that people read."""
    if "parameters" in result:
        return "\n".join(result["parameters"])
    lines = [f"{result['name']}: {result['definition']}"]
    if result["value"] is None:
        lines.append("  no default: a scenario gives it a value, by name of who entered it")
    else:
        lines.append(f"  {result['value']:g} ({result['low']:g} to {result['high']:g}) {result['unit']}")
        lines += [f"  {_source(each)}" for each in result["sources"]]
    lines += [f"  read by {each}" for each in result["read_by"]]
    return "\n".join(lines)


def _source(each: dict[str, Any]) -> str:
    return (
        f"{each['value']:g} ({each['low']:g} to {each['high']:g}), weight {each['weight']:g}, "
        f"{each['confidence']}: {each['source']}"
    )
