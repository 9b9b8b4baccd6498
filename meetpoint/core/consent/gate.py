"""The disclosure gate: all that leaves the programme passes here first, also where nothing restricts it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.consent import permissions
from meetpoint.core.consent.models import Disclosure, DisclosureKind
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed

PARTICIPANT = "participant"
OWN_ORGANISATION = "staff"

PERMISSION_OF = {
    DisclosureKind.EXPORT: permissions.EXPORT,
    DisclosureKind.PRINT: permissions.PRINT,
    DisclosureKind.REFERRAL: permissions.REFERRAL,
    DisclosureKind.API: permissions.API,
    DisclosureKind.BACKUP: permissions.BACKUP,
}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Leave to disclose, with the notice that must travel along (empty when none must)."""

    disclosure_id: int
    basis: str
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class _Decision:
    allowed: bool
    basis: str
    message: str = ""


def disclose(
    by: Actor,
    *,
    kind: str,
    what: str,
    purpose: str,
    recipient: str,
    participant_id: int | None = None,
    rows: int = 0,
    programmes: Sequence[str] = (),
) -> Grant:
    """Decide one disclosure, write it into the accounting and the audit log, and return the grant.

    `kind` is a DisclosureKind; `what` names the list or document; `recipient` is the kind of receiver,
    never a person (`PARTICIPANT` and `OWN_ORGANISATION` have a meaning of their own); `rows` is how many
    records leave; `programmes` are the slugs of the modules whose records they are. Raises NotAllowed
    when it is refused. A refusal is accounted for too, so call this (or `require_leave`) before opening a
    transaction of your own: rolling that back would lose the entry. Raises ValueError for an unknown kind
    or module.
    """
    decision = _decide(by, kind=DisclosureKind(kind), recipient=recipient, programmes=programmes)
    with transaction.atomic():
        entry = Disclosure.objects.create(
            organisation_id=by.organisation_id,
            at=clock.now(),
            staff_id=by.staff_id,
            kind=kind,
            what=what[:60],
            purpose=purpose[:40],
            recipient=recipient[:60],
            participant_id=participant_id,
            rows=rows,
            allowed=decision.allowed,
            basis=decision.basis,
        )
        fields: dict[str, Value] = {
            "allowed": decision.allowed,
            "basis": decision.basis,
            "kind": str(kind),
            "rows": rows,
        }  # never whom it was about: the accounting lets go of an erased person, the audit log cannot
        record(by, "consent.disclose", "disclosure", [entry.pk], fields=fields)
    if not decision.allowed:
        raise NotAllowed(decision.message)
    return Grant(disclosure_id=entry.pk, basis=decision.basis, notice=_notice(recipient, participant_id))


def require_leave(
    by: Actor,
    *,
    kind: str,
    what: str,
    purpose: str,
    recipient: str,
    participant_id: int | None = None,
    programmes: Sequence[str] = (),
) -> None:
    """Refuse now, and account for it, what `disclose` would refuse; write nothing otherwise.

    For a disclosure that is made together with its record: ask before that transaction opens, and call
    `disclose` inside it. Raises NotAllowed, and ValueError for an unknown kind or module.
    """
    if _decide(by, kind=DisclosureKind(kind), recipient=recipient, programmes=programmes).allowed:
        return
    disclose(
        by,
        kind=kind,
        what=what,
        purpose=purpose,
        recipient=recipient,
        participant_id=participant_id,
        programmes=programmes,
    )


def _decide(by: Actor, *, kind: DisclosureKind, recipient: str, programmes: Sequence[str]) -> _Decision:
    if not by.may(PERMISSION_OF[kind]):
        message = _(
            "Your role does not include letting this leave the programme. "
            "Ask an administrator if you need it."
        )
        return _Decision(allowed=False, basis="no permission", message=message)
    if recipient == PARTICIPANT:
        return _Decision(allowed=True, basis="the person's own record")
    if recipient == OWN_ORGANISATION:
        return _Decision(allowed=True, basis="the organisation's own use")
    protected = _part2_names(programmes)
    if protected:
        message = _(
            "Records of %(programme)s are protected by 42 CFR Part 2 and leave only with written "
            "consent. Meetpoint cannot record such a consent yet, so this was not sent. "
            "Give the copy to the person instead."
        ) % {"programme": ", ".join(protected)}
        return _Decision(allowed=False, basis="part 2: no consent", message=message)
    return _Decision(allowed=True, basis="permission of the role")


def _part2_names(programmes: Sequence[str]) -> list[str]:
    known = registry().by_slug
    unknown = [slug for slug in programmes if slug not in known]
    if unknown:
        raise ValueError(f"No module is called {', '.join(unknown)}.")
    return [str(known[slug].name) for slug in programmes if known[slug].part2]


def _notice(recipient: str, participant_id: int | None) -> str:
    if participant_id is None:
        return ""
    if recipient == PARTICIPANT:
        return _("This copy belongs to the person it is about. Hand it to nobody else.")
    return _("Confidential: about one person. Do not pass it on without asking them.")
