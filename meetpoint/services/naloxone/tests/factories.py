"""Ready-made reversals, trainings and contacts for tests."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.organisations.models import FieldRule, Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions.reversals import Reversal, report_reversal
from meetpoint.services.naloxone.actions.trainings import GroupTraining, record_training
from meetpoint.services.naloxone.models import ReversalReport, TrainingEvent


def yesterday() -> date:
    """A day that is over everywhere, so that no time zone can make it today."""
    return clock.now().date() - timedelta(days=2)


def new_reversal(site: Site, **answers: Any) -> Reversal:
    said = {"uid": uuid7(), "reported_on": yesterday(), **answers}
    return Reversal(site_id=site.pk, **said)


def reported(by: Actor, site: Site, **answers: Any) -> ReversalReport:
    uid = report_reversal(new_reversal(site, **answers), by=by)
    return ReversalReport.objects.of(by).get(uid=uid)


def forbid(organisation: Organisation, field: str) -> None:
    """Let the place of an organisation forbid a field."""
    FieldRule.objects.of(organisation.pk).create(
        organisation=organisation,
        field=field,
        requirement="forbidden",
        source="A local rule",
        effective_from=date(2020, 1, 1),
    )
    Organisation.objects.filter(pk=organisation.pk).update(policy_version=99)


def held(by: Actor, site: Site, **more: Any) -> TrainingEvent:
    said = {"uid": uuid7(), "held_on": yesterday(), "people": 12, **more}
    return record_training(GroupTraining(site_id=site.pk, **said), by=by)


def total(figures: Iterable[DayFigure]) -> int:
    return sum(figure.amount for figure in figures)


def span() -> tuple[date, date]:
    """A span of days around now, in any time zone."""
    today = timezone.now().date()
    return today - timedelta(days=9), today + timedelta(days=1)
