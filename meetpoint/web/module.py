"""What the web package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, Page, Permission, PrivacyPlan, Role

PERMISSIONS = (
    Permission(name="web:shell:use", description=_("Open the staff pages"), roles=frozenset(Role)),
)

PAGES: tuple[Page, ...] = ()

MODULE = Module(
    slug="web",
    name=_("Staff shell"),
    privacy=PrivacyPlan(columns={}),
    permissions=PERMISSIONS,
    pages=PAGES,
    urls="meetpoint.web.urls",
    mount="",
)
