"""The named permissions of work in the field."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

FILL = "field:form:fill"

PERMISSIONS = (
    Permission(
        name=FILL,
        description=_("Fill in forms that stand by themselves, each where the role includes what it records"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN}),
    ),
)
