"""Who may do what with syringe services' records, unless an organisation changes it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

CARE = frozenset({Role.MANAGER, Role.WORKER, Role.CLINICIAN})
FIELD = CARE | {Role.PEER_WORKER}
READERS = FIELD | {Role.ANALYST, Role.READ_ONLY}

PERMISSIONS = (
    Permission(
        name="syringe_services:return:view",
        description=_("See what was brought back, on a participant's timeline"),
        roles=FIELD,
    ),
    Permission(
        name="syringe_services:test:record",
        description=_("Record infection tests and their results"),
        roles=CARE,
    ),
    Permission(
        name="syringe_services:test:view", description=_("See results of infection tests"), roles=CARE
    ),
    Permission(
        name="syringe_services:care:record",
        description=_("Record vaccines and wound care"),
        roles=CARE,
    ),
    Permission(
        name="syringe_services:care:view",
        description=_("See vaccines and wound care on a participant's timeline"),
        roles=CARE,
    ),
    Permission(name="syringe_services:cleanup:view", description=_("See community clean-ups"), roles=READERS),
    Permission(
        name="syringe_services:cleanup:record",
        description=_("Record, correct and void community clean-ups"),
        roles=FIELD,
    ),
    Permission(
        name="syringe_services:policy:view", description=_("See the distribution policy"), roles=READERS
    ),
    Permission(
        name="syringe_services:policy:edit",
        description=_("Change the distribution policy"),
        roles=frozenset({Role.MANAGER}),
    ),
)

API_SCOPES = (
    "syringe_services:test:record",
    "syringe_services:test:view",
    "syringe_services:care:record",
    "syringe_services:cleanup:view",
    "syringe_services:cleanup:record",
)
"""What a token of the API may hold of it."""
