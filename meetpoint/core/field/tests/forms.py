"""A form of every kind of field, as a service would declare it, that stores in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from meetpoint.core.modules.fields import (
    Amount,
    Choice,
    Choices,
    Count,
    Counts,
    Day,
    ShortText,
    YesNo,
)
from meetpoint.core.modules.forms import Answers, Filled, StandaloneForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError

STORED: dict[str, Filled] = {}
FIELDS = (
    Choice(name="machine", label="Machine", required=True),
    Counts(name="slots", label="Slots", minimum=0, maximum=20),
    Count(name="minutes", label="Minutes", minimum=1, maximum=600),
    Amount(name="grams", label="Grams", unit="g", maximum=Decimal("9.5")),
    YesNo(name="tidy", label="It is tidy"),
    Choices(name="seen", label="What was seen", choices=(("dust", "Dust"), ("dents", "Dents"))),
    Day(name="day", label="Day"),
    ShortText(name="words", label="Words", max_length=12, folded=True),
)


def _save(filled: Filled, by: Actor) -> None:
    if filled.values.get("words") == "refuse me":
        raise DomainError("This cannot be.", fields={"words": "Not these words."})
    STORED.setdefault(str(filled.uid), filled)


def _answers(by: Actor, site_ids: Sequence[int]) -> Mapping[int, Answers]:
    has_machine = Site.objects.of(by).filter(pk__in=site_ids).exclude(slug="van")
    rows = (("a1", "Kits"), ("a2", "Strips"))
    return {
        site.pk: {"machine": ((f"m{site.pk}", f"Machine of {site.name}"),), "slots": rows}
        for site in has_machine
    }


def _undo(uid: UUID, by: Actor) -> bool:
    return STORED.pop(str(uid), None) is not None


REFILL = StandaloneForm(
    slug="refill",
    title="Refill of a machine",
    fields=FIELDS,
    save=_save,
    undo=_undo,
    answers=_answers,
    permission="supplies:stock:count",
)
"""Offered everywhere but in the van."""


@pytest.fixture
def refill(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Filled]]:
    """`refill` is in use; what it stored, by uid."""
    known = registry()
    monkeypatch.setitem(known.__dict__, "standalone_forms", {**known.standalone_forms, "refill": REFILL})
    STORED.clear()
    yield STORED
    STORED.clear()
