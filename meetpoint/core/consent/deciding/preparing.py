"""Reading what the rules need to know: people's answers and wishes, joined records together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from meetpoint.core.consent.deciding.facts import Asked, ConsentFacts, Person, RestrictionFacts
from meetpoint.core.consent.deciding.rules import decide, needs_consent
from meetpoint.core.consent.models import Consent, Restriction
from meetpoint.core.people.queries import kept_ids
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a receiver may be told about: `only` these records (None: everybody), and `never` those."""

    only: frozenset[int] | None = None
    never: frozenset[int] = frozenset()

    def holds(self, participant_id: int | None) -> bool:
        """Tell whether a record, or one of nobody in particular, may be told."""
        if participant_id is None:
            return True
        return participant_id not in self.never and (self.only is None or participant_id in self.only)

    def narrow(self, field: str) -> Q:
        """Return the condition that keeps rows that may be told; `field` leads to the participant's id."""
        if self.only is None:
            return ~Q(**{f"{field}__in": self.never}) if self.never else Q()
        return Q(**{f"{field}__in": self.only - self.never}) | Q(**{field: None})


def people_for(by: Actor, ids: Collection[int], asked: Asked) -> dict[int, Person]:
    """Return what each of some people answered and wished, by the ids asked for.

    One query where nothing needs consent and nobody's wish was agreed to; else four, whoever it is about.
    """
    restrictions = _restrictions(by)
    if not restrictions and not needs_consent(asked):
        return dict.fromkeys(ids, Person())
    kept = kept_ids(by)
    groups = {kept.get(pk, pk) for pk in ids}
    records = groups | {pk for pk, into in kept.items() if into in groups}
    whose = _gathered(kept, _consents(by, Q(participant_id__in=records)), restrictions)
    return {pk: whose.get(kept.get(pk, pk), Person()) for pk in ids}


def reach_of(by: Actor, asked: Asked) -> Reach:
    """Return whom a receiver may be told about at all, without looking at whom it asks for.

    The same queries run, and the same rows are read, whoever exists: so an answer that is made from it takes
    as long for somebody who exists as for somebody who does not.
    """
    restrictions = _restrictions(by)
    needing = needs_consent(asked)
    if not restrictions and not needing:
        return Reach()
    kept = kept_ids(by)
    naming = Q(recipients__key=asked.to) if asked.to else Q(pk__in=())
    of_them = naming | Q(to_class=True) if asked.in_class else naming
    whose = _gathered(kept, _consents(by, of_them) if needing else (), restrictions)
    decided = {pk: decide(asked, person).allowed for pk, person in whose.items()}
    if needing:
        return Reach(only=_with_joined(kept, (pk for pk, allowed in decided.items() if allowed)))
    return Reach(never=_with_joined(kept, (pk for pk, allowed in decided.items() if not allowed)))


def _with_joined(kept: dict[int, int], ids: Iterable[int]) -> frozenset[int]:
    groups = frozenset(ids)
    return groups | {pk for pk, into in kept.items() if into in groups}


def _restrictions(by: Actor) -> list[Restriction]:
    """Return the promises of the whole organisation: they are few."""
    return list(Restriction.objects.of(by).filter(agreed=True, ended_at=None))


def _consents(by: Actor, which: Q) -> QuerySet[Consent]:
    found = Consent.objects.of(by).filter(which).values_list("pk")
    return Consent.objects.of(by).filter(pk__in=found).prefetch_related("recipients")


def _gathered(
    kept: dict[int, int], consents: Iterable[Consent], restrictions: Iterable[Restriction]
) -> dict[int, Person]:
    """Put the answers and wishes of joined records together, by the record that was kept."""
    said: dict[int, list[ConsentFacts]] = defaultdict(list)
    wished: dict[int, list[RestrictionFacts]] = defaultdict(list)
    for consent in consents:
        said[kept.get(consent.participant_id, consent.participant_id)].append(consent_facts(consent))
    for one in restrictions:
        wished[kept.get(one.participant_id, one.participant_id)].append(restriction_facts(one))
    return {
        pk: Person(consents=tuple(said[pk]), restrictions=tuple(wished[pk]))
        for pk in said.keys() | wished.keys()
    }


def consent_facts(consent: Consent) -> ConsentFacts:
    """Return a stored answer as the rules read it."""
    return ConsentFacts(
        id=consent.pk,
        answer=consent.answer,
        recorded_at=consent.recorded_at,
        named=consent.named,
        discloser=consent.discloser,
        scope=words_in(consent.scope),
        recipients=frozenset(one.key for one in consent.recipients.all()),
        to_class=consent.to_class,
        purposes=words_in(consent.purposes),
        tells_revocation=consent.tells_revocation,
        tells_redisclosure=consent.tells_redisclosure,
        expiry=consent.expiry,
        expires_on=consent.expires_on,
        expires_event=consent.expires_event,
        event_at=consent.event_at,
        signed_how=consent.signed_how,
        signed_on=consent.signed_on,
        revoked_at=consent.revoked_at,
    )


def restriction_facts(restriction: Restriction) -> RestrictionFacts:
    """Return a wish that was agreed to, as the rules read it."""
    return RestrictionFacts(
        recipient=restriction.key,
        scope=words_in(restriction.scope),
        agreed_at=restriction.answered_at or restriction.asked_at,
        ended_at=restriction.ended_at,
    )


def words_in(text: str) -> frozenset[str]:
    """Return the words of a list that is kept with commas."""
    return frozenset(word for word in text.split(",") if word)
