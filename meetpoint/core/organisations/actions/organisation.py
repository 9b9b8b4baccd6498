"""Setting up and changing an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations import permissions, rules
from meetpoint.core.organisations.errors import refuse
from meetpoint.core.organisations.models import (
    CodeScheme,
    Organisation,
    fresh_version,
)
from meetpoint.core.organisations.packs import packs
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class OrganisationDetails:
    """What an administrator may change about the organisation; `code_recipe` is checked by core.people."""

    name: str
    time_zone: str
    language: str = "en"
    policy_pack: str = ""
    code_scheme: str = CodeScheme.RANDOM
    code_recipe: str = ""


def set_up_organisation(slug: str, details: OrganisationDetails) -> Organisation:
    """Create an organisation, as the system, since nobody belongs to it yet. Raises SettingRefused."""
    problems = _problems_of_organisation(details)
    problems |= rules.only_problems({"slug": rules.slug_problem(slug)})
    if Organisation.objects.filter(slug=slug).exists():
        problems["slug"] = _("Another organisation here has this short name. Choose another.")
    refuse(problems)
    with transaction.atomic():
        organisation = Organisation.objects.create(
            slug=slug, **_columns(details), policy_version=fresh_version()
        )
        by = Actor.system(organisation.pk, "set-up")
        audit.record(
            by, "organisation.set_up", "organisation", [organisation.pk], fields=_safe(_columns(details))
        )
    return organisation


def change_organisation(details: OrganisationDetails, *, by: Actor) -> None:
    """Change the organisation's details. Raises SettingRefused, NotAllowed."""
    by.require(permissions.CHANGE_ORGANISATION)
    refuse(_problems_of_organisation(details))
    with transaction.atomic():
        mine = Organisation.objects.filter(pk=by.organisation_id)
        wanted = _columns(details)
        before = mine.select_for_update().values(*wanted).get()
        changed = {name: value for name, value in wanted.items() if before[name] != value}
        if changed:
            mine.update(**changed, policy_version=fresh_version())
            audit.record(
                by, "organisation.changed", "organisation", [by.organisation_id], fields=_safe(changed)
            )


def _columns(details: OrganisationDetails) -> dict[str, str]:
    return {
        "name": details.name.strip(),
        "time_zone": details.time_zone,
        "language": details.language,
        "policy_pack": details.policy_pack,
        "code_scheme": details.code_scheme,
        "code_recipe": details.code_recipe,
    }


def _problems_of_organisation(details: OrganisationDetails) -> dict[str, str]:
    unknown_pack = bool(details.policy_pack) and details.policy_pack not in packs()
    unknown_scheme = details.code_scheme not in CodeScheme.values
    return rules.only_problems(
        {
            "name": rules.name_problem(details.name, longest=200),
            "time_zone": rules.time_zone_problem(details.time_zone),
            "language": rules.language_problem(details.language),
            "policy_pack": _("Choose one of the places listed.") if unknown_pack else "",
            "code_scheme": _("Choose one of the answers listed.") if unknown_scheme else "",
        }
    )


def _safe(columns: Mapping[str, str]) -> dict[str, audit.Value]:
    return {name: (True if name == "name" else value) for name, value in columns.items()}
