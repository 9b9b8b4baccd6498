"""A place in a prepared query where a value goes when the query runs."""

from __future__ import annotations

from typing import Any

from django.db.models import Expression, Field
from django.db.models.sql.compiler import SQLCompiler


class Slot(Expression):
    """Stands in a query set for one value, or, with a `count`, for that many in brackets (`…__in=slot`)."""

    def __init__(self, name: str, output_field: Field[Any, Any], count: int | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name
        self.count = count

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        if self.count is None:
            return "%s", [Blank(self, 0)]
        marks = ", ".join(["%s"] * self.count)
        return f"({marks})", [Blank(self, place) for place in range(self.count)]


class Blank:
    """One parameter of a statement that is not known yet."""

    def __init__(self, slot: Slot, place: int) -> None:
        self.slot = slot
        self.place = place
