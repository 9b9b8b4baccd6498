"""The named permissions of sheets and reports."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "reports:sheet:view"
VIEW_REPORT = "reports:report:view"
PUBLISH = "reports:release:publish"
WRITE_TEMPLATE = "reports:template:write"

PERMISSIONS = (
    Permission(
        name=VIEW,
        description=_("See and print the month's sheet"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN, Role.ANALYST, Role.READ_ONLY}),
    ),
    Permission(
        name=VIEW_REPORT,
        description=_("Make and see reports for funders"),
        roles=frozenset({Role.MANAGER, Role.ANALYST, Role.READ_ONLY}),
    ),
    Permission(
        name=PUBLISH,
        description=_("Publish tables, with small counts hidden"),
        roles=frozenset({Role.MANAGER}),
    ),
    Permission(
        name=WRITE_TEMPLATE,
        description=_("Write report templates of the organisation’s own"),
        roles=frozenset({Role.MANAGER, Role.ANALYST}),
    ),
)
