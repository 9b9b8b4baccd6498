"""Tables for tests, and every whole table that fits what is shown, counted out one by one."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meetpoint.core.reports.publishing.tables.given import Given
from meetpoint.core.reports.publishing.tables.reading import read_tables

SHARED = (
    Path(__file__).resolve().parents[6] / "shared" / "data" / "disclosure" / "suppression_test_tables.json"
)
needs_shared_data = pytest.mark.skipif(
    not SHARED.is_file(), reason=f"the reference tables are not part of the tree; put them at {SHARED}."
)


def table(folder: Path, **content: Any) -> Given:
    """Read one table by way of a file, as the command does."""
    path = folder / "table.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read_tables(path)[0][0]


def fitting_tables(given: Given, hidden: np.ndarray) -> np.ndarray:
    """Return every table that shows the same, one a row. Each hidden cell must be in a sum that is shown."""
    layout, shown = given.layout, ~hidden
    open_cells = np.flatnonzero(hidden[: layout.inner])
    holding = layout.members.toarray()[:, open_cells] * shown[:, None]
    most = np.where(holding, given.counts[:, None], np.inf).min(axis=0).astype(int)
    tried = np.array(list(product(*(range(each + 1) for each in most))))
    whole = np.tile(given.counts[: layout.inner], (len(tried), 1))
    whole[:, open_cells] = tried
    sums = (layout.members @ whole.T).T
    fits = (sums[:, shown] == given.counts[shown]).all(axis=1)
    return sums[fits]
