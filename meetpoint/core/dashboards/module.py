"""What boards declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.dashboards import options, permissions
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="dashboards",
    name=_("Boards"),
    privacy=PrivacyPlan(columns={}),
    permissions=permissions.PERMISSIONS,
    options=options.OPTIONS,
    documents={"board": _("A board of numbers")},
    pages=(
        Page(
            label=_("My shift"),
            url_name="dashboards:shift",
            permission=permissions.SHIFT,
            icon="clock",
            order=12,
        ),
        Page(
            label=_("Overview"),
            url_name="dashboards:overview",
            group="numbers",
            permission=permissions.OVERVIEW,
            icon="chart",
            order=30,
        ),
        Page(
            label=_("Site board"),
            url_name="dashboards:own_site",
            group="numbers",
            permission=permissions.SITE,
            icon="chart",
            order=31,
        ),
    ),
    urls="meetpoint.core.dashboards.urls",
    mount="boards/",
)
