"""What a long run was asked, out of the JSON that the database keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from meetpoint.planning.engine.facts.table import FOLDER
from meetpoint.planning.plans.numbers import LocalNumbers, numbers_from
from meetpoint.planning.plans.settings import Settings, settings_from

Progress = Callable[[int, int], None]
"""Told what is done, of how many; raises when the run was called off or went to another worker."""
Result = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A plan as it stood, the seed, and where finished parts are kept."""

    numbers: LocalNumbers
    settings: Settings
    seed: int
    kept: Path
    budget: float = 0.0

    @property
    def final_deaths(self) -> dict[int, float]:
        """The deaths of the known years whose count no longer grows."""
        return {year: float(self.numbers.deaths[year]) for year in self.numbers.final_years}


def question_of(raw: Mapping[str, Any], seed: int, kept: Path) -> Question:
    """Read a question. Raises FaultyPlan."""
    return Question(
        numbers=numbers_from(raw["numbers"]),
        settings=settings_from(raw["settings"]),
        seed=seed,
        kept=kept,
        budget=float(raw.get("budget", 0.0)),
    )


def versions() -> dict[str, str]:
    """Return what a result rests on: the release, and fingerprints of the model and of its numbers."""
    try:
        release = version("meetpoint")
    except PackageNotFoundError:
        release = ""
    return {
        "release": release,
        "model": _fingerprint([FOLDER.parent / "models" / "community.toml"]),
        "numbers": _fingerprint(sorted(FOLDER.glob("*.csv"))),
    }


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
