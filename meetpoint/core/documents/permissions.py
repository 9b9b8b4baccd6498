"""The named permissions of documents."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

_STAFF = frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN})

VIEW = "documents:document:view"
ADD = "documents:document:add"
OPEN = "documents:document:open"
REMOVE = "documents:document:remove"

PERMISSIONS = (
    Permission(name=VIEW, description=_("See which documents a person has here"), roles=_STAFF),
    Permission(
        name=ADD, description=_("Add a document for a person, and say how long it is kept"), roles=_STAFF
    ),
    Permission(name=OPEN, description=_("Open a person’s document, or give it to them"), roles=_STAFF),
    Permission(name=REMOVE, description=_("Remove a person’s document"), roles=_STAFF),
)
