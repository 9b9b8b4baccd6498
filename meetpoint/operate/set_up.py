"""Founding an organisation: organisation, first site, catalogue and administrator, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from meetpoint.core.access.actions.people import invite
from meetpoint.core.access.models import RoleName
from meetpoint.core.organisations.actions import (
    OrganisationDetails,
    SiteDetails,
    add_site,
    set_up_organisation,
)
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.tenancy.actor import Actor

FIRST_SITE = "main"


@dataclass(frozen=True, kw_only=True)
class Founding:
    """What somebody decides before the first sign-in; all of it can be changed afterwards."""

    slug: str
    organisation: OrganisationDetails
    administrator_email: str
    administrator_name: str
    site_name: str


def found(founding: Founding) -> str:
    """Make it all in one transaction, and return the path of the administrator's one-time link (72 hours).

    Raises DomainError, whose `fields` name what is wrong.
    """
    with transaction.atomic():
        organisation = set_up_organisation(founding.slug, founding.organisation)
        system = Actor.system(organisation.pk, "set-up")
        add_site(SiteDetails(name=founding.site_name, slug=FIRST_SITE), by=system)
        add_starter_items(by=system)
        _, path = invite(
            founding.administrator_email,
            founding.administrator_name,
            RoleName.ADMINISTRATOR,
            by=system,
            all_sites=True,
        )
    return path
