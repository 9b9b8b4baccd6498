"""Keeping what could not be taken in, sealed, until somebody has looked at it."""

from __future__ import annotations

from django.conf import settings

from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.vending.models import KeptMessage

LONGEST_NAME, LONGEST_REASON = 120, 300


def keep(
    by: Actor,
    name: str,
    content: bytes,
    reason: str,
    *,
    source: str = KeptMessage.Source.MESSAGE,
    machine_id: int | None = None,
) -> KeptMessage:
    """Keep a message or a file for review, once; one that was settled and comes again is open again."""
    secret = keys.key(settings.KEYS, "fields")
    digest = keys.fingerprint(secret, "kept message", name, content).hex()[:32]
    kept, _is_new = KeptMessage.objects.of(by).update_or_create(
        organisation_id=by.organisation_id,
        digest=digest,
        defaults={"reason": reason[:LONGEST_REASON], "settled_at": None, "settled_by": None},
        create_defaults={
            "uid": uuid7(),
            "source": source,
            "name": name[:LONGEST_NAME],
            "machine_id": machine_id,
            "reason": reason[:LONGEST_REASON],
            "sealed": keys.seal(secret, content, bound_to=f"kept-message:{digest}"),
            "received_at": clock.now(),
        },
    )
    return kept


def opened(kept: KeptMessage) -> bytes:
    """Return what was kept. Raises KeyMissing when the field key is another."""
    secret = keys.key(settings.KEYS, "fields")
    return keys.unseal(secret, bytes(kept.sealed), bound_to=f"kept-message:{kept.digest}")
