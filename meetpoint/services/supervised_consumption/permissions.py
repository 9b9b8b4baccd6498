"""Who may do what in the room, unless an organisation changes it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "supervised_consumption:room:view"
CHANGE = "supervised_consumption:room:change"
RECORD = "supervised_consumption:visit:record"
RESPOND = "supervised_consumption:event:respond"
OVERRIDE = "supervised_consumption:capacity:override"
REPORT = "supervised_consumption:event:report"
MONTH = "supervised_consumption:month:view"

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

PERMISSIONS = (
    Permission(name=VIEW, description=_("See the station board, visits and events of the room"), roles=FIELD),
    Permission(
        name=CHANGE,
        description=_("Change stations, the licensed capacity and the rules of the room"),
        roles=frozenset({Role.MANAGER}),
    ),
    Permission(
        name=RECORD, description=_("Check people in, give them a station, see them through"), roles=FIELD
    ),
    Permission(name=RESPOND, description=_("Write the response log of an overdose"), roles=FIELD),
    Permission(
        name=OVERRIDE,
        description=_("Let somebody in although the licensed capacity is reached, with a written reason"),
        roles=frozenset({Role.MANAGER, Role.CLINICIAN}),
    ),
    Permission(
        name=REPORT,
        description=_("Finish incident reports, and say that an authority was told"),
        roles=frozenset({Role.MANAGER, Role.CLINICIAN}),
    ),
    Permission(
        name=MONTH,
        description=_("See and take along the month of the room in figures"),
        roles=frozenset({Role.MANAGER, Role.ANALYST}),
    ),
)

API_SCOPES = (VIEW, RECORD, RESPOND)
"""What a token of the API may hold of it."""
