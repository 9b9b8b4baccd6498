"""Spans of days at some sites, and what is found of one: a number, or what is missing to tell it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meetpoint.core.modules.fields import Words


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Local dates from `first` to `last`, both included, at some sites.

    `site_ids` is None for every site of the organisation.
    """

    organisation_id: int
    first: date
    last: date
    site_ids: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was found. `value` is None when it cannot be told, and `missing` then says what it lacks."""

    value: int | Decimal | Words | None = None
    missing: Words = ""
