"""A day on which the checks are asked, and what asks one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.core.modules.quality import Finding
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import (
    FieldRule,
    Organisation,
    Requirement,
    Site,
    fresh_version,
)
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)
TODAY = date(2026, 3, 10)
FIRST = TODAY - timedelta(days=29)

Find = Callable[..., list[Finding]]


@pytest.fixture(autouse=True)
def _on_one_day() -> Iterator[None]:
    with clock.stand_at(NOON):
        yield


@pytest.fixture
def find(dee: Actor, site: Site, van: Site) -> Find:
    """`find("double_entries")` gives what a check finds for Dee, or for somebody else, at both sites."""

    def found(slug: str, by: Actor = dee, sites: tuple[Site, ...] = (site, van)) -> list[Finding]:
        check = registry().quality[slug if "." in slug else f"quality.{slug}"]
        return list(check.find(by, FIRST, TODAY, frozenset(one.pk for one in sites)))

    return found


def require(organisation_id: int, field: str) -> None:
    """Have the programme's own rule ask for a field."""
    FieldRule.objects.of(organisation_id).create(
        organisation_id=organisation_id,
        field=field,
        requirement=Requirement.REQUIRED,
        source="Our own rule",
        effective_from=date(2020, 1, 1),
    )
    Organisation.objects.filter(pk=organisation_id).update(policy_version=fresh_version())


def usual_amounts(by: Actor, site: Site, item: Any, amount: int = 10, entries: int = 24) -> None:
    """Record an item often enough for there to be a usual amount: in turn that, twice that, and half."""
    for turn in range(entries):
        quantity = (amount, amount * 2, max(amount // 2, 1))[turn % 3]
        encounter(by, site, {item: quantity}, occurred_at=NOON - timedelta(days=2, minutes=13 * turn))
