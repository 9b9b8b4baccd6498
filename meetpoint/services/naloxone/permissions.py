"""Who may do what with naloxone records, unless an organisation changes it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})
READERS = FIELD | {Role.ANALYST, Role.READ_ONLY}

PERMISSIONS = (
    Permission(
        name="naloxone:provision:view",
        description=_("See why naloxone was needed, on a participant's timeline"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN}),
    ),
    Permission(name="naloxone:kit:view", description=_("See which kits expire soon"), roles=READERS),
    Permission(name="naloxone:reversal:view", description=_("See reported reversals"), roles=READERS),
    Permission(
        name="naloxone:reversal:record", description=_("Record a reversal that someone reports"), roles=FIELD
    ),
    Permission(
        name="naloxone:reversal:correct",
        description=_("Correct or void a reported reversal"),
        roles=frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN}),
    ),
    Permission(name="naloxone:training:view", description=_("See group trainings"), roles=READERS),
    Permission(
        name="naloxone:training:record", description=_("Record and void group trainings"), roles=FIELD
    ),
)

API_SCOPES = (
    "naloxone:reversal:view",
    "naloxone:reversal:record",
    "naloxone:reversal:correct",
    "naloxone:training:view",
    "naloxone:training:record",
)
"""What a token of the API may hold of it."""
