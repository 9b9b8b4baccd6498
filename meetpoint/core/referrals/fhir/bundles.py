"""Referrals and consents put together, checked against the standard, and written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.utils import translation

from meetpoint.core.consent.models import Consent
from meetpoint.core.referrals.fhir import codes
from meetpoint.core.referrals.fhir.codes import Row
from meetpoint.core.referrals.fhir.consents import consent
from meetpoint.core.referrals.fhir.resources import Referred, organisation_id
from meetpoint.core.referrals.fhir.told import Told

_NOWHERE = UUID(int=0)


def bundle_of(told: Sequence[Told], *, at: datetime) -> Row:
    """Return a Bundle (collection) of some referrals with the consents that go along, each once.

    Displays are in English, whoever asks; the notice is as the disclosure gate gave it.
    """
    entries: dict[str, Row] = {}
    with translation.override("en"):
        for one in told:
            referred = Referred(one)
            for resource in [*referred.all(), *_consents(referred, one.consents)]:
                entries.setdefault(resource["id"], resource)
    return collection(entries.values(), at=at, protected=any(one.protected for one in told))


def bundle_for(
    person: UUID,
    told: Sequence[Told],
    consents: Iterable[Consent],
    *,
    organisation: str,
    protected: bool,
    at: datetime,
) -> Row:
    """Return a Bundle of all referrals and all answers of one person, for the person themself."""
    patient, ours = f"urn:uuid:{person}", organisation_id(organisation)
    resources: list[Row] = [
        {"resourceType": "Patient", "id": str(person)},
        {"resourceType": "Organization", "id": ours, "name": organisation},
    ]
    with translation.override("en"):
        resources += [row for one in told for row in Referred(one).all()]
        resources += [
            consent(
                one,
                patient={"reference": patient},
                organisation={"reference": f"urn:uuid:{ours}"},
                to=None,
                protected=protected,
            )
            for one in consents
        ]
    entries: dict[str, Row] = {}
    for row in resources:
        entries.setdefault(row["id"], row)
    return collection(entries.values(), at=at, protected=protected)


def collection(resources: Iterable[Row], *, at: datetime, protected: bool) -> Row:
    """Return resources as a Bundle."""
    written = list(resources)
    security = {"meta": {"security": [codes.RESTRICTED, codes.PART2]}} if protected else {}
    return {
        "resourceType": "Bundle",
        "id": str(uuid5(_NOWHERE, "".join([at.isoformat(), *(row["id"] for row in written)]))),
        **security,
        "type": "collection",
        "timestamp": at.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": f"urn:uuid:{row['id']}", "resource": row} for row in written],
    }


def checked(bundle: Row) -> str:
    """Return a Bundle as JSON, read by the library of the standard. Raises ValueError for what is none."""
    from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415 - large, and needed by few

    text: str = Bundle.model_validate(bundle).model_dump_json()
    return text


def _consents(referred: Referred, consents: Iterable[Consent]) -> list[Row]:
    told = referred.told
    return [
        consent(
            one,
            patient=referred.to("patient"),
            organisation=referred.to("organisation"),
            to=told.to,
            protected=told.protected,
        )
        for one in consents
    ]
