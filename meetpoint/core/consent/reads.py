"""The door of every read through the API: past the disclosure gate, or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.models import Recipient
from meetpoint.core.consent import gate

PARTNER = "other organisation"
_RECIPIENTS = {Recipient.OWN: gate.OWN_ORGANISATION, Recipient.PARTNER: PARTNER}


def let_out(
    request: ApiRequest,
    what: str,
    *,
    rows: int,
    participant_id: int | None = None,
    programmes: Iterable[str] = (),
) -> str:
    """Disclose records to the token's recipient, and return the notice that must travel along, if any.

    `what` names the records; `programmes` are the slugs of the modules whose records they are. Raises
    NotAllowed when the gate refuses; the refusal is accounted for.
    """
    grant = gate.disclose(
        request.actor,
        kind="api",
        what=what,
        purpose="operations",
        recipient=_RECIPIENTS[Recipient(request.caller.recipient)],
        rows=rows,
        participant_id=participant_id,
        programmes=tuple(dict.fromkeys(programmes)),
    )
    return grant.notice
