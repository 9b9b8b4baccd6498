"""Why naloxone was needed, stored with the contact in which it was handed out."""

from __future__ import annotations

from collections.abc import Sequence

from meetpoint.core.modules.forms import Section
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.rows import Row, insert_rows
from meetpoint.services.naloxone.models import NaloxoneProvision, Supply


def save_provisions(sections: Sequence[Section], by: Actor) -> None:
    """Store what was said with naloxone, one row for each contact.

    Called by `record_encounters`, inside its transaction; it has checked permissions, the rules of the
    place and the answers, and it writes the audit entry.
    """
    columns = ("organisation_id", "encounter_id", "supply", "reason", "training")
    insert_rows(NaloxoneProvision, columns, [_row(section) for section in sections])


def _row(section: Section) -> Row:
    said = section.values
    reason = said.get("reason", "")
    supply = said.get("supply") or (Supply.REFILL.value if reason else "")
    return (
        section.encounter.organisation_id,
        section.encounter.id,
        supply,
        reason,
        said.get("training", ""),
    )
