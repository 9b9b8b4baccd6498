"""What sheets and reports declare."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Schedule
from meetpoint.core.modules.pages import Page
from meetpoint.core.reports import permissions, privacy
from meetpoint.core.reports.own.actions.inbox import run_schedules
from meetpoint.core.reports.own.privacy import COLUMNS as OWN_COLUMNS
from meetpoint.core.reports.periods import OPTIONS

MODULE = Module(
    slug="reports",
    name=_("Sheets and reports"),
    privacy=replace(privacy.PRIVACY, columns={**privacy.PRIVACY.columns, **OWN_COLUMNS}),
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Month's sheet"),
            url_name="reports:sheet",
            group="numbers",
            permission=permissions.VIEW,
            icon="chart",
            order=35,
        ),
        Page(
            label=_("Reports"),
            url_name="reports:reports",
            group="numbers",
            permission=permissions.VIEW_REPORT,
            icon="print",
            order=36,
        ),
        Page(
            label=_("Report builder"),
            url_name="reports:build",
            group="numbers",
            permission=permissions.WRITE_TEMPLATE,
            icon="edit",
            order=37,
        ),
        Page(
            label=_("Report inbox"),
            url_name="reports:inbox",
            group="numbers",
            permission=permissions.VIEW_REPORT,
            icon="bell",
            order=38,
        ),
    ),
    documents={"month_sheet": _("Month's sheet")},
    options=(*OPTIONS, *privacy.OPTIONS),
    audit_words={
        "report.run": _("made a report"),
        "report.published": _("published a table of a report"),
        "report.template_saved": _("saved a report template"),
        "report.schedule_made": _("scheduled a report"),
        "report.schedule_stopped": _("stopped a scheduled report"),
        "report.scheduled_made": _("tried to make a scheduled report"),
    },
    schedules=(Schedule(slug="reports.scheduled", every_minutes=60, run=run_schedules),),
    urls="meetpoint.core.reports.urls",
    mount="",
)
