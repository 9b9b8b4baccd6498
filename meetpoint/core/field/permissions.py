"""The named permissions of work in the field."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

FILL = "field:form:fill"
ENROL = "field:device:enrol"
MANAGE = "field:device:manage"
REVIEW = "field:event:review"

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

PERMISSIONS = (
    Permission(
        name=FILL,
        description=_("Fill in forms that stand by themselves, each where the role includes what it records"),
        roles=FIELD,
    ),
    Permission(name=ENROL, description=_("Set up one's own phone for work without a network"), roles=FIELD),
    Permission(
        name=MANAGE,
        description=_("Revoke anybody's phone, and change the key that phones seal with"),
        roles=frozenset({Role.MANAGER}),
    ),
    Permission(
        name=REVIEW,
        description=_("Decide about entries from phones that could not be recorded as they came"),
        roles=frozenset({Role.MANAGER}),
    ),
)
