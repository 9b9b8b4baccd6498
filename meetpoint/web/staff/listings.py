"""The list of people who work here."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, SearchFilter, Sort, Status

STATES = (("here", _("Works here")), ("invited", _("Invited")), ("ended", _("Ended")))


def state_of(member: StaffMember) -> Status:
    """Return whether somebody works here, is invited, or has left."""
    if member.ended_at is not None:
        return Status("note", gettext("Ended"))
    if member.joined_at is None:
        return Status("soon", gettext("Invited"))
    return Status("ok", gettext("Works here"))


def said_sites(member: StaffMember) -> str:
    """Return the sites that somebody reaches, in words."""
    if member.all_sites:
        return gettext("All sites")
    return ", ".join(site.name for site in member.sites.all()) or gettext("No site")


def said_factor(member: Any) -> str:
    """Return what somebody has beside a passphrase, in words."""
    if member.has_passkey:
        return gettext("Passkey and app") if member.has_app else gettext("Passkey")
    return gettext("App") if member.has_app else gettext("None")


def _by_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    if state == "ended":
        return rows.filter(ended_at__isnull=False)
    return rows.filter(ended_at=None, joined_at__isnull=state == "invited")


def _roles(_actor: object) -> Sequence[tuple[str, str]]:
    return [(role.value, str(role.label)) for role in RoleName]


PEOPLE = Listing(
    slug="staff",
    caption=_("People and roles"),
    columns=(
        Column(name="name", label=_("Name"), value=lambda member: member.display_name),
        Column(name="role", label=_("Role"), value=lambda member: member.get_role_display()),
        Column(name="sites", label=_("Sites"), value=said_sites),
        Column(
            name="factor",
            label=_("Second factor"),
            value=said_factor,
            hide_on_phone=True,
        ),
        Column(name="state", label=_("State"), value=state_of),
    ),
    sorts=(
        Sort(name="name", label=_("Name"), field="display_name"),
        Sort(name="role", label=_("Role"), field="role"),
    ),
    filters=(
        SearchFilter(label=_("Search"), lookups=("display_name__icontains", "account__email__icontains")),
        ChoiceFilter(name="role", label=_("Role"), choices=_roles),
        ChoiceFilter(name="state", label=_("State"), choices=STATES, apply=_by_state),
    ),
    url=lambda member: reverse("web:staff:person", args=[member.pk]),
    empty_icon="people",
    empty_title=_("Nobody works here yet"),
    empty_text=_("Invite the first person. You get a link to pass on."),
)
