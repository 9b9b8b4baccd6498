"""What sheets and reports declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page
from meetpoint.core.reports import permissions, privacy
from meetpoint.core.reports.periods import OPTIONS

MODULE = Module(
    slug="reports",
    name=_("Sheets and reports"),
    privacy=privacy.PRIVACY,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Month's sheet"),
            url_name="reports:sheet",
            permission=permissions.VIEW,
            icon="chart",
            order=35,
        ),
        Page(
            label=_("Reports"),
            url_name="reports:reports",
            permission=permissions.VIEW_REPORT,
            icon="print",
            order=36,
        ),
    ),
    documents={"month_sheet": _("Month's sheet")},
    options=(*OPTIONS, *privacy.OPTIONS),
    audit_words={
        "report.run": _("made a report"),
        "report.published": _("published a table of a report"),
        "report.template_saved": _("saved a report template"),
    },
    urls="meetpoint.core.reports.urls",
    mount="",
)
