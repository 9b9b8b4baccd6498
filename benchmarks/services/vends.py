"""Claim: vends are taken in at 2,000 a second or more through the bulk door, SQLite, two cores.

The floor is honest: the very INSERTs and UPDATEs that taking in wrote are replayed by bare sqlite3 on a
copy of the database as it was before, one transaction for each batch.
"""

from benchmarks.installation import installation
from benchmarks.table import show


def main() -> None:
    """Measure batches as the listener takes them from a broker."""
    rows = []
    for batch in (50, 500):
        with installation(postgres=False, encounters=2_000) as made:
            rows.append([batch, *made.python("benchmarks.inside.vends", str(batch)).split()])
    show(
        "Vends through the bulk door, from the message to the stored contact, one process",
        [
            "messages in a batch",
            "raw statements: vends/s",
            "taken in: vends/s",
            "share of raw",
            "CPU ms each",
            "peak MB",
        ],
        rows,
    )


if __name__ == "__main__":
    main()
