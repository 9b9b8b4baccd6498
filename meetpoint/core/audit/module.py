"""What the audit package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.audit.anchors import anchor_all
from meetpoint.core.audit.permissions import PERMISSIONS
from meetpoint.core.audit.privacy import PLAN
from meetpoint.core.modules.interface import Module, Schedule

MODULE = Module(
    slug="audit",
    name=_("Audit"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    schedules=(Schedule(slug="audit-anchor", every_minutes=60, run=anchor_all),),
)
