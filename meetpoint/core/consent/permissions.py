"""The named permissions of the consent package: who may let something leave, and in which form."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

EXPORT = "consent:export:make"
PRINT = "consent:print:make"
REFERRAL = "consent:referral:send"
API = "consent:api:read"
BACKUP = "consent:backup:make"
VIEW = "consent:disclosure:view"

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

PERMISSIONS = (
    Permission(
        name=EXPORT, description=_("Export lists and reports"), roles=frozenset({Role.MANAGER, Role.ANALYST})
    ),
    Permission(name=PRINT, description=_("Print cards, slips and sheets"), roles=_FIELD | {Role.ANALYST}),
    Permission(name=REFERRAL, description=_("Send a referral to another service"), roles=_FIELD),
    Permission(name=API, description=_("Read records through the API")),
    Permission(name=BACKUP, description=_("Make a backup that leaves this machine")),
    Permission(
        name=VIEW, description=_("See what left the programme, and to whom"), roles=frozenset({Role.MANAGER})
    ),
)
