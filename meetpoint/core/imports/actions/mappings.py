"""Saying what a log's columns mean, and adding the sites that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.imports import permissions
from meetpoint.core.imports.errors import NotNow
from meetpoint.core.imports.mapping.numbers import is_formula
from meetpoint.core.imports.mapping.places import slug_for
from meetpoint.core.imports.mapping.shape import LogMapping
from meetpoint.core.imports.mapping.words import plain
from meetpoint.core.imports.mapping.written import write_mapping
from meetpoint.core.imports.models import ImportRun, ImportSource, State
from meetpoint.core.imports.opened import sheet_of
from meetpoint.core.imports.survey import header_key
from meetpoint.core.organisations.actions import SiteDetails, add_site
from meetpoint.core.organisations.models import Site
from meetpoint.core.organisations.rules import name_problem, slug_problem
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotFound


def keep_mapping(uid: UUID, mapping: LogMapping, *, by: Actor) -> ImportRun:
    """Give an import its mapping, and remember it for every log with the same headers.

    Raises FileRefused when no table begins where it says, NotNow once the import has begun.
    """
    by.require(permissions.RUN)
    with transaction.atomic():
        run = ImportRun.objects.of(by).select_for_update().filter(uid=uid).first()
        if run is None:
            raise NotFound(_("This import is not here."))
        if run.state != State.CHOOSING:
            raise NotNow(_("This import has begun. Its columns cannot be changed any more."))
        mapping = replace(mapping, name=mapping.name.strip()[:120] or run.name)
        run.source = _remembered(run, mapping, by)
        run.name, run.mapping = mapping.name, write_mapping(mapping)
        run.save(update_fields=["source", "name", "mapping"])
        audit.record(by, "import.mapped", "import", [str(uid)], fields={"columns": len(mapping.columns)})
    return run


def add_missing_sites(names: Mapping[str, str], *, by: Actor) -> dict[str, str]:
    """Add a site for each word that stands for none yet, and return the short names by word in plain form.

    `names` gives each word the short name that its site shall have, or an empty text for one made from
    the word. Words that no site can be called by (a formula, letters that cannot be stored) are passed over.
    """
    taken = set(Site.objects.of(by).values_list("slug", flat=True))
    added: dict[str, str] = {}
    with transaction.atomic():
        for name, wanted in names.items():
            if plain(name) in added or is_formula(name) or name_problem(name, longest=120):
                continue
            slug = wanted if wanted and not slug_problem(wanted) else slug_for(name, taken)
            if slug not in taken:
                taken.add(slug)
                add_site(SiteDetails(name=name, slug=slug), by=by)
            added[plain(name)] = slug
    return added


def _remembered(run: ImportRun, mapping: LogMapping, by: Actor) -> ImportSource:
    key = header_key(by.organisation_id, sheet_of(run, mapping))
    source, _made = ImportSource.objects.of(by).update_or_create(
        organisation_id=by.organisation_id,
        header_key=key,
        defaults={"name": mapping.name, "mapping": write_mapping(mapping), "updated_at": clock.now()},
    )
    return source
