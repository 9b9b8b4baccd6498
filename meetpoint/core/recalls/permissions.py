"""The named permissions of recalls."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "recalls:recall:view"
CHANGE = "recalls:recall:change"
TELL = "recalls:person:tell"

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

PERMISSIONS = (
    Permission(name=VIEW, description=_("See recalls and where recalled lots went"), roles=frozenset(Role)),
    Permission(name=CHANGE, description=_("Open, change and close recalls"), roles=frozenset({Role.MANAGER})),
    Permission(
        name=TELL,
        description=_("See whom a recall concerns, by mark, and write down who was told"),
        roles=_FIELD,
    ),
)
