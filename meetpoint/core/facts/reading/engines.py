"""The engines on which the same expressions run: DuckDB here, Spark where many organisations share facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.facts.errors import EngineProblem
from meetpoint.core.facts.store.manifest import Manifest
from meetpoint.core.facts.store.places import folder

DUCKDB = "duckdb"
SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The files of one table that a question needs: whole ones, and bases without the days that stand aside.

    `empty` has the columns and no row.
    """

    empty: Path
    whole: tuple[Path, ...] = ()
    without: tuple[tuple[Path, tuple[date, ...]], ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        return (*self.whole, *(base for base, _days in self.without))


class Engine(Protocol):
    """Shows pieces under a name, and runs an Ibis expression over names that are shown."""

    def turn_to(self, span: str) -> None:
        """Let what is shown from now on stand under this span of months, apart from that of others."""

    def show(self, name: str, pieces: Pieces) -> None:
        """Let expressions read these files under this name."""

    def sql(self, expression: Any) -> str:
        """Return an expression in the engine's own words."""

    def __hash__(self) -> int: ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a statement finds, a tuple for each row."""


def pieces_of(
    organisation_id: int, found: Manifest, table: str, months: Iterable[str] | None = None
) -> Pieces:
    """Return the files of a table that hold these months, or of a list."""
    here = folder(organisation_id)
    if table in found.lists:
        file = here / found.lists[table].file
        return Pieces(empty=file, whole=(file,))
    wanted = [found.tables[table][name] for name in months or () if name in found.tables[table]]
    whole = [month.base for month in wanted if month.base and not month.days]
    aside = [file for month in wanted for file in month.days.values() if file]
    return Pieces(
        empty=here / found.empty[table],
        whole=tuple(here / name for name in (*whole, *aside)),
        without=tuple(
            (here / month.base, tuple(date.fromisoformat(day) for day in sorted(month.days)))
            for month in wanted
            if month.base and month.days
        ),
    )


@cache
def engine() -> Engine:
    """Return the engine that the settings name, opened once in a process. Raises EngineProblem."""
    name = settings.FACTS_ENGINE
    if name == DUCKDB:
        from meetpoint.core.facts.reading.duck import DuckDB  # noqa: PLC0415 - only one engine is loaded

        return DuckDB()
    if name == SPARK or name.startswith("spark://"):
        from meetpoint.core.facts.reading.spark import Spark  # noqa: PLC0415 - an optional extra

        return Spark("local[*]" if name == SPARK else name)
    raise EngineProblem(
        _("FACTS_ENGINE=%(name)s is not known. Write duckdb, spark or spark://host:port.") % {"name": name}
    )
