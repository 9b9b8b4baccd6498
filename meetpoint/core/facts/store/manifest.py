"""Which files make up an organisation's facts just now: one small file that is replaced as a whole.

A month of a table is a base file, and a file for each day that was copied again since; such a day counts
from its own file (or from none, when nothing is left of it) and no longer from the base. Files are never
changed, only left out of the next manifest and then removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from meetpoint.core.facts.store.places import folder

FORMAT = 1


@dataclass
class Month:
    """The files of one month of one table, named from the organisation's folder; "" is no file."""

    base: str = ""
    days: dict[str, str] = field(default_factory=dict)

    def files(self) -> set[str]:
        return {name for name in (self.base, *self.days.values()) if name}


@dataclass
class Copied:
    """A list as it was last copied, with a fingerprint of its rows."""

    file: str
    digest: str


@dataclass
class Manifest:
    """An organisation's facts: `build` is their name in the database, `before` was it before the last change.

    `declared` fingerprints the declarations, `key` the key of the people, under which they were copied.
    """

    declared: str
    key: str
    build: str = field(default_factory=lambda: uuid4().hex)
    before: str = ""
    tables: dict[str, dict[str, Month]] = field(default_factory=dict)
    lists: dict[str, Copied] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)

    def month(self, table: str, month: str) -> Month:
        """Return a table's month, new when nothing of it was copied yet."""
        return self.tables[table].setdefault(month, Month())

    def files(self) -> set[str]:
        """Return every file that belongs to it."""
        months = [month for table in self.tables.values() for month in table.values()]
        dated = {name for month in months for name in month.files()}
        return dated | set(self.empty.values()) | {copied.file for copied in self.lists.values()}

    def belongs_to(self, build: UUID | None) -> bool:
        """Tell whether these are the facts of a database that knows them by this name.

        The name before counts, too: a power cut may come between the files and the database, and then the
        changed days are still noted there.
        """
        return build is not None and build.hex in (self.build, self.before)


def load(organisation_id: int) -> Manifest | None:
    """Return the manifest in force, or None when there is none that this version can read."""
    try:
        said = json.loads((folder(organisation_id) / "manifest.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    if said.pop("format", None) != FORMAT:
        return None
    tables = {
        slug: {name: Month(**month) for name, month in months.items()}
        for slug, months in said.pop("tables").items()
    }
    lists = {slug: Copied(**copied) for slug, copied in said.pop("lists").items()}
    return Manifest(**said, tables=tables, lists=lists)


def save(organisation_id: int, manifest: Manifest) -> None:
    """Put a manifest in force at once, whole or not at all."""
    here = folder(organisation_id)
    fresh = here / f".manifest.{os.getpid()}"
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        json.dump({"format": FORMAT, **asdict(manifest)}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(here / "manifest.json")


def is_whole(organisation_id: int, manifest: Manifest) -> bool:
    """Tell whether every file that a manifest names is there."""
    here = folder(organisation_id)
    return all((here / name).exists() for name in manifest.files())


def remove(organisation_id: int, files: set[str]) -> None:
    """Remove files that no manifest names any more."""
    here = folder(organisation_id)
    for name in files:
        (here / name).unlink(missing_ok=True)


def sweep(organisation_id: int, manifest: Manifest) -> None:
    """Remove every Parquet file that the manifest does not name, such as those of a broken-off copy."""
    here = folder(organisation_id)
    standing = {here / name for name in manifest.files()}
    for file in _parquet(here):
        if file not in standing:
            file.unlink(missing_ok=True)


def _parquet(here: Path) -> Iterator[Path]:
    yield from list(here.rglob("*.parquet"))


def month_of(day: date) -> str:
    """Return the name of a day's month, as in 2026-03."""
    return f"{day:%Y-%m}"
