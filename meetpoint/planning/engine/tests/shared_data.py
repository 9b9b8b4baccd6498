"""Where the shared reference files lie; tests that want them say aloud when they are not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(
    os.environ.get("PLANNING_DATA") or Path(__file__).resolve().parents[5] / "shared" / "data" / "planning"
)
GET_THEM = (
    "reference files of published models are not part of the tree; put them into "
    f"{FOLDER}, or name their folder with PLANNING_DATA, to run this."
)
needs_shared_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=GET_THEM)
