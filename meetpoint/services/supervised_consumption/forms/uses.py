"""What somebody says they will use: for each substance its way, part of the body, result of a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetpoint.services.supervised_consumption.actions.visits import Use
from meetpoint.services.supervised_consumption.models import BodySite, Route, Substance, Tested

SAID = "said"
"""The answer for a substance that was named, without the way of using it."""

WAYS = ((SAID, _("yes, not asked how")), *Route.choices)
AGAIN = "again"


@dataclass(frozen=True, slots=True)
class UseRow:
    """One line of the form. `name` ends the names of its inputs; a line without a substance asks for one."""

    name: str
    substance: str
    way: str
    body_site: str
    tested: str

    @property
    def label(self) -> str:
        return str(Substance(self.substance).label) if self.substance in Substance.values else ""

    @property
    def is_asked(self) -> bool:
        """Whether there is a way to ask for."""
        return self.name != Substance.DECLINED


class Uses:
    """The lines of the form: one for each substance, and one for each that is used in a second way."""

    ways, body_sites, results, substances = WAYS, BodySite.choices, Tested.choices, Substance.choices

    def __init__(self, data: Mapping[str, Any] | None, stored: Sequence[Use] = ()) -> None:
        self.rows = _typed(data) if data is not None else _kept(stored)

    @property
    def first(self) -> list[UseRow]:
        return [row for row in self.rows if not row.name.startswith(AGAIN)]

    @property
    def again(self) -> list[UseRow]:
        return [row for row in self.rows if row.name.startswith(AGAIN)]

    @property
    def is_used_again(self) -> bool:
        return any(row.substance for row in self.again)

    @property
    def is_sound(self) -> bool:
        """Whether every answer is one of those that were offered."""
        return all(
            row.substance in ("", *Substance.values)
            and row.way in ("", SAID, *Route.values)
            and row.body_site in ("", *BodySite.values)
            and row.tested in ("", *Tested.values)
            for row in self.rows
        )

    def told(self) -> list[Use]:
        """Return what was chosen, each substance and way once."""
        chosen = [row for row in self.rows if row.substance and row.way]
        uses = [
            Use(row.substance, "" if row.way == SAID else row.way, row.body_site, row.tested)
            for row in chosen
        ]
        return list({(use.substance, use.route): use for use in uses}.values())


def _typed(data: Mapping[str, Any]) -> list[UseRow]:
    def row(name: str, substance: str) -> UseRow:
        said = [data.get(f"{part}-{name}", "") for part in ("way", "body_site", "tested")]
        return UseRow(name, substance, *said)

    rows = [row(substance, substance) for substance in Substance.values]
    more = sorted(name for name in data if name.startswith(f"{AGAIN}-"))[:10]
    return rows + [row(name, data.get(name, "")) for name in more or [f"{AGAIN}-0"]]


def _kept(stored: Sequence[Use]) -> list[UseRow]:
    first = {use.substance: use for use in reversed(stored)}
    rows = [_row(substance, first.get(substance)) for substance in Substance.values]
    more = [use for use in stored if first[use.substance] is not use]
    again = [_row(f"{AGAIN}-{place}", use) for place, use in enumerate(more)]
    return rows + (again or [UseRow(f"{AGAIN}-0", "", "", "", "")])


def _row(name: str, use: Use | None) -> UseRow:
    if use is None:
        return UseRow(name, name, "", "", "")
    return UseRow(name, use.substance, use.route or SAID, use.body_site, use.tested)
