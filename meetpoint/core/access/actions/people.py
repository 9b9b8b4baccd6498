"""Who works here: inviting, changing roles and sites, letting in again, ending."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from meetpoint.core.access import links, queries, rules
from meetpoint.core.access.errors import LastAdministrator
from meetpoint.core.access.models import Account, LinkPurpose, RoleName, StaffMember
from meetpoint.core.access.permissions import CHANGE, INVITE, RESET, REVOKE
from meetpoint.core.access.proof import factors, sessions
from meetpoint.core.audit.actions import Value, record
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound


def invite(
    email: str, name: str, role: str, *, by: Actor, all_sites: bool = False, sites: Collection[Site] = ()
) -> tuple[StaffMember, str]:
    """Add somebody who has not joined yet, and return them with the path of their one-time link (72 hours).

    Raises NotAllowed when the role or the sites hold more than the inviter's own, Conflict naming `email`
    when the person is here already, DomainError naming the field that is wrong.
    """
    by.require(INVITE.name)
    _refuse_more_than_own(by, role, all_sites, sites)
    account = _account_for(email)
    with transaction.atomic():
        member = StaffMember.objects.of(by).select_for_update().filter(account=account).first()
        if member is not None and member.ended_at is None:
            problem = _("This person is already on the list.")
            raise Conflict(problem, fields={"email": problem})
        member = member or StaffMember(organisation_id=by.organisation_id, account=account)
        member.display_name, member.role, member.all_sites = name.strip(), role, all_sites
        member.joined_at, member.ended_at = None, None
        member.save()
        member.sites.set([] if all_sites else sites)
        path = links.one_time_link(member, by=by, purpose=LinkPurpose.JOIN)
        record(by, "access.invited", "access.staffmember", [member.pk], fields={"role": role})
    return member, path


def change_member(
    member: StaffMember, name: str, role: str, *, by: Actor, all_sites: bool, sites: Collection[Site] = ()
) -> None:
    """Change somebody's name, role and sites; a change of role ends their sessions.

    Raises NotAllowed for oneself or for more than the actor's own reach, before or after; LastAdministrator.
    """
    with transaction.atomic():
        _hold(member)
        _require_power_over(member, by, CHANGE.name)
        _refuse_more_than_own(by, role, all_sites, sites)
        was = member.role
        if was == RoleName.ADMINISTRATOR and role != was:
            _refuse_last_administrator(member)
        member.display_name, member.role, member.all_sites = name.strip(), role, all_sites
        member.save(update_fields=["display_name", "role", "all_sites"])
        member.sites.set([] if all_sites else sites)
        if role != was:
            sessions.end_all_of_member(member)
        fields: dict[str, Value] = {
            "role": role,
            "was": was,
            "all_sites": all_sites,
            "sites": 0 if all_sites else len(sites),
        }
        record(by, "access.member_changed", "access.staffmember", [member.pk], fields=fields)


def end_membership(member: StaffMember, *, by: Actor) -> None:
    """End somebody's access at once: sessions, links, and the membership. What they recorded stays.

    Raises NotAllowed for oneself or for somebody who may do more than the actor; LastAdministrator.
    """
    with transaction.atomic():
        _hold(member)
        _require_power_over(member, by, CHANGE.name)
        if member.role == RoleName.ADMINISTRATOR:
            _refuse_last_administrator(member)
        member.ended_at = clock.now()
        member.save(update_fields=["ended_at"])
        links.of_member(member).delete()
        sessions.end_all_of_member(member)
        record(by, "access.member_ended", "access.staffmember", [member.pk])


def invite_again(member: StaffMember, *, by: Actor) -> str:
    """Return the path of a new link for somebody who has not joined yet; the old one stops working."""
    with transaction.atomic():
        _require_power_over(member, by, INVITE.name)
        if member.joined_at is not None:
            raise Conflict(_("This person has joined already."))
        path = links.one_time_link(member, by=by, purpose=LinkPurpose.JOIN)
        record(
            by,
            "access.invited",
            "access.staffmember",
            [member.pk],
            fields={"role": member.role, "again": True},
        )
    return path


def make_reset_link(member: StaffMember, *, by: Actor) -> str:
    """Return the path of a one-time link with which somebody chooses a new passphrase (72 hours).

    The second factor stays. Raises NotAllowed for somebody who may do more, NotFound for somebody who has
    left, DomainError for an account that another organisation also relies on.
    """
    with transaction.atomic():
        _require_power_over(member, by, RESET.name)
        _refuse_shared_account(member)
        path = links.one_time_link(member, by=by, purpose=LinkPurpose.RESET)
        record(by, "access.reset_link_made", "access.staffmember", [member.pk])
    return path


def remove_factor(member: StaffMember, *, by: Actor) -> None:
    """Take a lost app and lost passkeys away, and end the person's sessions; others are set up on the way in.

    Raises as `make_reset_link` does.
    """
    with transaction.atomic():
        _require_power_over(member, by, RESET.name)
        _refuse_shared_account(member)
        factors.remove_all(member.account)
        sessions.end_all_of(member.account_id)
        record(by, "access.factor_removed", "access.staffmember", [member.pk])


def end_sessions(member: StaffMember, *, by: Actor) -> int:
    """End somebody's sessions in this organisation, and return how many there were."""
    with transaction.atomic():
        _require_power_over(member, by, REVOKE.name)
        count = sessions.end_all_of_member(member)
        record(by, "access.session_ended", "access.staffmember", [member.pk], fields={"count": count})
    return count


def _account_for(email: str) -> Account:
    plain = rules.plain_email(email)
    try:
        validate_email(plain)
    except ValidationError:
        problem = _("Write an email address, such as name@example.org.")
        raise DomainError(problem, fields={"email": problem}) from None
    return Account.objects.get_or_create(email=plain)[0]


def _refuse_more_than_own(by: Actor, role: str, all_sites: bool, sites: Collection[Site]) -> None:
    if any(site.organisation_id != by.organisation_id for site in sites):
        raise NotFound(_("This site does not exist."))
    permissions = queries.permissions_by_role(by.organisation_id)
    if role not in permissions:
        problem = _("Choose one of the roles listed.")
        raise DomainError(problem, fields={"role": problem})
    reach = rules.Reach(
        permissions=permissions[role], site_ids=None if all_sites else frozenset(site.pk for site in sites)
    )
    if not rules.is_within(by, reach):
        raise NotAllowed(_("You cannot give a role or sites that go beyond your own."))


def _require_power_over(member: StaffMember, by: Actor, permission: str) -> None:
    by.require(permission)
    if member.organisation_id != by.organisation_id:
        raise NotFound(_("This person does not work here."))
    if rules.is_self(by, member.pk):
        raise NotAllowed(_("Somebody else has to do this for you."))
    if not rules.is_within(by, queries.reach_of(member)):
        raise NotAllowed(_("This person's role or sites go beyond your own. Ask an administrator."))


def _hold(member: StaffMember) -> None:
    """Lock a member and all administrators in one order, and read again what may have changed meanwhile.

    Two administrators who take the role from each other in the same moment then go one after the other, and
    the second finds that nobody else is left.
    """
    rows = StaffMember.objects.of(member.organisation_id).select_for_update()
    among = rows.filter(Q(pk=member.pk) | Q(role=RoleName.ADMINISTRATOR)).order_by("pk")
    list(among.values_list("pk", flat=True))
    member.refresh_from_db(fields=["role", "all_sites", "joined_at", "ended_at"])


def _refuse_last_administrator(member: StaffMember) -> None:
    administrators = queries.active_administrators(member.organisation_id)
    if rules.is_last_administrator(member.pk, [administrator.pk for administrator in administrators]):
        raise LastAdministrator


def _refuse_shared_account(member: StaffMember) -> None:
    if member.ended_at is not None:
        raise NotFound(_("This person does not work here any more."))
    if queries.works_elsewhere(member):
        raise DomainError(
            _("This account can only be reset on the server. Ask whoever runs Meetpoint for you.")
        )
