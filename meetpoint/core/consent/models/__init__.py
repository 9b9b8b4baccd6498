"""What people agreed to, asked for or refused, and the accounting of what left."""

from meetpoint.core.consent.models.consents import Consent, ConsentRecipient, Restriction
from meetpoint.core.consent.models.disclosures import (
    Disclosure,
    DisclosureKind,
    WithoutConsent,
    WithoutReason,
)

__all__ = [
    "Consent",
    "ConsentRecipient",
    "Disclosure",
    "DisclosureKind",
    "Restriction",
    "WithoutConsent",
    "WithoutReason",
]
