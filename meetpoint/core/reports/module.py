"""What sheets declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Page, PrivacyPlan
from meetpoint.core.reports import permissions

MODULE = Module(
    slug="reports",
    name=_("Sheets"),
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
    ),
    documents={"month_sheet": _("Month's sheet")},
    urls="meetpoint.core.reports.urls",
    mount="sheets/",
)
