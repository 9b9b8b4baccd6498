"""Who may do what with machines, unless an organisation changes it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "vending:machine:view"
CHANGE = "vending:machine:change"
RESTOCK = "vending:machine:restock"
CREDENTIALS = "vending:machine:credentials"
ISSUE = "vending:token:issue"
CHANGE_LIMITS = "vending:limit:change"
REVIEW = "vending:message:review"
SEND = "vending:message:send"

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
READERS = FIELD | {Role.ANALYST, Role.READ_ONLY}
MANAGERS = frozenset({Role.MANAGER})

PERMISSIONS = (
    Permission(name=VIEW, description=_("See vending machines, their stock and the route"), roles=READERS),
    Permission(
        name=CHANGE, description=_("Add and change machines and what is in their slots"), roles=MANAGERS
    ),
    Permission(name=RESTOCK, description=_("Refill machines and count what is in them"), roles=FIELD),
    Permission(name=CREDENTIALS, description=_("See and change a machine's password and signing key")),
    Permission(name=ISSUE, description=_("Give out and end personal codes for machines"), roles=FIELD),
    Permission(name=CHANGE_LIMITS, description=_("Change the limits of machines"), roles=MANAGERS),
    Permission(
        name=REVIEW, description=_("Look through messages of machines that could not be read"), roles=MANAGERS
    ),
    Permission(name=SEND, description=_("Send what machines report, where a broker cannot be reached")),
)

API_SCOPES = (VIEW, SEND)
"""What a token of the API may hold of it."""
