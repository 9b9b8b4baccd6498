"""Importing a file in one go, as the command does: received, mapped, checked, recorded, answered for."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from meetpoint.core.imports.actions.logs import discard_log, receive_log
from meetpoint.core.imports.actions.mappings import add_missing_sites, keep_mapping
from meetpoint.core.imports.actions.runs import start_import
from meetpoint.core.imports.actions.work import Progress, claim_next, new_worker, work
from meetpoint.core.imports.errors import NotNow, NotPlaced
from meetpoint.core.imports.mapping.shape import LEFT_OUT, LogMapping, Target
from meetpoint.core.imports.mapping.words import plain
from meetpoint.core.imports.mapping.written import read_mapping
from meetpoint.core.imports.models import ImportProblem, ImportRun, State
from meetpoint.core.imports.opened import Opened, opened, sheet_of
from meetpoint.core.imports.survey import Survey, settled, survey, unplaced_in
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.queries import PLACEHOLDER_NAME, PLACEHOLDER_SLUG, has_named_sites
from meetpoint.core.organisations.rules import slug_problem
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7

LONGEST_WAIT_SECONDS = 600
LOOK_EVERY_SECONDS = 0.5


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What somebody says about a file beforehand. `mapping` is TOML; empty means: by its headers."""

    mapping: str = ""
    site: str = ""
    sheet: str = ""
    dates: str = ""
    create_sites: bool = False
    ignore_columns: bool = False
    is_new_log: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an import: rows = created + unchanged + rejected, and what was wrong with rows."""

    uid: UUID
    rows: int
    created: int
    unchanged: int
    rejected: int
    errors: Sequence[dict[str, Any]]

    def as_data(self) -> dict[str, Any]:
        """Return it as the command prints it."""
        counts = {name: getattr(self, name) for name in ("rows", "created", "unchanged", "rejected")}
        return {**counts, "errors": list(self.errors)}


def import_file(
    file: BinaryIO, wishes: Wishes, *, name: str, by: Actor, progress: Progress | None = None
) -> Outcome:
    """Import a file now, and return what came of it.

    Raises NotPlaced with all that has to be said first, FileRefused, MappingRefused, NotNow while another
    import of the organisation is being recorded, NotAllowed. Nothing was recorded then.
    """
    run = receive_log(uuid7(), file, by=by, name=name, sheet=wishes.sheet)
    try:
        mapping = _mapping(opened(run, by), wishes)
        _place(run, mapping, wishes, by)
        run = start_import(run.uid, by=by, is_new_log=wishes.is_new_log)
    except DomainError:
        discard_log(run.uid, by=by)
        raise
    return _recorded(run, by, progress)


def _mapping(log: Opened, wishes: Wishes) -> LogMapping:
    mapping = read_mapping(wishes.mapping) if wishes.mapping else log.mapping
    return replace(
        mapping,
        name=mapping.name or log.run.name,
        site=wishes.site or mapping.site or log.mapping.site,
        dates=wishes.dates or mapping.dates,
    )


def _place(run: ImportRun, mapping: LogMapping, wishes: Wishes, by: Actor) -> None:
    """Keep a mapping, adding sites and leaving out columns where that was wished for. Raises NotPlaced."""
    log = _with(run, mapping, by)
    found = survey(log.sheet, mapping)
    if wishes.ignore_columns:
        left_out = dict.fromkeys(found.unknown, Target(LEFT_OUT))
        mapping, found.unknown = replace(mapping, columns={**mapping.columns, **left_out}), []
    mapping = settled(mapping, found, _with(run, mapping, by).sites(by))
    if wishes.create_sites or not has_named_sites(by):
        mapping = _with_sites(_with(run, mapping, by), found, by)
    log = _with(run, mapping, by)
    unplaced = unplaced_in(log.sheet, mapping, found, sites=log.sites(by), known=log.known)
    if unplaced:
        raise NotPlaced(unplaced)
    keep_mapping(run.uid, mapping, by=by)


def _with_sites(log: Opened, found: Survey, by: Actor) -> LogMapping:
    """Return the mapping with a site for every word, sites being added; as it is if that is not enough."""
    mapping, sites = log.mapping, log.sites(by)
    unplaced = unplaced_in(log.sheet, mapping, found, sites=sites, known=log.known)
    undecided = bool(unplaced.decisions.keys() - {"site"})
    if undecided or unplaced.columns or unplaced.items or (found.no_site and not _can_be_placed(log, by)):
        return mapping  # it is refused anyway, and then no site may have been added
    if found.no_site and sites.default is None:
        name, slug = mapping.site or PLACEHOLDER_NAME, mapping.site or PLACEHOLDER_SLUG
        mapping = replace(mapping, site=add_missing_sites({name: slug}, by=by).get(plain(name), mapping.site))
    added = add_missing_sites({word: mapping.sites.get(plain(word), "") for word in unplaced.sites}, by=by)
    return replace(mapping, sites={**mapping.sites, **added})


def _can_be_placed(log: Opened, by: Actor) -> bool:
    """Tell whether it is clear where rows that name no site belong, or can be made so by adding one."""
    if log.sites(by).default is not None or not Site.objects.of(by).exists():
        return True
    return bool(log.mapping.site) and not slug_problem(log.mapping.site)


def _with(run: ImportRun, mapping: LogMapping, by: Actor) -> Opened:
    log = opened(run, by)
    return replace(log, mapping=mapping, sheet=sheet_of(run, mapping))


def _recorded(run: ImportRun, by: Actor, progress: Progress | None) -> Outcome:
    """Do the organisation's waiting imports in turn, also one that was broken off, until ours is done."""
    given_up = time.monotonic() + LONGEST_WAIT_SECONDS
    while run.is_at_work:
        worker = new_worker()
        claimed = claim_next(worker, organisation_id=by.organisation_id)
        if claimed is not None:
            work(claimed, worker, progress=progress if claimed.pk == run.pk else None)
        elif time.monotonic() > given_up:
            raise NotNow(_("Another import is being recorded. This one waits, and is recorded after it."))
        else:
            time.sleep(LOOK_EVERY_SECONDS)
        run.refresh_from_db()
    if run.state != State.DONE:
        raise NotNow(run.stop_reason)
    return outcome_of(run, by)


def outcome_of(run: ImportRun, by: Actor) -> Outcome:
    """Return what came of an import that is done."""
    problems = ImportProblem.objects.of(by).filter(run=run).order_by("row", "id")
    return Outcome(
        uid=run.uid,
        rows=run.rows or 0,
        created=run.created,
        unchanged=run.unchanged,
        rejected=run.rejected,
        errors=[dict(each) for each in problems.values("row", "column", "message")],
    )
