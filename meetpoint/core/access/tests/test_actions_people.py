"""Inviting, changing, letting in again and ending people: who may do it to whom."""

from dataclasses import replace

import pytest

from meetpoint.core.access import links, queries
from meetpoint.core.access.actions import people
from meetpoint.core.access.errors import LastAdministrator, LinkOver
from meetpoint.core.access.models import (
    Account,
    LinkPurpose,
    OneTimeLink,
    RoleName,
    StaffMember,
    TimeCode,
)
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.conftest import App
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def last_entry(organisation_id: int) -> AuditEntry:
    return AuditEntry.objects.of(organisation_id).latest("seq")


@pytest.fixture
def mia(org, site) -> Actor:  # type: ignore[no-untyped-def]
    """A manager who reaches one site only."""
    account = Account.objects.create(email="mia@harbor-light.example")
    member = StaffMember.objects.of(org.pk).create(
        organisation=org, account=account, display_name="Mia", role=RoleName.MANAGER
    )
    member.sites.set([site])
    permissions = registry().role_permissions["manager"]
    return Actor(
        organisation_id=org.pk, staff_id=member.pk, permissions=permissions, site_ids=frozenset({site.pk})
    )


def test_invited_people_have_not_joined_and_are_audited_without_their_email(dee, org) -> None:
    member, path = people.invite(" Eva@Example.org ", "Eva", "worker", all_sites=True, by=dee)
    assert (member.account.email, member.joined_at, member.role) == ("eva@example.org", None, "worker")
    assert links.find(path.rpartition("/")[2]).member == member
    entry = last_entry(org.pk)
    assert (entry.action, entry.fields) == ("access.invited", '{"role":"worker"}')
    assert "eva" not in (entry.fields + entry.subjects).lower()


def test_invite_needs_the_permission(ana, ben) -> None:
    for actor in (ana, ben):
        with pytest.raises(NotAllowed):
            people.invite("eva@example.org", "Eva", "worker", all_sites=True, by=actor)


def test_nobody_gives_more_than_they_hold(mia, site, van) -> None:
    people.invite("eva@example.org", "Eva", "worker", sites=[site], by=mia)
    for role, all_sites, sites in (
        ("administrator", False, [site]),
        ("worker", True, []),
        ("worker", False, [site, van]),
    ):
        with pytest.raises(NotAllowed):
            people.invite("fay@example.org", "Fay", role, all_sites=all_sites, sites=sites, by=mia)
    assert not Account.objects.filter(email="fay@example.org").exists()


def test_a_manager_never_holds_more_than_their_role_here(dee, mia, org, site) -> None:
    weaker = replace(mia, permissions=mia.permissions - {"access:session:revoke"})
    with pytest.raises(NotAllowed):
        people.invite("eva@example.org", "Eva", "manager", sites=[site], by=weaker)


def test_a_site_of_another_organisation_cannot_be_given(dee, other_site) -> None:
    with pytest.raises(NotFound):
        people.invite("eva@example.org", "Eva", "worker", sites=[other_site], by=dee)


@pytest.mark.parametrize(
    ("email", "role", "field"), [("nobody", "worker", "email"), ("eva@example.org", "emperor", "role")]
)
def test_a_wrong_field_is_named(dee, email: str, role: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        people.invite(email, "Eva", role, all_sites=True, by=dee)
    assert set(refused.value.fields) == {field}


def test_someone_here_is_not_invited_twice_but_may_come_back(dee, ana_member, site) -> None:
    with pytest.raises(Conflict):
        people.invite(ana_member.account.email, "Ana", "worker", all_sites=True, by=dee)
    people.end_membership(ana_member, by=dee)
    again, _path = people.invite(ana_member.account.email, "Ana", "read_only", sites=[site], by=dee)
    assert (again.pk, again.ended_at, again.joined_at, again.all_sites) == (ana_member.pk, None, None, False)
    assert list(again.sites.all()) == [site]


def test_an_account_of_another_organisation_joins_as_itself(dee, cai_member) -> None:
    member, path = people.invite(cai_member.account.email, "Cai", "worker", all_sites=True, by=dee)
    assert member.account == cai_member.account
    cai_member.account.password = "something"
    cai_member.account.save()
    assert not links.sets_passphrase(links.find(path.rpartition("/")[2]))


def test_change_of_sites_keeps_the_sessions_and_change_of_role_ends_them(dee, ana_member, site, van) -> None:
    token = sessions.open_session(ana_member, device="")
    people.change_member(ana_member, "Ana", "worker", all_sites=False, sites=[van], by=dee)
    assert sessions.read(token).actor.site_ids == {van.pk}
    people.change_member(ana_member, "Ana", "manager", all_sites=True, by=dee)
    assert sessions.read(token) is None
    assert list(ana_member.sites.all()) == []


def test_change_is_refused_beyond_ones_own_reach(mia, ana_member, dee_member, site, cai_member) -> None:
    for member in (dee_member, ana_member):
        with pytest.raises(NotAllowed):
            people.change_member(member, "X", "worker", all_sites=False, sites=[site], by=mia)
    ana_member.all_sites = False
    ana_member.save()
    ana_member.sites.set([site])
    people.change_member(ana_member, "Ana", "read_only", all_sites=False, sites=[site], by=mia)
    with pytest.raises(NotAllowed):
        people.change_member(ana_member, "Ana", "read_only", all_sites=True, by=mia)
    with pytest.raises(NotFound):
        people.change_member(cai_member, "Cai", "worker", all_sites=False, sites=[site], by=mia)
    own = StaffMember.objects.of(mia).get(pk=mia.staff_id)
    with pytest.raises(NotAllowed):
        people.change_member(own, "Mia", "worker", all_sites=False, sites=[site], by=mia)


def test_the_last_administrator_stays(dee_member, org) -> None:
    system = Actor.system(org.pk, "test")
    with pytest.raises(LastAdministrator):
        people.change_member(dee_member, "Dee", "worker", all_sites=True, by=system)
    with pytest.raises(LastAdministrator):
        people.end_membership(dee_member, by=system)
    people.invite("eva@example.org", "Eva", "administrator", all_sites=True, by=system)
    with pytest.raises(LastAdministrator):
        people.end_membership(dee_member, by=system)
    StaffMember.objects.of(org.pk).filter(joined_at=None).update(joined_at="2026-01-01T00:00Z")
    with pytest.raises(LastAdministrator):
        people.end_membership(dee_member, by=system)  # Eva has nothing to sign in with yet
    Account.objects.filter(email="eva@example.org").update(password="a hash")
    people.change_member(dee_member, "Dee", "administrator", all_sites=True, by=system)
    people.end_membership(dee_member, by=system)
    assert queries.active_administrators(org.pk).count() == 1


def test_ending_closes_sessions_and_links_at_once(dee, ana_member) -> None:
    token = sessions.open_session(ana_member, device="")
    path = links.one_time_link(ana_member)
    people.end_membership(ana_member, by=dee)
    assert sessions.read(token) is None
    with pytest.raises(LinkOver):
        links.find(path.rpartition("/")[2])


def test_a_new_invitation_stops_the_old_one(dee, ana_member) -> None:
    with pytest.raises(Conflict):
        people.invite_again(ana_member, by=dee)
    member, first = people.invite("eva@example.org", "Eva", "worker", all_sites=True, by=dee)
    second = people.invite_again(member, by=dee)
    with pytest.raises(LinkOver):
        links.find(first.rpartition("/")[2])
    assert links.find(second.rpartition("/")[2]).purpose == LinkPurpose.JOIN


def test_reset_and_factor_are_for_administrators_and_unshared_accounts(
    dee, mia, ana_member, other_org
) -> None:
    App(ana_member.account)
    with pytest.raises(NotAllowed):
        people.make_reset_link(ana_member, by=mia)
    path = people.make_reset_link(ana_member, by=dee)
    assert links.find(path.rpartition("/")[2]).purpose == LinkPurpose.RESET
    token = sessions.open_session(ana_member, device="")
    people.remove_factor(ana_member, by=dee)
    assert not TimeCode.objects.exists()
    assert sessions.read(token) is None
    StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_member.account, display_name="Ana", role="worker"
    )
    for action in (people.make_reset_link, people.remove_factor):
        with pytest.raises(DomainError):
            action(ana_member, by=dee)
    people.end_membership(ana_member, by=dee)
    with pytest.raises(NotFound):
        people.make_reset_link(ana_member, by=dee)


def test_second_factor_of_somebody_who_has_not_joined_is_not_told(dee, cai_member) -> None:
    App(cai_member.account)
    member, _path = people.invite(cai_member.account.email, "Cai", "worker", all_sites=True, by=dee)
    assert queries.members(dee).get(pk=member.pk).has_app is False
    StaffMember.objects.of(dee).filter(pk=member.pk).update(joined_at="2026-01-01T00:00Z")
    assert queries.members(dee).get(pk=member.pk).has_app is True


def test_end_sessions_counts_only_this_organisation(dee, ana_member, other_org) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_member.account, display_name="Ana", role="worker"
    )
    elsewhere = sessions.open_session(there, device="")
    sessions.open_session(ana_member, device="")
    sessions.open_session(ana_member, device="")
    assert people.end_sessions(ana_member, by=dee) == 2
    assert sessions.read(elsewhere) is not None
    assert last_entry(ana_member.organisation_id).fields == '{"count":2}'


def test_links_hold_only_a_hash_and_run_out(dee, ana_member, monkeypatch) -> None:
    token = links.one_time_link(ana_member).rpartition("/")[2]
    held = OneTimeLink.objects.of(dee).get()
    assert token not in held.token_hash
    later = held.expires_at
    monkeypatch.setattr(links.clock, "now", lambda: later)
    with pytest.raises(LinkOver):
        links.find(token)


def test_a_stopped_account_has_no_links(ana_member) -> None:
    token = links.one_time_link(ana_member).rpartition("/")[2]
    Account.objects.update(is_active=False)
    with pytest.raises(LinkOver):
        links.find(token)
