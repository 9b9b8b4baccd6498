"""Letting a report leave: the one place where it passes the disclosure gate."""

from meetpoint.core.consent.gate import OWN_ORGANISATION, Grant, disclose
from meetpoint.core.reports.answering.report import Report
from meetpoint.core.tenancy.actor import Actor


def disclose_report(by: Actor, report: Report, *, kind: str) -> Grant:
    """Account for a report that is exported or printed, and return the grant. Raises NotAllowed.

    It is handed to the programme itself, which then submits it.
    """
    return disclose(
        by,
        kind=kind,
        what=f"report:{report.template.slug}",
        purpose="funder report",
        recipient=OWN_ORGANISATION,
        rows=len(report.rows),
        programmes=report.modules,
    )
