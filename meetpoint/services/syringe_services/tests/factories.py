"""Ready-made clean-ups, policies and sections for tests."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.actions.cleanups import NewCleanUp, record_clean_up
from meetpoint.services.syringe_services.actions.policies import NewPolicy, adopt_policy
from meetpoint.services.syringe_services.models import CleanUp, DistributionModel, DistributionPolicy, Method


def two_days_ago() -> date:
    """A day that is over everywhere, so that no time zone can make it today."""
    return clock.now().date() - timedelta(days=2)


def new_clean_up(site: Site, **more: Any) -> NewCleanUp:
    said = {
        "uid": uuid7(),
        "held_on": two_days_ago(),
        "method": Method.COUNTED,
        "measure": Decimal(40),
        **more,
    }
    return NewCleanUp(site_id=site.pk, **said)


def clean_up(by: Actor, site: Site, **more: Any) -> CleanUp:
    return record_clean_up(new_clean_up(site, **more), by=by)


def adopted(by: Actor, **more: Any) -> DistributionPolicy:
    said = {
        "model": DistributionModel.ONE_FOR_ONE,
        "source": "A permit",
        "effective_from": date(2020, 1, 1),
        **more,
    }
    return adopt_policy(NewPolicy(**said), by=by)


def total(figures: Iterable[DayFigure]) -> int:
    return sum(figure.amount for figure in figures)


def span() -> tuple[date, date]:
    """A span of days around now, in any time zone."""
    today = clock.now().date()
    return today - timedelta(days=9), today + timedelta(days=1)
