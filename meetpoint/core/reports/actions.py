"""Keeping runs and templates. There is no way to change one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports import permissions
from meetpoint.core.reports.answering.answer import Ask, answer_report
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.reports.asking.library import shipped
from meetpoint.core.reports.asking.reading import template_of
from meetpoint.core.reports.asking.template import Template
from meetpoint.core.reports.models import ReportRun, SavedTemplate
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict
from meetpoint.lib.identifiers import uuid7


def run_report(
    template: Template,
    first: date,
    last: date,
    *,
    by: Actor,
    sites: Iterable[Site] | None = None,
    ask: Ask | None = None,
) -> ReportRun:
    """Answer a report and keep it as it is now. Raises AnalysisUnavailable; nothing is kept then."""
    by.require(permissions.VIEW_REPORT)
    return keep_run(answer_report(by, template, first, last, sites=sites, ask=ask), by=by)


@transaction.atomic
def keep_run(report: Report, *, by: Actor) -> ReportRun:
    """Keep an answered report."""
    by.require(permissions.VIEW_REPORT)
    uid = uuid7()
    run = ReportRun.objects.create(
        organisation_id=by.organisation_id,
        uid=uid,
        template=report.template.slug,
        version=report.template.version,
        first=report.first,
        last=report.last,
        site_ids=None if report.site_ids is None else list(report.site_ids),
        read_at=report.read_at,
        made_at=report.made_at,
        staff_id=by.staff_id,
        snapshot=report.as_snapshot(),
    )
    record(by, "report.run", "report_run", [str(uid)], fields={"report": report.template.slug})
    return run


@transaction.atomic
def save_template(data: Mapping[str, Any], *, by: Actor) -> Template:
    """Keep a version of a template of the organisation's own, and return it.

    Raises TemplateWrong with every mistake, and Conflict for the name of a shipped report, or for a version
    that is there already: a change needs a version of its own.
    """
    by.require(permissions.WRITE_TEMPLATE)
    template = template_of(data, name=_("the template"))
    if template.slug in shipped():
        raise Conflict(_("A report that ships with Meetpoint has this name. Choose another."))
    known = SavedTemplate.objects.of(by).filter(slug=template.slug, version=template.version)
    if known.exists():
        raise Conflict(_("This version is there already. Give the change a version of its own."))
    SavedTemplate.objects.create(
        organisation_id=by.organisation_id,
        slug=template.slug,
        version=template.version,
        data=template.as_data(),
        saved_at=clock.now(),
        staff_id=by.staff_id,
    )
    record(
        by, "report.template_saved", "report_template", [template.slug], fields={"version": template.version}
    )
    return template
