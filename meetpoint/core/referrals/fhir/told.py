"""What a receiver is told of one referral, read from the database before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings

from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.deciding import rules as consent_rules
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.deciding.preparing import consent_facts, words_in
from meetpoint.core.consent.models import Consent
from meetpoint.core.consent.programmes import is_part2
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids, kept_record
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.queries import destination
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock, keys

PSEUDONYM_KEY = "fhir"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One referral with all that goes along.

    `to` is whoever is told (None: the person), `receiver` the service to which the referral leads, empty for
    no particular one. `person` is a name that only `to` is ever given. `protected` says that a programme
    under 42 CFR Part 2 holds it. Workers of a hand-off are named to their own service and to us, and not to
    others.
    """

    referral: Referral
    to: str | None
    organisation: str
    receiver: str
    our_worker: str
    names_workers: bool
    changed_at: datetime
    person: UUID | None
    protected: bool
    consents: Sequence[Consent]
    notice: str


def told_of(referral: Referral, *, to: str, notice: str, by: Actor, is_own: bool = False) -> Told:
    """Return what `to` is told of a referral, after the disclosure gate. `is_own`: a program of our own."""
    receiver = destination(referral) if referral.entry_id or referral.to_name else ""
    is_theirs = consent_rules.name_key(to) == consent_rules.name_key(receiver)
    person = _person(referral, by)
    return Told(
        referral=referral,
        to=to,
        organisation=Organisation.objects.get(pk=by.organisation_id).name,
        receiver=receiver,
        names_workers=is_own or is_theirs,
        our_worker=staff_names(by).get(referral.handoff_by or 0, ""),
        changed_at=_changed_at(referral),
        person=pseudonym(person, to, by) if person and to.strip() else None,
        protected=is_part2(by, (referral.site_id,)),
        consents=consents_about(person, to, in_class=referral.kind in rules.TREATING, by=by),
        notice=notice,
    )


def told_to_person(referral: Referral, person: Participant, *, by: Actor) -> Told:
    """Return what the person is told of a referral of theirs: all of it, without a notice to anybody else."""
    return replace(
        told_of(referral, to="", notice="", by=by, is_own=True),
        to=None,
        person=pseudonym(person, "", by),
        consents=(),
    )


def consents_about(person: Participant | None, to: str, *, in_class: bool, by: Actor) -> list[Consent]:
    """Return a person's consents in force that let this receiver be told of referrals, oldest first."""
    if person is None:
        return []
    key = consent_rules.name_key(to)
    return [
        one
        for one in consents_of(person, by)
        if _names(one, key, in_class=in_class) and Scope.REFERRALS in words_in(one.scope) and _holds(one)
    ]


def consents_of(person: Participant, by: Actor) -> list[Consent]:
    """Return all that a person answered, joined records included, oldest first."""
    ids = joined_ids(by, person)
    found = Consent.objects.of(by).filter(participant_id__in=ids).prefetch_related("recipients")
    return list(found.order_by("recorded_at", "id"))


def pseudonym(person: Participant, to: str, by: Actor) -> UUID:
    """Return the name of a person for one receiver: the same each time, and another for everybody else."""
    secret = keys.key(settings.KEYS, PSEUDONYM_KEY)
    mark = keys.fingerprint(secret, str(by.organisation_id), consent_rules.name_key(to), person.uid.bytes)
    return UUID(bytes=mark[:16], version=4)


def _person(referral: Referral, by: Actor) -> Participant | None:
    if referral.participant_id is None:
        return None
    return kept_record(by, Participant.objects.of(by).get(pk=referral.participant_id))


def _changed_at(referral: Referral) -> datetime:
    last = referral.changes.order_by("-id").values_list("at", flat=True).first()
    return last or referral.made_at


def _names(consent: Consent, key: str, *, in_class: bool) -> bool:
    named = any(one.key == key for one in consent.recipients.all())
    return named or (consent.to_class and in_class)


def _holds(consent: Consent) -> bool:
    now = clock.now()
    return consent_rules.standing(consent_facts(consent), now, now.date()) == consent_rules.CONSENT
