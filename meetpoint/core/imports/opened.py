"""An import's log opened: its table, the mapping by which it is read, and what it is read against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.mapping.guess import guess
from meetpoint.core.imports.mapping.known import Known, known_here
from meetpoint.core.imports.mapping.places import Sites
from meetpoint.core.imports.mapping.reader import Place, Reader
from meetpoint.core.imports.mapping.shape import LogMapping
from meetpoint.core.imports.mapping.sheet import Sheet, find, open_sheet
from meetpoint.core.imports.mapping.written import read_mapping, write_mapping
from meetpoint.core.imports.models import ImportRun, ImportSource
from meetpoint.core.imports.survey import header_key
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A log with all that reading it needs."""

    run: ImportRun
    sheet: Sheet
    mapping: LogMapping
    known: Known

    def sites(self, by: Actor) -> Sites:
        """Return the sites that the log's words are looked up in."""
        return Sites(by, self.mapping)

    def reader(self, by: Actor) -> Reader:
        """Return what reads the log's rows."""
        place = Place(
            items=self.known.items, policy=policy_for(by.organisation_id), item_of=self.known.item_of
        )
        return Reader(self.sheet, self.mapping, place)


def opened(run: ImportRun, by: Actor) -> Opened:
    """Open an import's log by its own mapping. Raises RowsGone, FileRefused, MappingRefused."""
    mapping = read_mapping(run.mapping)
    return Opened(
        run=run, sheet=sheet_of(run, mapping), mapping=mapping, known=known_here(by.organisation_id)
    )


def sheet_of(run: ImportRun, mapping: LogMapping) -> Sheet:
    """Return the table of an import's log as a mapping places it."""
    return open_sheet(lambda: rows(run), layout=mapping.layout, header_row=mapping.header_row)


def rows(run: ImportRun) -> Iterator[list[str]]:
    """Yield the rows of an import's file."""
    return keeping.kept(run.uid)


def with_known_mapping(run: ImportRun, by: Actor) -> None:
    """Find the log's table, and give the run the mapping that such logs were read by before, or a guess."""
    known = known_here(by.organisation_id)
    layout, header_row = find(lambda: rows(run), known.targets)
    sheet = open_sheet(lambda: rows(run), layout=layout, header_row=header_row)
    source = ImportSource.objects.of(by).filter(header_key=header_key(by.organisation_id, sheet)).first()
    run.source = source
    run.name = source.name if source else run.name
    run.mapping = source.mapping if source else write_mapping(guess(sheet, known, name=run.name))
    run.save(update_fields=["source", "name", "mapping"])
