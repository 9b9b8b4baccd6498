"""The named permissions of the consent package: who may let something leave, and in which form."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

EXPORT = "consent:export:make"
PRINT = "consent:print:make"
REFERRAL = "consent:referral:send"
API = "consent:api:read"
BACKUP = "consent:backup:make"
VIEW = "consent:disclosure:view"
SEE = "consent:answer:view"
RECORD = "consent:answer:record"
ANSWER = "consent:restriction:answer"
ACCOUNT = "consent:accounting:give"
SPEAK = "consent:exception:record"

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
    Permission(name=SEE, description=_("See what a participant agreed to or refused"), roles=_FIELD),
    Permission(
        name=RECORD,
        description=_("Write down a participant’s consent, its end, and what they ask to be kept back"),
        roles=_FIELD,
    ),
    Permission(
        name=ANSWER,
        description=_("Promise a participant to keep something back, or say no"),
        roles=frozenset({Role.MANAGER}),
    ),
    Permission(
        name=ACCOUNT,
        description=_("See and give what left about one participant"),
        roles=frozenset({Role.MANAGER, Role.CLINICIAN}),
    ),
    Permission(
        name=SPEAK,
        description=_("Tell something without consent in an emergency or an audit, and write it down"),
        roles=frozenset({Role.MANAGER, Role.CLINICIAN, Role.WORKER}),
    ),
)
