"""The named permissions of sessions, notes, stays and rides."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
_CLINICIAN = frozenset({Role.CLINICIAN})

VIEW = "sessions:session:view"
CHANGE = "sessions:session:change"
PLAN_GROUPS = "sessions:series:change"
VIEW_STAYS = "sessions:stay:view"
CHANGE_STAYS = "sessions:stay:change"
CHANGE_RIDES = "sessions:ride:change"
WRITE_NOTES = "sessions:note:write"
READ_NOTES = "sessions:note:read"
TELL_NOTES = "sessions:note:tell"

PERMISSIONS = (
    Permission(name=VIEW, description=_("See sessions, groups and rides"), roles=_FIELD),
    Permission(name=CHANGE, description=_("Plan sessions and write down what became of them"), roles=_FIELD),
    Permission(name=PLAN_GROUPS, description=_("Plan groups"), roles=_FIELD),
    Permission(name=VIEW_STAYS, description=_("See stays"), roles=_FIELD),
    Permission(name=CHANGE_STAYS, description=_("Write down stays"), roles=_FIELD),
    Permission(name=CHANGE_RIDES, description=_("Write down rides"), roles=_FIELD),
    Permission(
        name=WRITE_NOTES, description=_("Write counselling notes and read one’s own"), roles=_CLINICIAN
    ),
    Permission(name=READ_NOTES, description=_("Read colleagues’ counselling notes"), roles=_CLINICIAN),
    Permission(name=TELL_NOTES, description=_("Let counselling notes leave"), roles=_CLINICIAN),
)
