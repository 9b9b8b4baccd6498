"""Reading jurisdiction policy packs: what a place forbids, leaves open or asks for, and on what ground."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from meetpoint.core.organisations.models import Requirement

FOLDER = Path(__file__).with_name("policies")

Words = Mapping[str, str]
"""The same sentence by language code; English is always there."""


class Confidence(StrEnum):
    """How sure a rule is: read in its source, read about elsewhere, not confirmed, or our own choice."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    UNVERIFIED = "unverified"
    PRODUCT_CHOICE = "product_choice"


@dataclass(frozen=True, kw_only=True, slots=True)
class PackRule:
    """What a place says about one field. `scope` says of whom the source speaks, when not of everybody."""

    field: str
    requirement: Requirement
    reason: Words
    source: str
    confidence: Confidence
    source_url: str = ""
    scope: Words | None = None
    effective_from: date | None = None
    verified_on: date | None = None

    @property
    def in_force(self) -> Requirement:
        """What is applied: nobody is made to ask a question on a source that was not read."""
        if self.requirement == Requirement.REQUIRED and self.confidence != Confidence.VERIFIED:
            return Requirement.OPTIONAL
        return self.requirement


@dataclass(frozen=True, kw_only=True, slots=True)
class PackOption:
    """A value that a place gives to an option, instead of what ships; in force only when verified."""

    name: str
    value: str
    source: str
    confidence: Confidence
    effective_from: date | None = None
    verified_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PackNote:
    """Something a programme should know about its place, which the software shows and never enforces.

    `topic` is distribution, card, reporting or law; `as_of` is the date to which the source speaks.
    """

    topic: str
    text: Words
    source: str
    confidence: Confidence
    as_of: date | None = None

    def is_old(self, today: date) -> bool:
        """Tell whether the source is older than 24 months, after which a local check is asked for."""
        return self.as_of is None or today - self.as_of > timedelta(days=730)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pack:
    """The rules of one jurisdiction, in one version."""

    slug: str
    version: str
    jurisdiction: str
    title: Words
    rules: tuple[PackRule, ...] = ()
    options: tuple[PackOption, ...] = ()
    notes: tuple[PackNote, ...] = ()


def say(words: Words) -> str:
    """Return a sentence in the reader's language, or in English."""
    return words.get((get_language() or "en")[:2]) or words["en"]


@cache
def packs() -> Mapping[str, Pack]:
    """Return every shipped pack by slug, read once in a process."""
    found = (read_pack(path) for path in sorted(FOLDER.glob("*.toml")))
    return {pack.slug: pack for pack in found}


def read_pack(path: Path) -> Pack:
    """Return one pack file. Raises ValueError, naming the file, when it does not have the shape of a pack."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        pack = _pack(raw)
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"{path.name} is not a policy pack: {wrong}") from wrong
    if pack.slug != path.stem:
        raise ValueError(f"{path.name} says that its slug is {pack.slug!r}.")
    return pack


def _pack(raw: dict[str, Any]) -> Pack:
    rules = tuple(
        PackRule(**_sure(rule) | {"requirement": Requirement(rule["requirement"])})
        for rule in raw.pop("rules", [])
    )
    options = tuple(PackOption(**_sure(option)) for option in raw.pop("options", []))
    notes = tuple(PackNote(**_sure(note)) for note in raw.pop("notes", []))
    return Pack(**raw, rules=rules, options=options, notes=notes)


def _sure(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {"confidence": Confidence(raw["confidence"])}
