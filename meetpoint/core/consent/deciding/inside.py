"""Between teams of one organisation: whose records somebody sees of sites that are not theirs.

At sites within their reach staff see what their role allows. Beyond, they see of one person only the kinds of
information that this person's consents let the organisation's other teams be told: the walls stand until the
person opens them, since people fear that what the exchange knows reaches who prescribes (kfxblog 2015).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from meetpoint.core.consent.deciding import rules
from meetpoint.core.consent.deciding.facts import Answer, Asked, Person, Purpose, Receiver, Scope
from meetpoint.core.consent.deciding.preparing import people_for
from meetpoint.core.consent.models import Consent
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.policy import version_and_day
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

PURPOSES = (Purpose.TREATMENT, Purpose.SUPPORT)
"""What another team wants to know it for (product choice)."""

KINDS = tuple(sorted(set(Scope) - {Scope.COUNSELLING_NOTES}))
"""Counselling notes are kept apart, whatever a consent says: they are on no timeline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Inside:
    """What one viewer may see of one person: everything within reach, and `opened` kinds beyond it."""

    by: Actor
    opened: frozenset[str] = frozenset()

    @property
    def widest(self) -> Actor:
        """The viewer with every site of which anything may be seen, for the names of sites."""
        return replace(self.by, site_ids=None) if self.opened else self.by

    def viewer(self, scopes: Collection[str]) -> Actor:
        """Return the viewer, reaching every site where the person opened all of these kinds."""
        if self.by.site_ids is None or not scopes or not self.opened.issuperset(scopes):
            return self.by
        return replace(self.by, site_ids=None)


def inside(by: Actor, ids: Sequence[int]) -> Inside:
    """Return what a viewer may see of one person; `ids` are their record and those joined into it.

    No query for somebody who reaches every site, one where the person agreed to nothing, else seven.
    """
    agreed = Consent.objects.of(by).filter(participant_id__in=ids, answer=Answer.GIVEN, revoked_at=None)
    if by.site_ids is None or not agreed.exists():
        return Inside(by=by)
    name = rules.name_key(Organisation.objects.values_list("name", flat=True).get(pk=by.organisation_id))
    day = version_and_day(by.organisation_id)[1]
    questions = [_asked(name, day=day, kind=kind, purpose=use) for kind in KINDS for use in PURPOSES]
    person = people_for(by, ids[:1], questions[0])[ids[0]]
    return Inside(by=by, opened=opened_by(person, questions))


def opened_by(person: Person, questions: Sequence[Asked]) -> frozenset[str]:
    """Return the kinds that a person opened: for one purpose at least, with a no or a promise for none."""
    decided = [(asked, rules.decide(asked, person)) for asked in questions]
    closed = {
        kind
        for asked, one in decided
        for kind in asked.scope
        if one.basis in (rules.REFUSED, rules.RESTRICTED)
    }
    return frozenset(kind for asked, one in decided if one.allowed for kind in asked.scope) - closed


def _asked(name: str, *, day: date, kind: str, purpose: str) -> Asked:
    return Asked(
        at=clock.now(),
        day=day,
        receiver=Receiver.OUTSIDE,
        protected=True,
        identifies=True,
        to=name,
        in_class=True,
        purpose=purpose,
        scope=frozenset({kind}),
    )
