"""Where the shared reference files lie; tests that want them say aloud when they are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[5] / "shared" / "data" / "planning"
GET_THEM = (
    f"reference files of published models are not part of the tree; put them into {FOLDER} to run this."
)
needs_shared_data = pytest.mark.skipif(not FOLDER.is_dir(), reason=GET_THEM)
