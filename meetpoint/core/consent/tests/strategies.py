"""Random histories and disclosures: each begins where all is well, and has a few things changed.

So that they meet: there are two names, three kinds of information, four purposes and a few hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
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
)

moments = st.sampled_from([NOON + timedelta(hours=hours) for hours in (-16, -8, -1, 0, 1, 16)])
days = st.sampled_from([NOON.date() + timedelta(days=number) for number in (-2, -1, 0, 1)])
yes_no = st.booleans()


def some_of(words: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(words), max_size=len(words))


CHANGES_OF_A_CONSENT: Mapping[str, st.SearchStrategy[Any]] = {
    "answer": st.just(Answer.REFUSED),
    "recorded_at": moments,
    "named": st.just(False),
    "discloser": st.just(" "),
    "scope": some_of(KINDS),
    "recipients": some_of(NAMES),
    "to_class": st.just(True),
    "purposes": some_of(PURPOSES),
    "tells_revocation": st.just(False),
    "tells_redisclosure": st.just(False),
    "expiry": st.sampled_from([Expiry.EVENT, Expiry.NONE, ""]),
    "expires_on": st.one_of(days, st.none()),
    "expires_event": st.just(" "),
    "event_at": moments,
    "signed_how": st.just(""),
    "signed_on": st.one_of(days, st.none()),
    "revoked_at": moments,
}
CHANGES_OF_WHAT_IS_ASKED: Mapping[str, st.SearchStrategy[Any]] = {
    "day": days,
    "receiver": st.sampled_from([Receiver.OWN, Receiver.PERSON]),
    "protected": st.just(False),
    "identifies": st.just(False),
    "to": st.sampled_from([NAMES[1], ""]),
    "in_class": st.just(False),
    "purpose": st.sampled_from(PURPOSES),
    "scope": some_of(KINDS),
    "without": st.sampled_from(list(Without)),
    "ground": st.just("unresponsive"),
    "to_person": st.just("Dr. Rivera"),
}
CHANGES_OF_A_WISH: Mapping[str, st.SearchStrategy[Any]] = {
    "recipient": st.sampled_from(NAMES),
    "scope": some_of(KINDS),
    "agreed_at": moments,
    "ended_at": moments,
}


@st.composite
def changed(draw: st.DrawFn, whole: Any, changes: Mapping[str, st.SearchStrategy[Any]], most: int) -> Any:
    """Change some fields of something that is in order."""
    fields = draw(st.lists(st.sampled_from(list(changes)), max_size=most, unique=True))
    return replace(whole, **{field: draw(changes[field]) for field in fields})


@st.composite
def people(draw: st.DrawFn) -> Person:
    """One person's history: up to three answers, now and then a wish."""
    answers = draw(st.lists(changed(WHOLE, CHANGES_OF_A_CONSENT, 4), min_size=1, max_size=3))
    wish = RestrictionFacts(recipient="", scope=frozenset(), agreed_at=NOON)
    wishes = draw(st.lists(changed(wish, CHANGES_OF_A_WISH, 3), max_size=1)) if draw(yes_no) else []
    numbered = [replace(answer, id=number) for number, answer in enumerate(answers, start=1)]
    return Person(consents=tuple(numbered), restrictions=tuple(wishes))


disclosures = changed(ASKED, CHANGES_OF_WHAT_IS_ASKED, 3)
