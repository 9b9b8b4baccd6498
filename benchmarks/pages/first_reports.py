"""Claim: a year's report over a million encounters is answered with p95 under 2 s.

The floor, in the same run: the same sums as bare SQL, straight from contacts and lines, by the bare driver.
"""

import json
import os
import sqlite3
import time

from benchmarks.installation import Installation, installation
from benchmarks.table import percentile, show

ENCOUNTERS = int(os.environ.get("BENCH_ENCOUNTERS", "1000000"))
FIRST, LAST = "2025-01-01", "2025-12-31"
TURNS = 20

# Wide enough for every time zone, as the product asks, so that both use the same index.
_YEAR = (
    "e.organisation_id = 1"
    " AND e.occurred_at >= '2024-12-31 10:00:00' AND e.occurred_at < '2026-01-01 14:00:00'"
    f" AND e.local_date BETWEEN '{FIRST}' AND '{LAST}' AND e.voided_at IS NULL"
)
_LINES = (
    "FROM encounters_encounter e JOIN encounters_encounterline l ON l.encounter_id = e.id"
    f" JOIN supplies_item i ON i.id = l.item_id WHERE {_YEAR}"
)
_PROVISIONS = (
    f"FROM encounters_encounter e JOIN naloxone_naloxoneprovision p ON p.encounter_id = e.id WHERE {_YEAR}"
)
_CONTACTS = f"SELECT SUM(people) FROM encounters_encounter e WHERE {_YEAR}"
_REPORTED = f"organisation_id = 1 AND voided_at IS NULL AND reported_on BETWEEN '{FIRST}' AND '{LAST}'"
_TRAININGS = f"organisation_id = 1 AND voided_at IS NULL AND held_on BETWEEN '{FIRST}' AND '{LAST}'"
_REVERSALS = f"SELECT COUNT(*) FROM naloxone_reversalreport WHERE {_REPORTED}"
_KINDS = (
    "SELECT s.kind, COUNT(*) FROM organisations_site s WHERE s.organisation_id = 1 AND s.id IN"
    f" (SELECT e.site_id FROM encounters_encounter e WHERE {_YEAR}) GROUP BY s.kind"
)

RAW = {
    "ontario-naloxone": (
        f"SELECT l.item_id, i.unit, SUM(l.quantity), SUM(l.doses) {_LINES} AND i.kind = 'naloxone'"
        " GROUP BY 1, 2",
        f"SELECT p.supply, p.reason, COUNT(*) {_PROVISIONS} GROUP BY 1, 2",
        f"SELECT COUNT(DISTINCT e.participant_id), SUM(e.participant_id IS NULL) {_PROVISIONS}"
        " AND p.training = 'given'",
        f"SELECT given_by, COUNT(*) FROM naloxone_reversalreport WHERE {_REPORTED} GROUP BY 1",
        f"SELECT SUM(people) FROM naloxone_trainingevent WHERE {_TRAININGS}",
    ),
    "north-carolina-ssp": (
        _KINDS,
        f"SELECT COUNT(DISTINCT e.participant_id) FROM encounters_encounter e WHERE {_YEAR}",
        _CONTACTS,
        f"{_CONTACTS} AND e.participant_id IS NULL",
        f"SELECT SUM(l.syringes) {_LINES} AND l.syringes > 0",
        "SELECT r.method, SUM(r.syringes) FROM encounters_encounter e"
        f" JOIN syringe_services_returnedsyringes r ON r.encounter_id = e.id WHERE {_YEAR} GROUP BY 1",
        f"SELECT SUM(l.quantity) {_LINES} AND i.kind = 'naloxone' AND i.unit = 'kit'",
        _REVERSALS,
        "SELECT kind, COUNT(*) FROM referrals_referral WHERE organisation_id = 1"
        f" AND local_date BETWEEN '{FIRST}' AND '{LAST}' AND status <> 'entered-in-error' GROUP BY 1",
    ),
    "ssp-indicators": (
        _KINDS,
        _CONTACTS,
        f"SELECT SUM(l.doses) {_LINES} AND i.kind = 'naloxone'",
    ),
}


def main() -> None:
    """Measure each report warm, as after the hourly adding up, and once with no day added up."""
    rows = []
    with installation(encounters=ENCOUNTERS) as made:
        for name, statements in RAW.items():
            floor = _floor(made, statements)
            took = json.loads(made.python("benchmarks.inside.reporting", name, FIRST, LAST, str(TURNS)))
            middle, slow = percentile(took["warm"], 0.5), percentile(took["warm"], 0.95)
            rows.append(
                [
                    name,
                    f"{floor:.2f}",
                    f"{middle:.2f}",
                    f"{slow:.2f}",
                    f"{middle / floor:.2f}",
                    f"{took['cold']:.1f}",
                ]
            )
    show(
        f"A year's report over {ENCOUNTERS:,} encounters, SQLite",
        ["report", "raw SQL s", "p50 s", "p95 s", "times raw", "no day added up yet, s"],
        rows,
    )


def _floor(made: Installation, statements: tuple[str, ...]) -> float:
    """Return the median seconds of a report's bare statements."""
    connection = sqlite3.connect(made.home / "meetpoint.sqlite3")
    connection.execute("PRAGMA mmap_size = 134217728")
    connection.execute("PRAGMA cache_size = -20000")
    took = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        for statement in statements:
            connection.execute(statement).fetchall()
        took.append(time.perf_counter() - began)
    connection.close()
    return percentile(took, 0.5)


if __name__ == "__main__":
    main()
