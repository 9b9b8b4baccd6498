"""Policies: which counts a place calls small, each version with its source and the day it was read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meetpoint.core.reports.publishing.errors import PublishingError, unknown

LIBRARY = Path(__file__).with_name("policies.toml")
DEFAULT = "cms"


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of a policy.

    Counts from `small[0]` to `small[1]` are hidden. For a reader, the interval of each must reach `reach` and
    span at least `width`; for somebody who knows the policy, at least `informed_values` values must stay
    possible. A policy whose small counts begin at 1 shows every zero.
    """

    name: str
    version: str
    title: str
    title_es: str
    jurisdiction: str
    small: tuple[int, int]
    reach: int
    width: int
    informed_values: int
    source: str
    url: str
    read_on: date
    ours: str

    @property
    def shows_zero(self) -> bool:
        """Say whether a count of 0 may be shown."""
        return self.small[0] > 0

    @property
    def threshold(self) -> str:
        """Say the rule in few words."""
        hidden = f"{self.small[0]}..{self.small[1]} suppressed"
        return f"{hidden}; 0 publishable" if self.shows_zero else hidden

    def is_small(self, counts: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Say of each count whether it must be hidden."""
        return (counts >= self.small[0]) & (counts <= self.small[1])


@cache
def policies() -> tuple[Policy, ...]:
    """Return every version of every policy, the newest of each first."""
    listed = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["policy"]
    found = sorted((_policy(entry) for entry in listed), key=lambda each: each.version, reverse=True)
    return tuple(sorted(found, key=lambda each: each.name))


def policy_named(wanted: str) -> Policy:
    """Return a policy by its name (its newest version), or by name@version. Raises PublishingError."""
    name, _at, version = wanted.partition("@")
    versions = [each for each in policies() if each.name == name]
    if not versions:
        raise PublishingError(unknown("policy", name, {each.name for each in policies()}))
    if not version:
        return versions[0]
    for each in versions:
        if each.version == version:
            return each
    raise PublishingError(unknown(f"version of {name}", version, [each.version for each in versions]))


def _policy(entry: dict[str, Any]) -> Policy:
    low, high = entry["small"]
    return Policy(**{**entry, "small": (low, high)})
