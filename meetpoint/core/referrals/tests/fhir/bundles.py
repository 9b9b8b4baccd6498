"""Bundles, read again by the library of the standard, and a referral to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from meetpoint.core.consent.tests.factories import CLINIC
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.tests.factories import new
from meetpoint.core.tenancy.actor import Actor


def read(text: str) -> dict[str, list[dict[str, Any]]]:
    """Return the resources of a bundle by kind, as the library of the standard read them."""
    bundle = json.loads(Bundle.model_validate_json(text).model_dump_json())
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def refers(said: Mapping[str, Any]) -> set[str]:
    """Return everything that a value points at."""
    text = json.dumps(said)
    return set(part.split('"')[0] for part in text.split('"reference": "urn:uuid:')[1:])


def to_clinic(site: Site, person: Participant | None, by: Actor, **more: Any) -> Referral:
    given = {"kind": "health", "to_name": CLINIC, "participant_id": person.pk if person else None}
    return actions.make_referral(new(site, **{**given, **more}), by=by)
