"""The service's part of the demo: what people bring back, tests, care and talks, and clean-ups.

The shares are figures of our own, shaped by what programmes publish as totals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from meetpoint.core.modules.interface import Demo, DemoContact
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.syringe_services.actions.cleanups import NewCleanUp, record_clean_up
from meetpoint.services.syringe_services.actions.policies import NewPolicy, adopt_policy
from meetpoint.services.syringe_services.models import DistributionModel, Method

YEARS = 3
BRINGS_BACK = 0.46
BRINGS_BACK_HEAVY = 0.68
TESTS = 0.028
VACCINES = 0.004
VACCINES_IN_AUTUMN = 0.016
WOUNDS = 0.012
WOUNDS_WITH_SUPPLIES = 0.5
TALKS = 0.11
CLEAN_UPS_PER_MONTH = (0, 0, 1, 3, 3, 2, 2, 2, 3, 3, 1, 0)

ANSWERS = ("offered", "negative", "negative", "negative", "not_given", "reactive")
REACTIVE_LINKED = 0.55
TOPICS = ("safer_injection", "overdose", "overdose", "drug_supply", "wounds", "hepatitis_hiv", "disposal")
AREAS = ("Riverbank park", "Rail yards, north side", "Old Port steps", "Eastgate underpass", "Union Square")


def sections(random: Random, contact: DemoContact) -> Mapping[str, Mapping[str, Any]]:
    """Return what was said in one made-up contact, by form."""
    said: dict[str, Mapping[str, Any]] = {}
    syringes = contact.kinds.get("syringes", 0)
    if syringes and random.random() < (BRINGS_BACK_HEAVY if contact.heavy else BRINGS_BACK):
        said["returns"] = _returned(random, syringes)
    if random.random() < TESTS:
        said["infections"] = _tests(random)
    if random.random() < (VACCINES_IN_AUTUMN if contact.local_date.month in (9, 10, 11) else VACCINES):
        said["vaccines"] = {
            "given": (random.choice(("hepatitis_ab", "influenza", "hepatitis_b", "tetanus")),)
        }
    if random.random() < (WOUNDS_WITH_SUPPLIES if contact.kinds.get("wound") else WOUNDS):
        said["wounds"] = {"care": ("looked_at", random.choice(("dressed", "supplies", "advice")))}
    if random.random() < TALKS:
        said["education"] = {"topics": (random.choice(TOPICS),)}
    return said


def _returned(random: Random, taken: int) -> dict[str, Any]:
    back = max(1, round(taken * random.betavariate(4, 2)))
    way = random.random()
    if way < 0.18:
        return {"counted": back}
    if way < 0.78 or back < 40:
        return {"stated": max(5, round(back, -1))}
    if way < 0.95:
        return {"litres": Decimal(random.choice(("0.95", "0.95", "1.3", "3.8")))}
    return {"pounds": Decimal(back) / 281 if back > 281 else Decimal("0.5")}


def _tests(random: Random) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for infection in random.choice(
        (("hiv", "hcv"), ("hcv",), ("hiv",), ("hiv", "hcv", "sti"), ("hbv",), ("tb",))
    ):
        said[infection] = random.choice(ANSWERS) if infection == "hcv" else random.choice(ANSWERS[:5])
        if said[infection] == "reactive" and random.random() < REACTIVE_LINKED:
            said[f"{infection}_linked"] = True
    return said


def after(actor: Actor, random: Random) -> None:
    """Add three years of clean-ups, and the policy by which the programme works."""
    places = [place for place in places_of(actor).values() if not place.closed]
    adopt_policy(
        NewPolicy(
            model=DistributionModel.NEEDS_BASED,
            source="Decision of the programme, following CDC guidance of December 2020",
            effective_from=min(place.today for place in places) - timedelta(days=YEARS * 365),
        ),
        by=actor,
    )
    for months_ago in range(YEARS * 12):
        place = random.choice(places)
        month = place.today - timedelta(days=30 * months_ago)
        for _ in range(CLEAN_UPS_PER_MONTH[month.month - 1]):
            record_clean_up(_clean_up(random, place, month), by=actor)


def _clean_up(random: Random, place: Place, around: date) -> NewCleanUp:
    counted = random.random() < 0.6
    measure = Decimal(random.randint(15, 260)) if counted else Decimal(random.choice(("0.95", "1.3", "3.8")))
    return NewCleanUp(
        uid=uuid7(entropy=random.randbytes(10)),
        site_id=place.id,
        held_on=around - timedelta(days=random.randrange(28)),
        method=Method.COUNTED if counted else Method.VOLUME,
        measure=measure,
        area=random.choice(AREAS),
        people=random.randint(2, 9),
        staff_hours=Decimal(random.choice(("1.5", "2", "2", "3"))),
    )


DEMO = Demo(sections=sections, after=after, order=10)
