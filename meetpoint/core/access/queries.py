"""Reading who works here, their sessions and what roles may do."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetpoint.core.access import rules
from meetpoint.core.access.models import (
    Account,
    OneTimeLink,
    Passkey,
    PasskeyRule,
    RoleName,
    RolePermission,
    StaffMember,
    StaffSession,
    TimeCode,
)
from meetpoint.core.access.proof import sessions
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.prepared import Prepared
from meetpoint.core.tenancy.slots import Slot
from meetpoint.lib import clock
from meetpoint.lib.remembering import once_a_page


def overrides_of(organisation_id: int) -> dict[str, dict[str, bool]]:
    """Return an organisation's changes: role → permission → granted."""
    changes: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in RolePermission.objects.of(organisation_id):
        changes[row.role][row.permission] = row.granted
    return changes


def permissions_by_role(organisation_id: int) -> dict[str, frozenset[str]]:
    """Return what each role may do in an organisation."""
    changes = overrides_of(organisation_id)
    return {
        role.value: rules.permissions_of(role.value, rules.overrides_text(changes[role.value]))
        for role in RoleName
    }


def passkey_rules(organisation_id: int) -> dict[str, date]:
    """Return the roles that must sign in with a passkey, each with the day from which."""
    return {rule.role: rule.starts_on for rule in PasskeyRule.objects.of(organisation_id)}


def reach_of(member: StaffMember) -> rules.Reach:
    """Return what a membership gives."""
    sites = None if member.all_sites else frozenset(member.sites.values_list("pk", flat=True))
    return rules.Reach(permissions=permissions_by_role(member.organisation_id)[member.role], site_ids=sites)


def members(actor: Actor) -> QuerySet[StaffMember]:
    """The organisation's people, with their account, and whether they have an app and a passkey.

    Of somebody who has not joined, `has_app` and `has_passkey` are False: their account is no business of
    this organisation.
    """
    app = TimeCode.objects.filter(account=OuterRef("account"))
    passkey = Passkey.objects.filter(account=OuterRef("account"))
    return (
        StaffMember.objects.of(actor)
        .select_related("account")
        .prefetch_related("sites")
        .annotate(
            has_app=Q(joined_at__isnull=False) & Exists(app),
            has_passkey=Q(joined_at__isnull=False) & Exists(passkey),
        )
    )


def _names(owner: Slot, _reach: Slot | None) -> QuerySet[StaffMember, Any]:
    return StaffMember.objects.of(owner).order_by("display_name").values_list("id", "display_name")


NAMES = Prepared[tuple[int, str]](_names)


@once_a_page
def staff_names(by: Actor) -> dict[int, str]:
    """Return the names of everybody who works or worked here by their id, in the order of the names."""
    return dict(NAMES.fetch(by))


def memberships(account: Account) -> QuerySet[StaffMember]:
    """The places where an account works now, in every organisation, by the organisation's name."""
    return (
        StaffMember.objects.unscoped("a person's own memberships, while they sign in")
        .filter(account=account, ended_at=None, joined_at__isnull=False)
        .select_related("organisation", "account")
        .order_by("organisation__name")
    )


def works_elsewhere(member: StaffMember) -> bool:
    """Tell whether the account of a membership also works for another organisation."""
    return memberships(member.account).exclude(pk=member.pk).exists()


def active_administrators(organisation_id: int) -> QuerySet[StaffMember]:
    """The people who can sign in and administer an organisation now.

    Those who have not joined yet do not count, nor those whose account has nothing to sign in with.
    """
    joined = StaffMember.objects.of(organisation_id).filter(
        role=RoleName.ADMINISTRATOR, ended_at=None, joined_at__isnull=False, account__is_active=True
    )
    passkey = Passkey.objects.filter(account=OuterRef("account"))
    return joined.filter(~Q(account__password="") | Exists(passkey))


def living_sessions(found: QuerySet[StaffSession]) -> QuerySet[StaffSession]:
    """Those of some sessions that are neither idle nor too old, the last used first."""
    now = clock.now()
    return (
        found.filter(last_seen_at__gt=now - sessions.IDLE, created_at__gt=now - sessions.ABSOLUTE)
        .select_related("organisation", "member")
        .order_by("-last_seen_at")
    )


def sessions_of(member: StaffMember) -> QuerySet[StaffSession]:
    """The living sessions of one membership."""
    return living_sessions(StaffSession.objects.of(member.organisation_id).filter(member=member))


def links_of(actor: Actor, member_ids: Iterable[int]) -> dict[int, OneTimeLink]:
    """Return the links that still work, by member."""
    links = OneTimeLink.objects.of(actor).filter(member_id__in=list(member_ids), expires_at__gt=clock.now())
    return {link.member_id: link for link in links}
