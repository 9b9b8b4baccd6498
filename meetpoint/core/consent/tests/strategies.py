"""Random histories and disclosures: each begins where all is well, and has a few things changed.

So that they meet: there are two names, three kinds of information, four purposes and a few hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from meetpoint.core.consent.deciding.facts import (
    Answer,
    Asked,
    ConsentFacts,
    Expiry,
    Person,
    Purpose,
    Receiver,
    RestrictionFacts,
    Scope,
    Without,
)

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
NAMES = ("river clinic", "home again")
KINDS = (Scope.ATTENDANCE, Scope.MEDICATION, Scope.COUNSELLING_NOTES)
PURPOSES = (Purpose.TREATMENT, Purpose.OPERATIONS, Purpose.SUPPORT, Purpose.PROCEEDINGS)

WHOLE = ConsentFacts(
    id=1,
    recorded_at=NOON - timedelta(hours=8),
    named=True,
    discloser="Harbor Light",
    scope=frozenset(KINDS[:2]),
    recipients=frozenset({NAMES[0]}),
    to_class=False,
    purposes=frozenset(PURPOSES[:2]),
    tells_revocation=True,
    tells_redisclosure=True,
    expiry=Expiry.DATE,
    expires_on=date(2026, 3, 11),
    expires_event="housed",
    signed_how="paper",
    signed_on=date(2026, 3, 9),
)
ASKED = Asked(
    at=NOON,
    day=NOON.date(),
    receiver=Receiver.OUTSIDE,
    protected=True,
    identifies=True,
    to=NAMES[0],
    in_class=True,
    purpose=Purpose.TREATMENT,
    scope=frozenset({Scope.ATTENDANCE}),
    ground="unresponsive",
    to_person="Dr. Rivera",
)

MOMENTS = tuple(NOON + timedelta(hours=hours) for hours in (-16, -8, -1, 0, 1, 16))
DAYS = tuple(NOON.date() + timedelta(days=number) for number in (-2, -1, 0, 1))


def _some_of(words: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    sizes = range(len(words) + 1)
    return tuple(frozenset(some) for size in sizes for some in combinations(words, size))


Changes = Mapping[str, Sequence[Any]]
OF_A_CONSENT: Changes = {
    "answer": (Answer.REFUSED,),
    "recorded_at": MOMENTS,
    "named": (False,),
    "discloser": (" ",),
    "scope": _some_of(KINDS),
    "recipients": _some_of(NAMES),
    "to_class": (True,),
    "purposes": _some_of(PURPOSES),
    "tells_revocation": (False,),
    "tells_redisclosure": (False,),
    "expiry": (Expiry.EVENT, Expiry.NONE, ""),
    "expires_on": (*DAYS, None),
    "expires_event": (" ",),
    "event_at": MOMENTS,
    "signed_how": ("",),
    "signed_on": (*DAYS, None),
    "revoked_at": MOMENTS,
}
OF_WHAT_IS_ASKED: Changes = {
    "day": DAYS,
    "receiver": (Receiver.OWN, Receiver.PERSON),
    "protected": (False,),
    "identifies": (False,),
    "to": (NAMES[1], ""),
    "in_class": (False,),
    "purpose": PURPOSES,
    "scope": _some_of(KINDS),
    "without": tuple(Without),
    "ground": (" ",),
    "to_person": ("",),
}
OF_A_WISH: Changes = {
    "recipient": NAMES,
    "scope": _some_of(KINDS),
    "agreed_at": MOMENTS,
    "ended_at": MOMENTS,
}
WISH = RestrictionFacts(recipient="", scope=frozenset(), agreed_at=NOON)

# Somebody who chooses: Hypothesis, which then finds the smallest world that fails, or a seeded Random, which
# sees many more worlds in the same time.
Choose = Callable[[Sequence[Any]], Any]


def _changed(choose: Choose, whole: Any, changes: Changes, most: int) -> Any:
    """Change some fields of something that is in order."""
    fields = [choose(list(changes)) for _turn in range(choose(range(most + 1)))]
    return replace(whole, **{field: choose(changes[field]) for field in fields})


def world(choose: Choose) -> tuple[Asked, Person]:
    """Return a disclosure, and a history of up to three answers and a wish."""
    answers = [_changed(choose, WHOLE, OF_A_CONSENT, 4) for _turn in range(choose((1, 2, 3)))]
    numbered = tuple(replace(answer, id=number) for number, answer in enumerate(answers, start=1))
    wishes = (_changed(choose, WISH, OF_A_WISH, 3),) if choose((False, False, True)) else ()
    person = Person(consents=numbered, restrictions=wishes)
    return _changed(choose, ASKED, OF_WHAT_IS_ASKED, 3), person


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Asked, Person]:
    """Let Hypothesis choose."""
    return world(lambda among: draw(st.sampled_from(among)))
