"""What the rules of disclosure are told: plain values, so that they can be checked without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Scope(StrEnum):
    """Kinds of information about a person, as a consent names them: element 3 of 42 CFR 2.31(a)."""

    ATTENDANCE = "attendance"
    SUPPLIES = "supplies"
    PERSONAL = "personal"
    REFERRALS = "referrals"
    OVERDOSES = "overdoses"
    MEDICATION = "medication"
    DIAGNOSIS = "diagnosis"
    DRUG_TESTS = "drug_tests"
    COUNSELLING_NOTES = "counselling_notes"


ORDINARY = frozenset(set(Scope) - {Scope.COUNSELLING_NOTES})
"""What is asked for when nobody said what: everything but counselling notes, which must be named."""


class Purpose(StrEnum):
    """What a disclosure is for. The first three are the class of treatment, payment and operations."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    SUPPORT = "support"
    REQUEST = "request"
    PROCEEDINGS = "proceedings"


TPO = frozenset({Purpose.TREATMENT, Purpose.PAYMENT, Purpose.OPERATIONS})


class Receiver(StrEnum):
    """Which side of the wall a receiver stands on."""

    PERSON = "person"
    OWN = "own"
    OUTSIDE = "outside"


class Answer(StrEnum):
    """What a person said when asked. Nothing said is no answer: there is no row."""

    GIVEN = "given"
    REFUSED = "refused"


class Expiry(StrEnum):
    """How a consent ends."""

    DATE = "date"
    EVENT = "event"
    NONE = "none"


class Without(StrEnum):
    """Why something leaves without consent: 42 CFR 2.51, 2.53, and subpart E."""

    EMERGENCY = "emergency"
    AUDIT = "audit"
    COURT_ORDER = "court_order"


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentFacts:
    """One answer of one person, with the ten elements of 42 CFR 2.31(a) as far as they were written down.

    `recorded_at` is when it became known here; of two answers about the same, the later one counts.
    `event_at` and `revoked_at` are when the end became known. `recipients` are keys of names.
    """

    id: int
    answer: str = Answer.GIVEN
    recorded_at: datetime
    named: bool
    discloser: str
    scope: frozenset[str]
    recipients: frozenset[str]
    to_class: bool
    purposes: frozenset[str]
    tells_revocation: bool
    tells_redisclosure: bool
    expiry: str
    expires_on: date | None = None
    expires_event: str = ""
    event_at: datetime | None = None
    signed_how: str
    signed_on: date | None
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RestrictionFacts:
    """What a person asked not to be told, and the programme agreed to: 42 CFR 2.26. Empty means: any."""

    recipient: str
    scope: frozenset[str]
    agreed_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One disclosure that is wanted.

    `protected` says that a Part 2 programme holds these records; `identifies` that they are about people
    who can be told apart. `to` is the key of the receiver's name, empty when it has none; `in_class` that
    it treats the person, pays for that, or helps to operate the programme. `day` is the local date.
    """

    at: datetime
    day: date
    receiver: str
    protected: bool
    identifies: bool
    to: str
    in_class: bool
    purpose: str
    scope: frozenset[str]
    without: str = ""
    ground: str = ""
    to_person: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """All that is known of one person's answers and wishes."""

    consents: tuple[ConsentFacts, ...] = ()
    restrictions: tuple[RestrictionFacts, ...] = ()


class Redisclosure(StrEnum):
    """What the receiver may do with it: 42 CFR 2.33(b), 2.12(d)."""

    FREE = ""
    HIPAA = "hipaa"
    CONSENT_ONLY = "consent only"


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """Whether it may leave, on what ground, under which consents, and what the receiver may do with it."""

    allowed: bool
    basis: str
    consents: tuple[int, ...] = ()
    redisclosure: str = Redisclosure.FREE
