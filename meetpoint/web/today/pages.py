"""Where the board and the trends stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters import permissions
from meetpoint.core.modules.pages import Page

PAGES = (
    Page(label=_("Today"), url_name="web:today", permission="web:shell:use", icon="today", order=1),
    Page(
        label=_("Trends"),
        url_name="web:trends",
        group="numbers",
        permission=permissions.VIEW,
        icon="chart",
        order=45,
    ),
)
