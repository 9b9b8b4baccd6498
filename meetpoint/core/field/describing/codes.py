"""Recent codes as a phone may carry them: short keyed hashes that tell "known" and lead back to no code.

A short code has 30^6 ≈ 7.3 × 10^8 possibilities, and the key is on the phone, so a long hash could be undone
by trying all of them. Of 16 bits each hash fits some 11,000 codes: the list tells nobody which. The price is
that a code that nobody has is called known once in 2^16 / `MOST` ≈ 160 times; a slip of the finger is caught
before, by the check character.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.conf import settings

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field.options import RECENT_CODES
from meetpoint.core.organisations.options import option_value
from meetpoint.core.people import code_keys, codes
from meetpoint.core.people.errors import CodeKeyMissing
from meetpoint.core.people.models import CodeKind, ParticipantCode
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

BITS = 16
MOST = 400
SEEN_WITHIN = timedelta(days=60)
"""Product choices; 60 days is twice the month in which most people come back."""


def recent_codes(by: Actor, site_ids: list[int]) -> dict[str, Any] | None:
    """Return the worker's key and the hashes of codes seen at sites; None unless the organisation wants it.

    Contacts of today are left out, so that the list changes once a day and not with every contact. A derived
    or earlier code is not among them: it is kept only as a hash.
    """
    if option_value(by.organisation_id, RECENT_CODES) is not True:
        return None
    key = keys.fingerprint(keys.key(settings.KEYS, "field"), "recent codes", str(by.staff_id))
    hashes = sorted({short_hash(key, short) for short in _seen(by, site_ids)})
    return {"key": base64.b64encode(key).decode(), "bits": BITS, "days": SEEN_WITHIN.days, "hashes": hashes}


def short_hash(key: bytes, short: str) -> int:
    """Return the first `BITS` bits of HMAC-SHA256 over a short code in its normal form."""
    return int.from_bytes(hmac.digest(key, short.encode(), hashlib.sha256)[: BITS // 8])


def _seen(by: Actor, site_ids: list[int]) -> list[str]:
    today = clock.now().date()
    lately = Encounter.objects.of(by).filter(
        site_id__in=site_ids, local_date__gte=today - SEEN_WITHIN, local_date__lt=today, voided_at=None
    )
    people = lately.exclude(participant=None).values("participant_id")
    rows = (
        ParticipantCode.objects.of(by)
        .filter(kind=CodeKind.RANDOM, retired_at=None, participant_id__in=people)
        .exclude(sealed=None)
        .order_by("-id")
        .values_list("short_lookup", "sealed")
    )
    try:
        sealing = code_keys.sealing(code_keys.of(by.organisation_id))
        return [codes.unseal(sealing, bytes(sealed), row=row).short for row, sealed in rows[:MOST] if sealed]
    except (CodeKeyMissing, keys.KeyMissing):
        return []
