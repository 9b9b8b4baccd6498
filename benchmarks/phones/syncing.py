"""Claim: a thousand sealed encounters of a phone are taken in within ten seconds on two cores.

The peer is the bulk door itself: the same encounters through `record_encounters`, in batches of that size,
without sealing, opening, reading, or an answer for each.
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
            rows.append([made.kind, *made.python("benchmarks.inside.syncing").split()])
    show(
        "A thousand encounters from a phone, a hundred at a time",
        ["database", "through sync, s", "bulk door, s", "ratio"],
        rows,
    )


if __name__ == "__main__":
    main()
