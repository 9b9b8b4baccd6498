"""Why each column of runs, releases and saved templates is kept: counts, and nothing about a person."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Kept, Option, OptionType, PrivacyPlan
from meetpoint.core.organisations.options import option_value
from meetpoint.core.reports.models import ReportRun
from meetpoint.core.tenancy.actor import Actor

RUN_YEARS = "reports.run_years"

OPTIONS = (
    Option(
        name=RUN_YEARS,
        label=_("Years that runs of reports are kept"),
        help=_(
            "After that a run is removed for good. What was published from it stays. Without a value every"
            " run stays: funders may ask about a report for years."
        ),
        type=OptionType.COUNT,
        unit=_("years"),
    ),
)

_UNTIL = "the years that the organisation keeps runs, or its closing"
_ALWAYS = "the organisation is closed"


def _run(why: str) -> Kept:
    return Kept(why=why, until=_UNTIL)


def _always(why: str) -> Kept:
    return Kept(why=why, until=_ALWAYS)


def retain(by: Actor, today: date) -> int:
    """Remove runs older than the organisation keeps them; return how many. Not set means: remove none."""
    years = cast("int | None", option_value(by.organisation_id, RUN_YEARS))
    if not years:
        return 0
    day = min(today.day, 28) if (today.month, today.day) == (2, 29) else today.day
    before = today.replace(year=today.year - years, day=day)
    return ReportRun.objects.of(by).filter(made_at__date__lt=before).delete()[0]


PRIVACY = PrivacyPlan(
    columns={
        "reports.ReportRun": {
            "uid": _run("names the run; random"),
            "template": _run("which report it is"),
            "version": _run("which version of the report it is"),
            "first": _run("which days it is about"),
            "last": _run("which days it is about"),
            "site_ids": _run("which sites it is about, and so who may read it"),
            "read_at": _run("what was recorded later is told apart"),
            "made_at": _run("how old it is"),
            "staff_id": _run("whom to ask about it"),
            "snapshot": _run("the counts that were reported, with their definitions; no rows about people"),
        },
        "reports.Release": {
            "uid": _always("names the release; random"),
            "run": _always("from which run it was made"),
            "template": _always("with which earlier releases it is compared"),
            "first": _always("which days it is about"),
            "last": _always("which days it is about"),
            "site_ids": _always("which sites it is about, and so who may read it"),
            "policy": _always("by which rule small counts were hidden"),
            "made_at": _always("how old it is"),
            "staff_id": _always("whom to ask about it"),
            "table": _always("what was published, so that no later release gives away what it hid"),
        },
        "reports.SavedTemplate": {
            "slug": _always("names the report"),
            "version": _always("which version of the report it is"),
            "data": _always("which numbers the organisation wants in it"),
            "saved_at": _always("which version is the newest"),
            "staff_id": _always("whom to ask about it"),
        },
    },
    retain=retain,
)
