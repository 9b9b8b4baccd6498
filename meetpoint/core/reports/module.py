"""What sheets and reports declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.pages import Page
from meetpoint.core.reports import permissions
from meetpoint.core.reports.periods import OPTIONS

MODULE = Module(
    slug="reports",
    name=_("Sheets and reports"),
    privacy=PrivacyPlan(columns={}),
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
    options=OPTIONS,
    urls="meetpoint.core.reports.urls",
    mount="",
)
