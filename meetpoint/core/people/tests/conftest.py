"""Cheap hashing, and an organisation that makes codes from answers."""

from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.organisations.models import CodeScheme, Organisation
from meetpoint.core.people import recipes


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipes, "ARGON2_TIME", 1)
    monkeypatch.setattr(recipes, "ARGON2_MEMORY_KIB", 64)


@pytest.fixture
def deriving(org: Organisation, cheap: None) -> Organisation:
    org.code_scheme = CodeScheme.DERIVED
    org.code_recipe = "mother_month_year"
    org.save()
    return org


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> None:
    settings.KEYS = tmp_path
