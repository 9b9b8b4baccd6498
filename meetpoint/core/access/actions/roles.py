"""What an organisation changes about its roles and about signing in."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.models import PasskeyRule, RoleName, RolePermission, SignInPolicy
from meetpoint.core.access.permissions import FIXED, POLICY, ROLES
from meetpoint.core.audit.actions import Value, record
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError


def change_role(role: str, wanted: Mapping[str, bool], *, by: Actor) -> None:
    """Say for each named permission whether a role holds it; the others stay as they are.

    Only differences from the role's usual permissions are kept, so that new services bring their own
    defaults. Raises DomainError for the administrator's role, for an unknown role, and for a permission
    that is unknown or fixed.
    """
    by.require(ROLES.name)
    if role == RoleName.ADMINISTRATOR or role not in RoleName.values:
        raise DomainError(_("An administrator always holds every permission."))
    if not set(wanted) <= set(registry().permissions) - FIXED:
        raise DomainError(_("This permission cannot be changed."))
    usual = registry().role_permissions[role]
    with transaction.atomic():
        for permission, granted in sorted(wanted.items()):
            _keep_difference(by, role, permission, granted=granted, usual=permission in usual)


def set_sign_in_policy(*, second_factor_required: bool, by: Actor) -> None:
    """Say whether everyone who works here must have a second factor."""
    by.require(POLICY.name)
    with transaction.atomic():
        SignInPolicy.objects.of(by).update_or_create(
            organisation_id=by.organisation_id, defaults={"second_factor_required": second_factor_required}
        )
        fields = {"second_factor_required": second_factor_required}
        record(by, "access.policy_changed", "organisations.organisation", [by.organisation_id], fields=fields)


def require_passkeys(roles: Collection[str], starts_on: date, *, by: Actor) -> None:
    """Say which roles must sign in with a passkey from a day on; the other roles may choose.

    A role whose day has come keeps it. Raises DomainError naming `passkey_roles`, or `passkeys_from` for a
    day that is not to come: nobody's way in closes at once.
    """
    by.require(POLICY.name)
    if not set(roles) <= set(RoleName.values):
        problem = _("Choose one of the roles listed.")
        raise DomainError(problem, fields={"passkey_roles": problem})
    today = clock.now().date()
    with transaction.atomic():
        held = {rule.role: rule.starts_on for rule in PasskeyRule.objects.of(by).select_for_update()}
        begun = {role: day for role, day in held.items() if role in roles and day <= today}
        wanted = {role: starts_on for role in roles} | begun
        if wanted == held:
            return
        if starts_on <= today and set(wanted) != set(begun):
            problem = _("Choose a day to come, so that people have time to add a passkey.")
            raise DomainError(problem, fields={"passkeys_from": problem})
        PasskeyRule.objects.of(by).delete()
        for role, day in wanted.items():
            PasskeyRule.objects.of(by).create(organisation_id=by.organisation_id, role=role, starts_on=day)
        fields: dict[str, Value] = {role: day.isoformat() for role, day in wanted.items()}
        record(
            by, "access.passkeys_required", "organisations.organisation", [by.organisation_id], fields=fields
        )


def _keep_difference(by: Actor, role: str, permission: str, *, granted: bool, usual: bool) -> None:
    held = RolePermission.objects.of(by).filter(role=role, permission=permission).first()
    if granted == (held.granted if held else usual):
        return
    RolePermission.objects.of(by).filter(role=role, permission=permission).delete()
    if granted != usual:
        RolePermission.objects.of(by).create(
            organisation_id=by.organisation_id, role=role, permission=permission, granted=granted
        )
    fields: dict[str, Value] = {"role": role, "permission": permission, "granted": granted}
    record(by, "access.role_changed", "organisations.organisation", [by.organisation_id], fields=fields)
