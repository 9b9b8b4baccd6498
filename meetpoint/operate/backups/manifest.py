"""What a backup says about itself: rows per table, audit heads, schema, and a fingerprint of each entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from meetpoint.operate.backups.errors import Damaged

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """What a database holds: rows per table, applied migrations, and the end of each audit chain.

    `audit_heads` maps an organisation's id to "length mac".
    """

    rows: Mapping[str, int]
    migrations: tuple[str, ...]
    audit_heads: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The last entry of a backup. `sha256` covers every other entry by its name."""

    made_at: str
    meetpoint: str
    engine: str
    contents: Contents
    sha256: Mapping[str, str]
    format: int = FORMAT

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def read(text: str | bytes) -> Manifest:
    """Return a manifest. Raises Damaged when it is not one, or is of a newer format."""
    try:
        raw = json.loads(text)
        if raw["format"] > FORMAT:
            raise Damaged("This backup was made by a newer Meetpoint. Upgrade first, then restore.")
        inside = raw.pop("contents")
        contents = Contents(
            rows=inside["rows"], migrations=tuple(inside["migrations"]), audit_heads=inside["audit_heads"]
        )
        return Manifest(contents=contents, **raw)
    except (ValueError, KeyError, TypeError):
        raise Damaged("The backup's manifest cannot be read.") from None


def differences(said: Contents, found: Contents) -> list[str]:
    """Return what does not agree between a manifest and a restored database, one sentence each."""
    tables = sorted(said.rows.keys() | found.rows.keys())
    wrong = [
        f"{table}: {said.rows.get(table)} rows in the manifest, {found.rows.get(table)} restored"
        for table in tables
        if said.rows.get(table) != found.rows.get(table)
    ]
    if said.audit_heads != found.audit_heads:
        wrong.append("the audit chains do not end where the manifest says")
    if said.migrations != found.migrations:
        wrong.append("the schema is not the one the manifest names")
    return wrong
