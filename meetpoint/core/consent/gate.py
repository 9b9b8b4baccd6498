"""The disclosure gate: everything that leaves the programme passes here first, also where nothing restricts it."""

from dataclasses import dataclass

from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Leave to disclose, with the notice that must travel along (empty when none must)."""

    disclosure_id: int
    basis: str
    notice: str = ""


def disclose(by: Actor, *, kind: str, what: str, purpose: str, recipient: str, participant_id: int | None = None, rows: int = 0) -> Grant:
    """Decide one disclosure, write it into the accounting, and return the grant. Raises NotAllowed."""
    raise NotImplementedError
