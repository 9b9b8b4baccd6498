"""Every test of imports has the starter catalogue, and a folder of its own for rows."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def mia(dee: Actor) -> Actor:
    """Dee, with the catalogue that every organisation begins with."""
    add_starter_items(by=dee)
    return dee


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME = tmp_path
