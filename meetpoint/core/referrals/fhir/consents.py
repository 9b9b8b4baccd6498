"""A consent as a resource: what, to whom, what for, until when."""

from __future__ import annotations

from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.notices import class_phrase
from meetpoint.core.consent.deciding.preparing import words_in
from meetpoint.core.consent.models import Consent
from meetpoint.core.consent.words import PURPOSES, SCOPES
from meetpoint.core.referrals.fhir import codes
from meetpoint.core.referrals.fhir.codes import Row, concept, without_gaps

GIVEN, REFUSED = "given", "refused"


def consent(one: Consent, *, patient: Row, organisation: Row, to: str | None, protected: bool) -> Row:
    """Return a consent as `to` is told it; None is the person, who sees everybody whom it names."""
    security = [codes.RESTRICTED, codes.PART2] if protected else []
    return {
        "resourceType": "Consent",
        "id": str(one.uid),
        **({"meta": {"security": security}} if security else {}),
        **without_gaps(
            status=_status(one),
            scope=concept(codes.CONSENT_SCOPE, "patient-privacy"),
            category=[concept(codes.ACT_CODE, "IDSCL")],
            patient=patient,
            dateTime=one.signed_on.isoformat()
            if one.signed_on
            else one.recorded_at.isoformat(timespec="seconds"),
            performer=[patient],
            organization=[organisation],
            sourceAttachment=_source(one),
            policyRule={"coding": [codes.PART2]} if protected else {"text": "Consent of the person"},
            provision=_provision(one, to),
        ),
    }


def _status(one: Consent) -> str:
    if one.revoked_at is not None:
        return "inactive"
    return "active" if one.answer == GIVEN else "rejected"


def _source(one: Consent) -> Row:
    how = one.get_signed_how_display() if one.signed_how else "Asked, and answered"
    return without_gaps(
        title=f"Consent form: {how}", creation=one.signed_on.isoformat() if one.signed_on else None
    )


def _provision(one: Consent, to: str | None) -> Row:
    period = without_gaps(
        start=one.signed_on.isoformat() if one.signed_on else None,
        end=one.expires_on.isoformat() if one.expires_on else None,
    )
    scopes = sorted(words_in(one.scope))
    purposes = sorted(words_in(one.purposes))
    return without_gaps(
        type="deny" if one.answer == REFUSED else "permit",
        period=period,
        actor=[
            {"role": concept(codes.PARTICIPATION, "IRCP"), "reference": {"display": name}}
            for name in _receivers(one, to)
        ],
        securityLabel=[codes.RESTRICTED],
        purpose=[_purpose(word) for word in purposes],
        code=[concept(codes.SCOPES, word, str(SCOPES.get(word, word))) for word in scopes],
    )


def _receivers(one: Consent, to: str | None) -> list[str]:
    """Return whom a resource names: who else may be told of a person is nothing that a receiver is told."""
    key = None if to is None else rules.name_key(to)
    named = [each.name for each in one.recipients.all() if key is None or each.key == key]
    return [*named, class_phrase()] if one.to_class else named


def _purpose(word: str) -> Row:
    system, code = codes.REASONS.get(word, (codes.PURPOSES, word))
    return {"system": system, "code": code, "display": str(PURPOSES.get(word, word))}
