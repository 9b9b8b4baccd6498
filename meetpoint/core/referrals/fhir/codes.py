"""Code systems, and the words of them in which our own are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from meetpoint.core.consent.deciding.facts import Purpose
from meetpoint.core.referrals.words import ReferralStatus as S
from meetpoint.core.referrals.words import Urgency

Row = dict[str, Any]

TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
CONFIDENTIALITY = f"{TERMINOLOGY}/v3-Confidentiality"
ACT_CODE = f"{TERMINOLOGY}/v3-ActCode"
ACT_REASON = f"{TERMINOLOGY}/v3-ActReason"
PARTICIPATION = f"{TERMINOLOGY}/v3-ParticipationType"
DATA_OPERATION = f"{TERMINOLOGY}/v3-DataOperation"
CONSENT_SCOPE = f"{TERMINOLOGY}/consentscope"
PROVENANCE_AGENT = f"{TERMINOLOGY}/provenance-participant-type"
URI = "urn:ietf:rfc:3986"

KINDS = "urn:meetpoint:service-kind"
OUTCOMES = "urn:meetpoint:referral-outcome"
TRANSPORT = "urn:meetpoint:transport"
SCOPES = "urn:meetpoint:consent-scope"
PURPOSES = "urn:meetpoint:consent-purpose"
SLIPS = "urn:meetpoint:referral-slip"

REQUEST_STATUS: Mapping[str, str] = {
    S.DRAFT: "draft",
    S.REQUESTED: "active",
    S.ACCEPTED: "active",
    S.IN_PROGRESS: "active",
    S.ON_HOLD: "on-hold",
    S.COMPLETED: "completed",
    S.REJECTED: "revoked",
    S.FAILED: "revoked",
    S.CANCELLED: "revoked",
    S.ENTERED_IN_ERROR: "entered-in-error",
}
"""FHIR request-status by ours; the Task carries ours as it is."""

PRIORITY: Mapping[str, str] = {Urgency.ROUTINE: "routine", Urgency.SOON: "urgent", Urgency.NOW: "asap"}
"""FHIR request-priority by ours."""

REASONS: Mapping[str, tuple[str, str]] = {
    Purpose.TREATMENT: (ACT_REASON, "TREAT"),
    Purpose.PAYMENT: (ACT_REASON, "HPAYMT"),
    Purpose.OPERATIONS: (ACT_REASON, "HOPERAT"),
    Purpose.SUPPORT: (PURPOSES, "support"),
    Purpose.REQUEST: (ACT_REASON, "PATRQT"),
    Purpose.PROCEEDINGS: (PURPOSES, "proceedings"),
}
"""What a consent is for, as v3-ActReason says it where it does."""

RESTRICTED: Row = {"system": CONFIDENTIALITY, "code": "R", "display": "restricted"}
PART2: Row = {"system": ACT_CODE, "code": "42CFRPart2", "display": "42 CFR Part2"}


def concept(system: str, code: str, text: str = "") -> Row:
    """Return a CodeableConcept of one code, with its words where there are some."""
    coding = {"system": system, "code": code}
    return {"coding": [coding], "text": text} if text else {"coding": [coding]}


def without_gaps(**said: Any) -> Row:
    """Return a resource without what nobody said: the standard knows no empty values."""
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}
