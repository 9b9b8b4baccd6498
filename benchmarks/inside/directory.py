"""Fills a directory with made-up places through its own door: `… .directory PLACES`."""

import sys
import time
from random import Random

from meetpoint.core.access.models import StaffMember
from meetpoint.core.directory.actions.storing import import_rows
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.sources.findtreatment import kind_of
from meetpoint.core.directory.sources.places import Facilities, Facility
from meetpoint.core.directory.vocabulary import service_codes
from meetpoint.core.tenancy.actor import Actor

FIRST = [
    "Harbor",
    "Hill",
    "River",
    "Union",
    "Valley",
    "Cedar",
    "Summit",
    "Bridge",
    "Lake",
    "Desert",
    "Prairie",
    "Liberty",
    "Grace",
    "Pioneer",
    "Sunrise",
]
SECOND = [
    "Recovery",
    "Wellness",
    "Family",
    "Community",
    "County",
    "Behavioral",
    "Methadone",
    "Medical",
    "Outreach",
    "Hope",
    "Care",
    "Renewal",
]
THIRD = ["Center", "Clinic", "Services", "Treatment Program", "Health", "House", "Associates", "Institute"]
STATES = [
    "NJ",
    "NY",
    "PA",
    "OH",
    "CA",
    "TX",
    "FL",
    "WA",
    "OR",
    "IL",
    "MI",
    "NC",
    "GA",
    "VA",
    "MA",
    "AZ",
    "CO",
    "MN",
    "WI",
    "MO",
]
TOWNS = 40
CODES = 25
SEED = 20_260_314


def fill(places: int, by: Actor) -> float:
    """Take in made-up places, each with some 26 codes, every second with hours; return the seconds."""
    began = time.perf_counter()
    parsed = Parsed(source="findtreatment")
    facilities = Facilities(parsed, "made-up")
    random = Random(SEED)
    for line in range(places):
        facilities.add(_place(line, random))
    _give_hours(parsed, random)
    import_rows(parsed, by=by)
    return time.perf_counter() - began


def _place(line: int, random: Random) -> Facility:
    state = random.choice(STATES)
    town = random.randrange(TOWNS)
    codes = random.sample(list(service_codes()), CODES)
    codes += [code for code in ("MD", "SP", "BU") if random.random() < 0.4]
    return Facility(
        line=line,
        name=f"{random.choice(FIRST)} {random.choice(SECOND)} {random.choice(THIRD)}",
        part=f"Unit {line}" if random.random() < 0.3 else "",
        street=f"{random.randrange(1, 9999)} {random.choice(FIRST)} Street",
        street_2=f"Suite {line}",
        city=f"{random.choice(('New', 'Old', 'East', 'Fort'))}{FIRST[town % 15].lower()} {town}",
        state=state,
        postcode=f"{10_000 + STATES.index(state) * 4_000 + town * 10:05d}",
        phones=[(f"{201 + town}-555-{line % 10_000:04d}", "")],
        latitude=25 + 24 * random.random(),
        longitude=-120 + 50 * random.random(),
        kind=kind_of(codes),
        codes=list(dict.fromkeys(codes)),
        languages=[("Spanish", "es")] if "SP" in codes else [],
    )


def _give_hours(parsed: Parsed, random: Random) -> None:
    for row in parsed.tables["service"]:
        if random.random() < 0.5:
            days = random.choice(("MO,TU,WE,TH,FR", "MO,WE,FR", "MO,TU,WE,TH,FR,SA,SU"))
            hours = {"byday": days, "opens_at": random.choice(("07:00", "09:00")), "closes_at": "17:30"}
            uid = {"id": str(row.values["id"]), "service_id": row.values["id"]}
            parsed.add("schedule", row.file, row.line, {**uid, "freq": "WEEKLY", **hours})


if __name__ == "__main__":
    anybody = StaffMember.objects.unscoped("benchmark").order_by("id")[0]
    print(fill(int(sys.argv[1]), Actor.system(anybody.organisation_id, "benchmark")))
