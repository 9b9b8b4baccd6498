"""Claim: saving one encounter through its action runs at 30 % or more of the raw rate of the same rows.

The floor is honest: the very statements that the action wrote are written down, and replayed by the bare
driver (sqlite3, psycopg) on a copy of the database as it was before, one transaction for each encounter.
"""

from benchmarks.installation import has_postgres, installation
from benchmarks.table import show


def main() -> None:
    """Measure SQLite, and PostgreSQL where it is found."""
    rows = []
    for postgres in (False, True):
        if postgres and not has_postgres():
            continue
        with installation(postgres=postgres, encounters=2_000) as made:
            rows.append([made.kind, *made.python("benchmarks.inside.saving").split()])
    show(
        "One encounter (three items handed out) through its action, one client",
        ["database", "raw transactions/s", "through the action/s", "share of raw", "CPU ms each"],
        rows,
    )


if __name__ == "__main__":
    main()
