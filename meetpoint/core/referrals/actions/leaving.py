"""A referral at the disclosure gate: who receives it, what for, and what kinds of information."""

from typing import Any

from meetpoint.core.consent import gate
from meetpoint.core.consent.deciding.facts import Purpose, Scope
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.core.referrals import rules
from meetpoint.core.tenancy.actor import Actor


def ask_leave(kind: str, participant_id: int | None, by: Actor, *, site_id: int, to_name: str) -> None:
    """Ask the gate before any transaction, so that a refusal stays accounted for. Raises NotAllowed."""
    gate.require_leave(by, **_leaving(kind, participant_id, site_id, to_name))


def account(kind: str, participant_id: int | None, by: Actor, *, site_id: int, to_name: str) -> gate.Grant:
    """Write into the accounting that one referral leaves, and return the grant. Raises NotAllowed."""
    return gate.disclose(by, rows=1, **_leaving(kind, participant_id, site_id, to_name))


def receiver_of(entry_id: int | None, to_name: str, participant_id: int | None, by: Actor) -> str:
    """Return the name of the service that a referral of somebody goes to, as a consent would name it."""
    if participant_id is None or entry_id is None:
        return to_name
    entry = DirectoryEntry.objects.of(by).filter(pk=entry_id).values_list("name", flat=True).first()
    return entry or to_name


def _leaving(kind: str, participant_id: int | None, site_id: int, to_name: str) -> dict[str, Any]:
    treats = kind in rules.TREATING
    return {
        "kind": "referral",
        "what": f"referral:{kind}",
        "purpose": "referral",
        "recipient": "other service",
        "participant_id": participant_id,
        "leaving": gate.Leaving(
            to_name=to_name,
            in_class=treats,
            use=Purpose.TREATMENT if treats else Purpose.SUPPORT,
            scope=frozenset({Scope.REFERRALS}),
            site_ids=(site_id,),
            people=() if participant_id is None else (participant_id,),
        ),
    }
