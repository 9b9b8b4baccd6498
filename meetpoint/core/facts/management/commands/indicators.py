"""`meetpoint indicators`: what can be told from facts, by code."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.registry import registry
from meetpoint.lib.commands import OwnCommand


class Command(OwnCommand):
    help = "List the indicators: what each means, where it comes from, and how it can be broken down."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        listed = registry().indicators.values()
        if options["json"]:
            self.stdout.write(json.dumps([as_data(one) for one in listed], ensure_ascii=False))
            return
        for one in listed:
            by = ", ".join(one.breakdowns) or "nothing"
            self.stdout.write(f"{one.code}\n    {one.title} ({one.unit or '–'}); by {by}")


def as_data(indicator: Indicator) -> dict[str, Any]:
    """Return an indicator's declaration as plain JSON values."""
    return {
        "code": indicator.code,
        "title": str(indicator.title),
        "definition": str(indicator.definition),
        "unit": str(indicator.unit),
        "source": indicator.source.value,
        "additive": indicator.additive,
        "estimated": indicator.estimated,
        "breakdowns": list(indicator.breakdowns),
        "inputs": list(indicator.inputs),
        "reference": indicator.reference,
        "standards": list(indicator.standards),
    }
