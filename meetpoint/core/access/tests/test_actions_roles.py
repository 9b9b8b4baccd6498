"""What an organisation changes about its roles: a right taken away stays away."""

import pytest

from meetpoint.core.access import rules
from meetpoint.core.access.actions import roles
from meetpoint.core.access.models import RolePermission
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.proof.factors import is_factor_required
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.modules.registry import registry
from meetpoint.lib.errors import DomainError, NotAllowed

pytestmark = pytest.mark.django_db
SHELL = "web:shell:use"
VIEW = "access:staff:view"
OWN = "access:own:manage"


def permissions(member) -> frozenset[str]:  # type: ignore[no-untyped-def]
    return sessions.read(sessions.open_session(member, device="")).actor.permissions


def test_a_right_taken_away_is_gone_at_once(dee, ana_member, cai_member) -> None:
    assert SHELL in permissions(ana_member)
    roles.change_role("worker", {SHELL: False, VIEW: True}, by=dee)
    assert SHELL not in permissions(ana_member)
    assert VIEW in permissions(ana_member)
    assert SHELL in permissions(cai_member)


def test_deny_wins_over_whatever_grants() -> None:
    assert SHELL in registry().role_permissions["worker"]
    for overrides in (f"+{SHELL},-{SHELL}", f"-{SHELL},+{SHELL}", f"-{SHELL}"):
        assert SHELL not in rules.permissions_of("worker", overrides)


def test_unknown_rights_grant_nothing_and_fixed_ones_stay() -> None:
    held = rules.permissions_of("worker", f"+made:up:right,-{OWN}")
    assert "made:up:right" not in held
    assert OWN in held
    assert "*" not in rules.permissions_of("worker", "+*")


def test_an_administrator_keeps_everything() -> None:
    assert rules.permissions_of("administrator", f"-{SHELL}") == frozenset(registry().permissions)


def test_only_differences_are_kept_and_audited(dee, org) -> None:
    roles.change_role("worker", {SHELL: True, VIEW: False}, by=dee)
    assert not RolePermission.objects.of(org.pk).exists()
    assert not AuditEntry.objects.of(org.pk).exists()
    roles.change_role("worker", {VIEW: True}, by=dee)
    roles.change_role("worker", {VIEW: True}, by=dee)
    assert RolePermission.objects.of(org.pk).count() == 1
    roles.change_role("worker", {VIEW: False}, by=dee)
    assert not RolePermission.objects.of(org.pk).exists()
    assert AuditEntry.objects.of(org.pk).filter(action="access.role_changed").count() == 2


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("administrator", {SHELL: False}),
        ("emperor", {}),
        ("worker", {"made:up:right": True}),
        ("worker", {OWN: False}),
    ],
)
def test_what_cannot_be_changed_is_refused(dee, role: str, wanted: dict[str, bool]) -> None:
    with pytest.raises(DomainError):
        roles.change_role(role, wanted, by=dee)


def test_roles_and_policy_are_for_administrators(ana, ben, org) -> None:
    for actor in (ana, ben):
        with pytest.raises(NotAllowed):
            roles.change_role("worker", {VIEW: True}, by=actor)
        with pytest.raises(NotAllowed):
            roles.set_sign_in_policy(second_factor_required=False, by=actor)
    assert is_factor_required(org.pk)


def test_the_policy_holds_for_one_organisation(dee, org, other_org) -> None:
    roles.set_sign_in_policy(second_factor_required=False, by=dee)
    assert not is_factor_required(org.pk)
    assert is_factor_required(other_org.pk)
