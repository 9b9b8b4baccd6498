"""The named permissions of encounters."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
EVERYONE = frozenset(Role)

RECORD = "encounters:encounter:record"
VIEW = "encounters:encounter:view"
VOID = "encounters:encounter:void"
READ_NOTE = "encounters:note:view"

PERMISSIONS = (
    Permission(
        name=RECORD, description=_("Record encounters, and undo one's own of the same shift"), roles=FIELD
    ),
    Permission(name=VIEW, description=_("See encounters"), roles=EVERYONE),
    Permission(
        name=VOID,
        description=_("Correct or void anybody's encounters"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN}),
    ),
    Permission(name=READ_NOTE, description=_("Read notes on encounters"), roles=FIELD),
)
