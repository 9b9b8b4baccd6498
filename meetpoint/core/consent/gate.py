"""The disclosure gate: all that leaves the programme passes here first, also where nothing restricts it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import Value, record
from meetpoint.core.consent import permissions
from meetpoint.core.consent.deciding import notices, rules
from meetpoint.core.consent.deciding.facts import ORDINARY, Asked, Decision, Person, Purpose, Receiver
from meetpoint.core.consent.deciding.preparing import Reach, people_for, reach_of
from meetpoint.core.consent.deciding.refusals import NO_PERMISSION, message_for
from meetpoint.core.consent.errors import DisclosureRefused
from meetpoint.core.consent.models import Consent, Disclosure, DisclosureKind
from meetpoint.core.consent.programmes import is_part2, part2_modules
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

PARTICIPANT = "participant"
OWN_ORGANISATION = "staff"

PERMISSION_OF = {
    DisclosureKind.EXPORT: permissions.EXPORT,
    DisclosureKind.PRINT: permissions.PRINT,
    DisclosureKind.REFERRAL: permissions.REFERRAL,
    DisclosureKind.API: permissions.API,
    DisclosureKind.BACKUP: permissions.BACKUP,
    DisclosureKind.SPOKEN: permissions.SPEAK,
}

_RECEIVERS = {PARTICIPANT: Receiver.PERSON, OWN_ORGANISATION: Receiver.OWN}


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Leave to disclose, with the notice that must travel along (empty when none must)."""

    disclosure_id: int
    basis: str
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What the rules of consent need to know of something that goes outside.

    `to_name` is the organisation that receives it, `in_class` that it treats the person, pays for that, or
    helps to operate the programme. `use` is what for, `scope` which kinds of information. `site_ids` are the
    sites whose records they are, `people` the participants, with a None for each record of somebody without a
    code (None as a whole: not known, which counts as any; `()`: nobody). `identifies=False` is for what names
    nobody: sums, published tables, stock. `without` is a reason
    to tell it without consent, with its `ground` and the person who receives it.
    """

    to_name: str = ""
    in_class: bool = False
    use: str = Purpose.OPERATIONS
    scope: Collection[str] = ORDINARY
    site_ids: Collection[int] | None = None
    people: Collection[int | None] | None = None
    identifies: bool = True
    without: str = ""
    ground: str = ""
    to_person: str = ""


_ANYTHING = Leaving()
NOBODY = Leaving(identifies=False)
"""What names nobody: sums, published tables, notices to all, stock."""


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
    leaving: Leaving = _ANYTHING,
) -> Grant:
    """Decide one disclosure, write it into the accounting and the audit log, and return the grant.

    `kind` is a DisclosureKind; `what` names the list or document; `recipient` is the kind of receiver,
    never a person (`PARTICIPANT` and `OWN_ORGANISATION` have a meaning of their own); `rows` is how many
    records leave; `programmes` are the slugs of the modules whose records they are; `leaving` says the rest.
    Raises NotAllowed when it is refused. A refusal is accounted for too, so call this (or `require_leave`)
    before opening a transaction of your own: rolling that back would lose the entry. Raises ValueError for
    an unknown kind or module.
    """
    leaving = _about(leaving, participant_id)
    asked = _asked(by, recipient, programmes, leaving)
    decision = _decided(by, DisclosureKind(kind), asked, leaving, programmes)
    outside = participant_id is not None and asked.receiver == Receiver.OUTSIDE
    told = outside and (asked.protected or asked.without != "")
    consents = _consents(by, decision)
    notice = _notice(participant_id, asked, decision, consents) if decision.allowed else ""
    entry = account(
        by,
        at=asked.at,
        kind=kind,
        what=what[:60],
        purpose=purpose[:40],
        recipient=recipient[:60],
        participant_id=participant_id,
        rows=rows,
        allowed=decision.allowed,
        basis=decision.basis,
        to_name=leaving.to_name.strip()[:160] if outside else "",
        scope=",".join(sorted(asked.scope)) if told else "",
        notice=notices.VERSION if notice.startswith(notices.STATEMENT) else "",
        consent=consents[-1] if consents and participant_id is not None else None,
    )
    if not decision.allowed:
        raise DisclosureRefused(message_for(decision.basis, part2_modules(programmes)))
    return Grant(disclosure_id=entry.pk, basis=decision.basis, notice=notice)


@transaction.atomic
def account(by: Actor, **row: Any) -> Disclosure:
    """Write one disclosure, or a refusal, into the accounting and the audit log. Return the entry."""
    entry = Disclosure.objects.create(organisation_id=by.organisation_id, staff_id=by.staff_id, **row)
    fields: dict[str, Value] = {
        "allowed": entry.allowed,
        "basis": entry.basis,
        "kind": str(entry.kind),
        "rows": entry.rows,
    }  # never whom it was about: the accounting lets go of an erased person, the audit log cannot
    record(by, "consent.disclose", "disclosure", [entry.pk], fields=fields)
    return entry


def require_leave(
    by: Actor,
    *,
    kind: str,
    what: str,
    purpose: str,
    recipient: str,
    participant_id: int | None = None,
    programmes: Sequence[str] = (),
    leaving: Leaving = _ANYTHING,
) -> None:
    """Refuse now, and account for it, what `disclose` would refuse; write nothing otherwise.

    For a disclosure that is made together with its record: ask before that transaction opens, and call
    `disclose` inside it. Raises NotAllowed, and ValueError for an unknown kind or module.
    """
    about = _about(leaving, participant_id)
    asked = _asked(by, recipient, programmes, about)
    if _decided(by, DisclosureKind(kind), asked, about, programmes).allowed:
        return
    disclose(
        by,
        kind=kind,
        what=what,
        purpose=purpose,
        recipient=recipient,
        participant_id=participant_id,
        programmes=programmes,
        leaving=leaving,
    )


def whom(by: Actor, *, recipient: str, programmes: Sequence[str] = (), leaving: Leaving = _ANYTHING) -> Reach:
    """Return about whom a receiver may be told anything of this kind, for lists and for single records.

    It does not look at whom the receiver asks for. Nothing is accounted for: `disclose` follows.
    """
    asked = _asked(by, recipient, programmes, leaving)
    return reach_of(by, asked) if asked.receiver == Receiver.OUTSIDE and asked.identifies else Reach()


def _about(leaving: Leaving, participant_id: int | None) -> Leaving:
    return leaving if participant_id is None else replace(leaving, people=(participant_id,))


def _asked(by: Actor, recipient: str, programmes: Sequence[str], leaving: Leaving) -> Asked:
    receiver = _RECEIVERS.get(recipient, Receiver.OUTSIDE)
    always = bool(part2_modules(programmes))
    # What a service under Part 2 wrote about somebody without a code is a patient's record all the same.
    somebody = always or leaving.people is None or any(pk is not None for pk in leaving.people)
    identifies = leaving.identifies and somebody
    goes_out = receiver == Receiver.OUTSIDE and identifies
    protected = always or (goes_out and is_part2(by, leaving.site_ids))
    return Asked(
        at=clock.now(),
        day=version_and_day(by.organisation_id)[1] if protected and goes_out else clock.now().date(),
        receiver=receiver,
        protected=protected,
        identifies=identifies,
        to=rules.name_key(leaving.to_name),
        in_class=leaving.in_class,
        purpose=leaving.use,
        scope=frozenset(leaving.scope),
        without=leaving.without,
        ground=leaving.ground,
        to_person=leaving.to_person,
    )


def _decided(
    by: Actor, kind: DisclosureKind, asked: Asked, leaving: Leaving, programmes: Sequence[str]
) -> Decision:
    """Decide about everybody whom it concerns: all of it may leave, or none of it."""
    if not by.may(PERMISSION_OF[kind]):
        return Decision(allowed=False, basis=NO_PERMISSION)
    ids = [pk for pk in leaving.people or () if pk is not None]
    unnamed = leaving.people is None or len(ids) < len(leaving.people)
    if not ids or (unnamed and part2_modules(programmes)) or not _depends_on_whom(asked):
        return rules.decide(asked, Person())
    decisions = [rules.decide(asked, person) for person in people_for(by, ids, asked).values()]
    refused = next((one for one in decisions if not one.allowed), None)
    grounds = sorted({pk for one in decisions for pk in one.consents})
    return refused or replace(decisions[0], consents=tuple(grounds))


def _depends_on_whom(asked: Asked) -> bool:
    return asked.receiver == Receiver.OUTSIDE and asked.identifies and not asked.without


def _consents(by: Actor, decision: Decision) -> list[Consent]:
    if not decision.consents:
        return []
    found = Consent.objects.of(by).filter(pk__in=decision.consents)
    return list(found.prefetch_related("recipients").order_by("recorded_at", "id"))


def _notice(participant_id: int | None, asked: Asked, decision: Decision, consents: Sequence[Consent]) -> str:
    """Return what must travel along."""
    if consents or (asked.without and asked.protected):
        return notices.part2_notice(asked, decision, consents)
    if participant_id is None:
        return ""
    if asked.receiver == Receiver.PERSON:
        return _("This copy belongs to the person it is about. Hand it to nobody else.")
    return _("Confidential: about one person. Do not pass it on without asking them.")
