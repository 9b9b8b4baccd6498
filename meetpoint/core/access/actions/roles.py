"""What an organisation changes about its roles and about signing in."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access.models import RoleName, RolePermission, SignInPolicy
from meetpoint.core.access.permissions import FIXED, POLICY, ROLES
from meetpoint.core.audit.actions import Value, record
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
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
