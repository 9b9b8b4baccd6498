"""A column of plain values, written as JSON text.

Django’s own JSON column brings a check by SQLite’s JSON functions, which the settings of this database do
not trust in a schema.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models


class JsonText(models.Field):  # type: ignore[type-arg]
    """Lists, dicts, texts and numbers as JSON text; NaN and what JSON cannot say are refused."""

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else json.dumps(value, allow_nan=False)
