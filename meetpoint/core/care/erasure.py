"""Erasing a person from every module, and removing what has been kept long enough."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.actions.holding import hold
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import ERASE
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.tenancy.actor import Actor


def erase_participant(participant: Participant, *, by: Actor, reason: str = "asked") -> int:
    """Run every module's `erase` for a person and joined records, in one transaction; return their number.

    Contacts stay as anonymous counts, so that what was reported stays true. `reason` is `asked`,
    `retention`, or `import` when an import that enrolled them is undone. It cannot be undone; backups
    forget when they are too old to be kept. Raises Erased when that was done before, NotAllowed.
    """
    by.require(ERASE)
    with transaction.atomic():
        (kept,) = hold(by, participant)
        refuse_erased(kept)
        ids = joined_ids(by, kept)
        # A contact being recorded for them right now holds these rows: wait for it, or let it find nobody.
        list(Participant.objects.of(by).select_for_update().filter(pk__in=ids).order_by("pk"))
        for module in reversed(registry().modules):  # services first: they find their rows by the contacts
            if module.privacy.erase is not None:
                for participant_id in ids:
                    module.privacy.erase(by, participant_id)
        record(by, "participant.erased", "participant", ids, fields={"reason": reason})
    return len(ids)


def run_retention(*, by: Actor, today: date) -> dict[str, int]:
    """Let every module remove what its plan keeps no longer; return how many rows went, by module slug.

    Each module's part is a transaction of its own, so that one failing does not keep the others' data.
    Raises NotAllowed.
    """
    by.require(ERASE)
    removed: dict[str, int] = {}
    for module in registry():
        if module.privacy.retain is None:
            continue
        with transaction.atomic():
            count = module.privacy.retain(by, today)
            if count:
                fields: dict[str, Value] = {"module": module.slug, "removed": count}
                record(by, "retention.run", "organisation", [by.organisation_id], fields=fields)
        removed[module.slug] = count
    return removed
