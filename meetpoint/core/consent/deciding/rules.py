"""The rules by which something may leave the programme: predicates over facts, without queries.

42 CFR Part 2 as amended in 2024 (docs/reference/consent.md names each section and what is not covered).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from meetpoint.core.consent.deciding.facts import (
    TPO,
    Answer,
    Asked,
    ConsentFacts,
    Decision,
    Expiry,
    Person,
    Purpose,
    Receiver,
    Redisclosure,
    RestrictionFacts,
    Scope,
    Without,
)

ROLE = "permission of the role"
OWN_RECORD = "the person's own record"
OWN_USE = "the organisation's own use"
RESTRICTED = "a restriction was agreed to"
CONSENT = "part 2: consent"
NO_CONSENT = "part 2: no consent"
NOTHING_TO_TELL = "part 2: nobody, or no consent"
REFUSED = "part 2: the person refused"
REVOKED = "part 2: consent revoked"
EXPIRED = "part 2: consent expired"
INCOMPLETE = "part 2: consent incomplete"
EMERGENCY = "medical emergency"
AUDIT = "audit or evaluation"
COURT_ORDER = "court order: never automatic"
NO_GROUND = "without consent: ground missing"
NOTES_APART = "counselling notes are kept apart"


def decide(asked: Asked, person: Person) -> Decision:
    """Decide one disclosure about one person; an empty Person has said nothing and asked for nothing."""
    if asked.without:
        return _without_consent(asked)
    if asked.receiver == Receiver.PERSON:
        return Decision(allowed=True, basis=OWN_RECORD)
    if asked.receiver == Receiver.OWN:
        apart = Scope.COUNSELLING_NOTES in asked.scope
        return Decision(allowed=not apart, basis=NOTES_APART if apart else OWN_USE)
    if not asked.identifies:
        return Decision(allowed=True, basis=ROLE)
    if any(restricts(one, asked) for one in person.restrictions):
        return Decision(allowed=False, basis=RESTRICTED)
    return _by_consent(asked, person.consents)


def name_key(name: str) -> str:
    """Return by what spellings of a receiver's name are held to be the same: capitals and spaces aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def missing_elements(consent: ConsentFacts) -> tuple[int, ...]:
    """Return the elements of 42 CFR 2.31(a) that a consent lacks, by their number in the domain notes.

    The general phrase for recipients (4) and no end at all (7) are for treatment, payment and operations
    only; the warning about redisclosure (10) must stand where one of these is a purpose.
    """
    tpo_only = bool(consent.purposes) and consent.purposes <= TPO
    there: Mapping[int, bool] = {
        1: consent.named,
        2: bool(consent.discloser.strip()),
        3: bool(consent.scope),
        4: bool(consent.recipients) or (consent.to_class and tpo_only),
        5: bool(consent.purposes),
        6: consent.tells_revocation,
        7: _has_an_end(consent) or (consent.expiry == Expiry.NONE and tpo_only),
        8: bool(consent.signed_how),
        9: consent.signed_on is not None,
        10: consent.tells_redisclosure or not consent.purposes & TPO,
    }
    return tuple(number for number, is_there in there.items() if not is_there)


def stands_alone(consent: ConsentFacts) -> bool:
    """Tell that counselling notes and proceedings are mixed with nothing else: 42 CFR 2.31(b) and (d)."""
    notes_apart = Scope.COUNSELLING_NOTES not in consent.scope or len(consent.scope) == 1
    proceedings_apart = Purpose.PROCEEDINGS not in consent.purposes or len(consent.purposes) == 1
    return notes_apart and proceedings_apart


def is_revoked(consent: ConsentFacts, at: datetime) -> bool:
    """Tell whether a consent was taken back: at once, from that very moment on."""
    return consent.revoked_at is not None and consent.revoked_at <= at


def is_expired(consent: ConsentFacts, at: datetime, day: date) -> bool:
    """Tell whether a consent has ended; the day on which it expires still counts."""
    if consent.expiry == Expiry.DATE:
        return consent.expires_on is not None and day > consent.expires_on
    if consent.expiry == Expiry.EVENT:
        return consent.event_at is not None and consent.event_at <= at
    return False


def is_complete(consent: ConsentFacts) -> bool:
    """Tell whether a consent has its ten elements and mixes nothing that must stand alone."""
    return not missing_elements(consent) and stands_alone(consent)


def has_begun(consent: ConsentFacts, asked: Asked) -> bool:
    """Tell whether an answer was known, and, for a consent, signed, when something is to leave."""
    signed = consent.signed_on is None or consent.signed_on <= asked.day
    return consent.recorded_at <= asked.at and signed


def is_about(consent: ConsentFacts, asked: Asked, kind: str) -> bool:
    """Tell whether an answer speaks of this receiver, this purpose and this kind of information."""
    to_them = asked.to in consent.recipients if asked.to else False
    to_their_class = consent.to_class and asked.in_class and asked.purpose in TPO
    return (to_them or to_their_class) and asked.purpose in consent.purposes and kind in consent.scope


def is_in_force(consent: ConsentFacts, asked: Asked) -> bool:
    """Tell whether an answer counts now. A refusal counts until the person says otherwise."""
    if not has_begun(consent, asked) or is_revoked(consent, asked.at):
        return False
    if consent.answer == Answer.REFUSED:
        return True
    return is_complete(consent) and not is_expired(consent, asked.at, asked.day)


def needs_consent(asked: Asked) -> frozenset[str]:
    """Return the kinds of information that need consent: all of a Part 2 programme's, else notes."""
    return asked.scope if asked.protected else asked.scope & {Scope.COUNSELLING_NOTES}


def standing(consent: ConsentFacts, at: datetime, day: date) -> str:
    """Say how an answer stands at a moment, by the ground on which the gate would refuse, or `CONSENT`."""
    if is_revoked(consent, at):
        return REVOKED
    if consent.answer == Answer.REFUSED:
        return REFUSED
    if not is_complete(consent):
        return INCOMPLETE
    return EXPIRED if is_expired(consent, at, day) else CONSENT


def restricts(restriction: RestrictionFacts, asked: Asked) -> bool:
    """Tell whether it was promised to keep this back; a receiver without a name may be the one."""
    in_force = restriction.agreed_at <= asked.at and (
        restriction.ended_at is None or restriction.ended_at > asked.at
    )
    to_them = not restriction.recipient or asked.to in ("", restriction.recipient)
    this = not restriction.scope or bool(restriction.scope & asked.scope)
    return in_force and to_them and this


def _has_an_end(consent: ConsentFacts) -> bool:
    if consent.expiry == Expiry.DATE:
        return consent.expires_on is not None
    return consent.expiry == Expiry.EVENT and bool(consent.expires_event.strip())


def _without_consent(asked: Asked) -> Decision:
    """Decide what leaves without anybody's consent: only with its ground, and on a court order never."""
    if asked.without == Without.COURT_ORDER:
        return Decision(allowed=False, basis=COURT_ORDER)
    is_emergency = asked.without == Without.EMERGENCY
    grounded = asked.ground.strip() and asked.to and (asked.to_person.strip() or not is_emergency)
    if not grounded:
        return Decision(allowed=False, basis=NO_GROUND)
    basis = EMERGENCY if is_emergency else AUDIT
    return Decision(allowed=True, basis=basis, redisclosure=Redisclosure.CONSENT_ONLY)


def _by_consent(asked: Asked, consents: tuple[ConsentFacts, ...]) -> Decision:
    """For each kind of information that needs consent, the newest answer in force about it counts."""
    needing = needs_consent(asked)
    if not needing:
        return Decision(allowed=not asked.protected, basis=NO_CONSENT if asked.protected else ROLE)
    grounds: set[int] = set()
    for kind in sorted(needing):
        about = [one for one in consents if is_about(one, asked, kind)]
        newest = _newest(one for one in about if is_in_force(one, asked))
        if newest is None:
            return Decision(allowed=False, basis=_why_not(about, asked))
        if newest.answer == Answer.REFUSED:
            return Decision(allowed=False, basis=REFUSED)
        grounds.add(newest.id)
    return Decision(allowed=True, basis=CONSENT, consents=tuple(sorted(grounds)), redisclosure=_onward(asked))


def _newest(consents: Iterable[ConsentFacts]) -> ConsentFacts | None:
    return max(consents, key=lambda one: (one.recorded_at, one.id), default=None)


def _why_not(about: list[ConsentFacts], asked: Asked) -> str:
    """Say why none of the consents about this counts, by the newest of them."""
    newest = _newest(one for one in about if one.answer == Answer.GIVEN and has_begun(one, asked))
    if newest is None:
        return NO_CONSENT
    reasons: Mapping[str, Callable[[], bool]] = {
        REVOKED: lambda: is_revoked(newest, asked.at),
        INCOMPLETE: lambda: not is_complete(newest),
    }
    return next((basis for basis, holds in reasons.items() if holds()), EXPIRED)


def _onward(asked: Asked) -> str:
    """Say what a receiver may do: who treats, pays or operates goes on by HIPAA, never in proceedings."""
    return Redisclosure.HIPAA if asked.in_class and asked.purpose in TPO else Redisclosure.CONSENT_ONLY
