"""Made-up samples of a year: what was sold as what, and what was found. They describe no real drug supply."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from meetpoint.core.modules.interface import Demo
from meetpoint.core.organisations.models import Site, SiteKind
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.alerts import dismiss_alert, publish_alert
from meetpoint.services.drug_checking.actions.importing import import_samples
from meetpoint.services.drug_checking.actions.publishing import publish_data
from meetpoint.services.drug_checking.actions.results import (
    Found,
    NewAnalysis,
    record_analysis,
    release,
)
from meetpoint.services.drug_checking.actions.samples import NewSample, take_in
from meetpoint.services.drug_checking.models import Alert, Method, Outcome, Sample, Status
from meetpoint.services.drug_checking.queries.strips import strip_lots
from meetpoint.services.drug_checking.reading.parsed import Parsed, ReadAnalysis, ReadSample

DAYS = 365
IN_A_FILE, BY_HAND = 240, 24
SOLD_AS = (
    *["fentanyl"] * 9, *["heroin"] * 3, *["cocaine"] * 5, *["methamphetamine"] * 5, *["benzodiazepines"] * 2,
    "mdma", "ketamine", "unknown",
)  # fmt: skip
AREAS = ("Harbor County",) * 6 + ("North County",) * 3 + ("Mill County",)
MEDETOMIDINE_SINCE = 120
"""Days before today since which the made-up supply has medetomidine in place of some of its xylazine."""


def _found(random: Random, sold_as: str, ago: int) -> tuple[Found, ...]:
    """Return what a laboratory found in a made-up sample."""
    opioids = [Found(named="fentanyl", abundance="primary"), Found(named="4-ANPP", abundance="trace")]
    sedative = "medetomidine" if ago < MEDETOMIDINE_SINCE and random.random() < 0.6 else "xylazine"
    if random.random() < 0.5:
        opioids.append(Found(named=sedative, abundance=random.choice(("primary", "trace"))))
    if random.random() < 0.25:
        opioids.append(Found(named="caffeine", abundance="primary"))
    of: dict[str, list[Found]] = {
        "fentanyl": opioids,
        "heroin": [
            Found(named="heroin", abundance="primary"),
            Found(named="6-MAM", abundance="trace"),
            *opioids[:1],
        ],
        "cocaine": [
            Found(named="cocaine", abundance="primary"),
            Found(named="levamisole", abundance="trace"),
        ],
        "methamphetamine": [Found(named="methamphetamine", abundance="primary")],
        "benzodiazepines": [Found(named="bromazolam", abundance="primary")],
        "mdma": [Found(named="3,4-MDMA", abundance="primary"), Found(named="caffeine", abundance="primary")],
        "ketamine": [Found(named="ketamine", abundance="primary")],
        "unknown": opioids,
    }
    found = of[sold_as]
    if sold_as in ("cocaine", "methamphetamine") and random.random() < 0.08:
        found = [*found, Found(named="fentanyl", abundance="trace")]
    return tuple(found)


def _told(random: Random, sold_as: str) -> dict[str, Any]:
    strong = sold_as in ("fentanyl", "heroin")
    felt = (
        random.choices(("normal", "stronger", "sedating", "weird"), (6, 3, 3, 1))[0] if strong else "normal"
    )
    return {
        "area": random.choice(AREAS),
        "region": "WA",
        "expected": (sold_as,),
        "form": random.choice(("powder", "powder", "tablet", "residue")) if strong else "powder",
        "container": random.choice(("spatula", "swab", "cotton", "bag")),
        "colours": (random.choice(("white", "off_white", "blue", "brown", "grey")),),
        "sensations": (felt,),
        "used_before": random.choice(("yes", "yes", "no")),
        "overdose": "involved"
        if strong and random.random() < 0.06
        else random.choice(("not", "not", "unknown")),
    }


def after(actor: Actor, random: Random) -> None:
    """Add a year of samples: most from the laboratory's files, some taken in and read on the spot."""
    places = [place for place in places_of(actor).values() if not place.closed]
    if not places:
        return
    _from_the_laboratory(actor, random, places[0])
    machines = set(Site.objects.of(actor).filter(kind=SiteKind.VENDING).values_list("pk", flat=True))
    with_staff = [place for place in places if place.id not in machines] or places
    by_hand = [_by_hand(actor, random, random.choice(with_staff), ago) for ago in range(1, BY_HAND * 4, 4)]
    release(by_hand[4:], by=actor)
    _decide(actor)
    today = places[0].today
    publish_data(uuid7(entropy=random.randbytes(10)), today - timedelta(days=DAYS), today, by=actor)


def _from_the_laboratory(actor: Actor, random: Random, place: Place) -> None:
    parsed = Parsed("unc")
    for number in range(IN_A_FILE):
        ago = random.randrange(14, DAYS)
        sold_as = random.choice(SOLD_AS)
        collected, lab_id = place.today - timedelta(days=ago), f"9{number:05d}"
        at: dict[str, Any] = {"lab": "demo", "lab_id": lab_id, "file": "", "line": number}
        parsed.samples.append(ReadSample(**at, collected_on=collected, told=_told(random, sold_as)))
        nothing = random.random() < 0.03
        parsed.analyses.append(
            ReadAnalysis(
                **at,
                method=Method.GCMS.value,
                outcome=(Outcome.NOTHING if nothing else Outcome.FOUND).value,
                tested_on=collected + timedelta(days=random.randrange(7, 14)),
                laboratory="A laboratory of the demo",
                found=() if nothing else _found(random, sold_as, ago),
            )
        )
    import_samples(parsed, place, by=actor)


def _by_hand(actor: Actor, random: Random, place: Place, ago: int) -> Sample:
    uid, day = uuid7(entropy=random.randbytes(10)), place.today - timedelta(days=ago)
    sold_as = random.choice(SOLD_AS)
    told = _told(random, sold_as)
    sample = take_in(
        NewSample(uid=uid, site_id=place.id, collected_on=day, code=receipts.code_of(uid), **told), by=actor
    )
    lots = strip_lots(actor, [place.id]).get(place.id, [])
    positive = sold_as in ("fentanyl", "heroin", "unknown") or random.random() < 0.1
    _strip(actor, random, sample, day, positive=positive, lot=int(lots[0][0]) if lots else None)
    if ago % 3 == 0:
        found = tuple(one for one in _found(random, sold_as, ago) if one.abundance == "primary")
        _ftir(actor, random, sample, day, found)
    return sample


def _strip(
    actor: Actor, random: Random, sample: Sample, day: date, *, positive: bool, lot: int | None
) -> None:
    outcome = (
        Outcome.INVALID if random.random() < 0.04 else Outcome.POSITIVE if positive else Outcome.NEGATIVE
    )
    new = NewAnalysis(
        uid=uuid7(entropy=random.randbytes(10)),
        method=Method.STRIP.value,
        outcome=outcome.value,
        tested_on=day,
        target="fentanyl",
        lot_id=lot,
    )
    record_analysis(sample, new, by=actor)


def _ftir(actor: Actor, random: Random, sample: Sample, day: date, found: tuple[Found, ...]) -> None:
    matched = bool(found) and random.random() < 0.8
    new = NewAnalysis(
        uid=uuid7(entropy=random.randbytes(10)),
        method=Method.FTIR.value,
        outcome=(Outcome.FOUND if matched else Outcome.NO_MATCH).value,
        tested_on=day,
        instrument="FTIR",
        found=found if matched else (),
    )
    record_analysis(sample, new, by=actor)


def _decide(actor: Actor) -> None:
    """Publish one proposed alert and dismiss another, so that each state can be seen."""
    waiting = list(Alert.objects.of(actor).filter(status=Status.PROPOSED).order_by("pk")[:2])
    for alert, decide in zip(waiting, (_publish, _dismiss), strict=False):
        decide(alert, actor)


def _publish(alert: Alert, actor: Actor) -> None:
    publish_alert(
        alert,
        note="Please tell your friends, and ask us for strips and naloxone.",
        note_es="Por favor, avise a sus amistades y pídanos tiras y naloxona.",
        area=alert.area,
        by=actor,
    )


def _dismiss(alert: Alert, actor: Actor) -> None:
    dismiss_alert(alert, by=actor)


DEMO = Demo(after=after, order=60)
