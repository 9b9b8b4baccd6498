"""What the web package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Permission, PrivacyPlan, Role
from meetpoint.web.settings.pages import PAGES as SETTINGS
from meetpoint.web.today.pages import PAGES as TODAY

PERMISSIONS = (
    Permission(name="web:shell:use", description=_("Open the staff pages"), roles=frozenset(Role)),
)

MODULE = Module(
    slug="web",
    name=_("Staff shell"),
    privacy=PrivacyPlan(columns={}),
    permissions=PERMISSIONS,
    pages=(*TODAY, *SETTINGS),
    documents={"audit": _("Who did what"), "staff": _("People and roles")},
    urls="meetpoint.web.urls",
    mount="",
)
