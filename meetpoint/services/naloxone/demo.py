"""The service's part of the demo: what people say when they take naloxone, reversals, and trainings.

The shares are figures of our own, shaped by what programmes publish as totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from meetpoint.core.modules.interface import Demo, DemoContact
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions.reversals import Reversal, report_reversals
from meetpoint.services.naloxone.actions.trainings import GroupTraining, record_training
from meetpoint.services.naloxone.rules import month_before

YEARS = 3
REFILLS = 0.62
TOLD_WHEN_USED = 0.7
TOLD_WITHOUT_KIT = 0.006
REPORTS_PER_WEEK = 0.5
TRAININGS_PER_MONTH = 1.6

SEASON = (0.86, 0.82, 0.9, 0.95, 1.05, 1.15, 1.2, 1.2, 1.1, 1.0, 0.92, 0.88)
"""How common overdoses are in each month against the year's mean: more in summer."""

REASONS = (
    "used",
    "gave_away",
    "lost",
    "stolen",
    "expired",
    "confiscated",
    "still_have",
    "not_asked",
    "unknown",
)
REASON_WEIGHTS = (34, 20, 13, 6, 6, 3, 7, 8, 3)
OUTCOMES = ("survived",) * 46 + ("unknown",) * 3 + ("died",)
PLACES = ("own_home", "other_home", "street", "street", "camp", "vehicle", "bathroom", "motel", "shelter")
PRODUCTS = ("nasal_4mg",) * 8 + ("injected",) * 3 + ("nasal", "unknown", "nasal_8mg")
CALLED = ("yes", "yes", "yes", "no", "no", "no", "no", "unknown", "unsaid")
COUNTIES = ("Harbor County",) * 6 + ("North County", "Mill County")

Answers = dict[str, Any]


def sections(random: Random, contact: DemoContact) -> Mapping[str, Mapping[str, Any]]:
    """Return what was said in one made-up contact, by form."""
    if not contact.kinds.get("naloxone"):
        return {"reversal": told(random, contact)} if _happens(random, TOLD_WITHOUT_KIT, contact) else {}
    said = {"naloxone": _provision(random)}
    if said["naloxone"].get("reason") == "used" and _happens(random, TOLD_WHEN_USED, contact):
        said["reversal"] = told(random, contact)
    return said


def _provision(random: Random) -> Answers:
    if random.random() < REFILLS:
        reason = random.choices(REASONS, REASON_WEIGHTS)[0]
        return {
            "supply": "refill",
            "reason": reason,
            "training": "already" if random.random() < 0.8 else "given",
        }
    return {"supply": "first", "training": "given" if random.random() < 0.85 else "not_given"}


def _happens(random: Random, chance: float, contact: DemoContact) -> bool:
    return random.random() < chance * SEASON[contact.local_date.month - 1]


def told(random: Random, contact: DemoContact) -> Answers:
    """Return a reversal as somebody tells it over the counter, often in a few words."""
    wanted = contact.participant_id is not None and random.random() < 0.1
    recently: Answers = {"months_ago": random.choices("0123", (70, 20, 7, 3))[0]}
    return _reversal(random) | recently | ({"linked": True} if wanted else {})


def _reversal(random: Random) -> Answers:
    said: Answers = {
        "outcome": random.choice(OUTCOMES),
        "doses": random.choices((1, 2, 3, 4), (38, 45, 12, 5))[0],
    }
    if random.random() < 0.8:
        said |= {"called_911": random.choice(CALLED), "product": random.choice(PRODUCTS)}
    if random.random() < 0.6:
        said |= {"rescue_breathing": random.choice(("yes", "yes", "no", "unknown"))}
        said |= {
            "place_type": random.choice(PLACES),
            "given_by": random.choice(("reporter", "reporter", "friend")),
        }
    if random.random() < 0.3:
        said["county"] = random.choice(COUNTIES)
    return said


def after(actor: Actor, random: Random) -> None:
    """Add the reports that came in apart from contacts, and the group trainings of three years."""
    places = [place for place in places_of(actor).values() if not place.closed]
    weeks, months = YEARS * 52, YEARS * 12
    report_reversals([_later_report(random, places) for _ in range(int(weeks * REPORTS_PER_WEEK))], by=actor)
    for _ in range(int(months * TRAININGS_PER_MONTH)):
        record_training(_training(random, places), by=actor)


def _some_day(random: Random, place: Place) -> date:
    return place.today - timedelta(days=random.randrange(1, YEARS * 365))


def _later_report(random: Random, places: list[Place]) -> Reversal:
    place = random.choice(places)
    day = _some_day(random, place)
    month = month_before(day, random.choice((0, 0, 1, 2)))
    uid = uuid7(entropy=random.randbytes(10))
    return Reversal(uid=uid, site_id=place.id, reported_on=day, happened_month=month, **_reversal(random))


def _training(random: Random, places: list[Place]) -> GroupTraining:
    place = random.choice(places)
    return GroupTraining(
        uid=uuid7(entropy=random.randbytes(10)),
        site_id=place.id,
        held_on=_some_day(random, place),
        people=random.randint(4, 28),
        audience=random.choice(
            ("participants", "participants", "family", "community", "partners", "responders")
        ),
        topics=("recognise", "respond", "dosing", *random.sample(("breathing", "aftercare", "law"), 2)),
        minutes=random.choice((30, 45, 60, 60, 90)),
    )


DEMO = Demo(sections=sections, after=after, order=20)
