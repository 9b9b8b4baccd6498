"""The named permissions of case load and plans."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

HOLD = "plans:load:hold"
MANAGE = "plans:load:manage"
VIEW = "plans:plan:view"
CHANGE = "plans:plan:change"

PERMISSIONS = (
    Permission(
        name=HOLD, description=_("Go along with people: take on, hand over and end one’s own"), roles=_FIELD
    ),
    Permission(
        name=MANAGE,
        description=_("See everybody’s people and who has nobody, and hand over for colleagues"),
        roles=frozenset({Role.MANAGER}),
    ),
    Permission(name=VIEW, description=_("See a person’s plan and goals"), roles=_FIELD),
    Permission(name=CHANGE, description=_("Write down goals, steps and who helps"), roles=_FIELD),
)
