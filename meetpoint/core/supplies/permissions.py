"""The named permissions of supplies."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

EVERYONE = frozenset(Role)
FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER})
MANAGERS = frozenset({Role.MANAGER})

VIEW = "supplies:stock:view"
RECEIVE = "supplies:stock:receive"
MOVE = "supplies:stock:move"
COUNT = "supplies:stock:count"
DISPOSE = "supplies:stock:dispose"
CHANGE_ITEM = "supplies:item:change"
CHANGE_PAR = "supplies:par:change"

PERMISSIONS = (
    Permission(name=VIEW, description=_("See stock, lots and the ledger"), roles=EVERYONE),
    Permission(name=RECEIVE, description=_("Receive deliveries"), roles=FIELD),
    Permission(name=MOVE, description=_("Move stock between sites and pack kits"), roles=MANAGERS),
    Permission(name=COUNT, description=_("Count stock and settle shortfalls"), roles=FIELD),
    Permission(
        name=DISPOSE, description=_("Dispose of stock, and set lots aside or release them"), roles=MANAGERS
    ),
    Permission(name=CHANGE_ITEM, description=_("Change the catalogue of items and kits"), roles=MANAGERS),
    Permission(
        name=CHANGE_PAR, description=_("Say how much of an item a site wants to hold"), roles=MANAGERS
    ),
)
