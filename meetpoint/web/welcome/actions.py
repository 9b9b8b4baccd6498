"""Making an organisation ready to work: itself, its first site, its first administrator, its catalogue."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.actions.people import invite
from meetpoint.core.access.models import RoleName
from meetpoint.core.organisations.actions import (
    OrganisationDetails,
    SiteDetails,
    add_site,
    set_up_organisation,
)
from meetpoint.core.organisations.errors import SettingRefused
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict
from meetpoint.web.welcome.setup_code import forget_setup_code

_LOCK = 0x6D656574
"""Any number, the same in every process: the key of PostgreSQL's advisory lock around the first set-up."""


class AlreadySetUp(Conflict):
    """There is an organisation here already."""

    def __init__(self) -> None:
        super().__init__(_("This Meetpoint is set up already. Sign in, or ask its administrator."))


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Everything that a new organisation begins with. Without `site` it begins without one."""

    slug: str
    details: OrganisationDetails
    site: SiteDetails | None
    admin_email: str
    admin_name: str


@dataclass(frozen=True, kw_only=True)
class Welcomed:
    """What was made; `link` is the path where the administrator chooses a passphrase, once, in 72 hours."""

    organisation: Organisation
    link: str


def is_set_up() -> bool:
    """Tell whether there is an organisation."""
    return Organisation.objects.exists()


def welcome_organisation(new: Newcomer, *, another: bool = False) -> Welcomed:
    """Make an organisation with its first site, administrator and starter catalogue, all or nothing.

    Acts as the system; each part writes its own audit entry. Raises AlreadySetUp when there is an
    organisation, unless `another` is asked for on purpose; otherwise what its parts raise.
    """
    with transaction.atomic():
        _one_at_a_time()
        if is_set_up() and not another:
            raise AlreadySetUp
        organisation = set_up_organisation(new.slug, new.details)
        system = Actor.system(organisation.pk, "set-up")
        if new.site is not None:
            _add_first_site(new.site, system)
        add_starter_items(by=system)
        _member, link = invite(
            new.admin_email, new.admin_name, RoleName.ADMINISTRATOR, by=system, all_sites=True
        )
        transaction.on_commit(forget_setup_code)
    return Welcomed(organisation=organisation, link=link)


def _add_first_site(site: SiteDetails, by: Actor) -> None:
    try:
        add_site(site, by=by)
    except SettingRefused as refused:
        raise SettingRefused({f"site_{field}": said for field, said in refused.fields.items()}) from refused


def _one_at_a_time() -> None:
    # On SQLite the transaction itself holds the write lock from its first moment.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
