"""Writing to the audit log: one entry for each action, in the action's own transaction."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

Value = str | int | bool | None

_HEAD = "SELECT seq, mac FROM audit_audithead WHERE organisation_id = %s"
_NEW_HEAD = (
    "INSERT INTO audit_audithead (organisation_id, seq, mac, seal) VALUES (%s, 0, '', '')"
    " ON CONFLICT DO NOTHING"
)
_ENTRY = (
    "INSERT INTO audit_auditentry"
    " (organisation_id, seq, at, staff_id, actor_kind, action, subject, subjects, fields, mac)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_HEAD = "UPDATE audit_audithead SET seq = %s, mac = %s, seal = %s WHERE organisation_id = %s"


def record(
    by: Actor,
    action: str,
    subject: str,
    ids: Sequence[int | str],
    *,
    fields: Mapping[str, Value] | None = None,
) -> None:
    """Append one entry to the organisation's chain; must run inside the action's transaction.

    `fields` holds only values that are safe to keep for ever: ids, counts, kinds, dates. Never free text.
    """
    at = clock.now()
    subjects = json.dumps(
        [str(i) for i in ids] if ids and not isinstance(ids[0], int) else list(ids), separators=(",", ":")
    )
    listed = json.dumps(dict(fields or {}), separators=(",", ":"), sort_keys=True)
    with connection.cursor() as cursor:
        seq, previous = _lock_head(cursor, by.organisation_id)
        seq += 1
        mac = entry_mac(previous, seq, at, by.staff_id, by.kind.value, action, subject, subjects, listed)
        stamp = str(at.replace(tzinfo=None)) if connection.vendor == "sqlite" else at
        cursor.execute(
            _ENTRY,
            [
                by.organisation_id,
                seq,
                stamp,
                by.staff_id,
                by.kind.value,
                action,
                subject,
                subjects,
                listed,
                mac,
            ],
        )
        cursor.execute(_MOVE_HEAD, [seq, mac, head_seal(by.organisation_id, seq, mac), by.organisation_id])


def entry_mac(previous: str, seq: int, at: datetime, *content: Value) -> str:
    """Return the hex HMAC that ties an entry to the one before it."""
    canonical = json.dumps([previous, seq, at.isoformat(), *content], separators=(",", ":"))
    return hmac.new(_key(), canonical.encode(), hashlib.sha256).hexdigest()


def head_seal(organisation_id: int, seq: int, mac: str) -> str:
    """Return the hex HMAC that makes a chain's stated length believable."""
    return keys.fingerprint(_key(), "head", str(organisation_id), str(seq), mac).hex()


def anchor_seal(organisation_id: int, at: str, kind: str, seq: int, mac: str) -> str:
    """Return the hex HMAC that makes an anchor believable (see anchors.py)."""
    return keys.fingerprint(_key(), "anchor", str(organisation_id), at, kind, str(seq), mac).hex()


def _key() -> bytes:
    return keys.key(settings.KEYS, "audit")


def _lock_head(cursor: CursorWrapper, organisation_id: int) -> tuple[int, str]:
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE"
    cursor.execute(_HEAD + lock, [organisation_id])
    row = cursor.fetchone()
    if row is None:
        cursor.execute(_NEW_HEAD, [organisation_id])
        cursor.execute(_HEAD + lock, [organisation_id])
        row = cursor.fetchone()
    seq, mac = row
    return seq, mac
