"""One's own passkeys and app: adding, naming, removing, and what cannot be taken away."""

from datetime import UTC, datetime, timedelta

import pytest

from meetpoint.core.access.actions import passkeys, people, roles, sign_in
from meetpoint.core.access.actions.joining import choose_passphrase
from meetpoint.core.access.actions.server import let_in
from meetpoint.core.access.errors import LastAdministrator, LastWay, NotProved
from meetpoint.core.access.models import (
    Account,
    Passkey,
    PasskeyRule,
    RecoveryCode,
    RoleName,
    SignInPolicy,
    StaffMember,
)
from meetpoint.core.access.notices import passkey_wanted
from meetpoint.core.access.proof import factors, sessions, time_codes
from meetpoint.core.access.proof.challenges import Purpose
from meetpoint.core.access.tests.authenticator import (
    Authenticator,
    answer,
    asked,
    asked_to_make,
    passkey_of,
)
from meetpoint.core.access.tests.conftest import OTHER_PASSPHRASE, App, give_passphrase
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotAllowed, NotFound

pytestmark = pytest.mark.django_db

TODAY = clock.now().date()


def last_action(organisation_id: int) -> str:
    return AuditEntry.objects.of(organisation_id).latest("seq").action


def require(member: StaffMember, *, days: int = -1) -> PasskeyRule:
    day = TODAY + timedelta(days=days)
    return PasskeyRule.objects.of(member.organisation_id).create(
        organisation_id=member.organisation_id, role=member.role, starts_on=day
    )


def add(staff: sessions.SignedIn, account: Account, device: Authenticator | None = None):  # type: ignore[no-untyped-def]
    text = (device or Authenticator()).make(asked_to_make(account))
    return passkeys.add_passkey(staff, answer(text), " Phone ", by=staff.actor)


def test_a_passkey_is_added_signs_in_and_ends_the_other_sessions(
    ana_account, ana_member, signed_in, here
) -> None:
    other = sessions.open_session(ana_member, device="")
    staff, device = signed_in(ana_member), Authenticator()
    token, codes = add(staff, ana_account, device)
    assert len(codes) == 10
    assert sessions.read(other) is None
    assert sessions.read(token) is not None
    assert Passkey.objects.get().name == "Phone"
    assert last_action(ana_member.organisation_id) == "access.passkey_added"
    found = sign_in.prove_passkey(answer(device.get(asked(Purpose.SIGN_IN))), Purpose.SIGN_IN, origin=here)
    assert found == ana_account


def test_a_second_passkey_keeps_the_recovery_codes(ana_account, ana_member, signed_in) -> None:
    add(signed_in(ana_member), ana_account)
    kept = set(RecoveryCode.objects.values_list("pk", flat=True))
    _token, codes = add(signed_in(ana_member), ana_account)
    assert codes == []
    assert set(RecoveryCode.objects.values_list("pk", flat=True)) == kept


def test_a_passkey_that_is_known_is_not_added_again(ana_account, ana_member, signed_in) -> None:
    device = Authenticator()
    add(signed_in(ana_member), ana_account, device)
    with pytest.raises(Conflict):
        add(signed_in(ana_member), ana_account, device)


def test_there_is_an_end_to_how_many(ana_account, ana_member, signed_in, monkeypatch) -> None:
    monkeypatch.setattr(passkeys, "MOST", 1)
    add(signed_in(ana_member), ana_account)
    with pytest.raises(Conflict):
        add(signed_in(ana_member), ana_account)


def test_only_ones_own_passkeys_are_named_and_removed(ana_member, ben_member, signed_in) -> None:
    bens = passkey_of(ben_member.account)
    mine = passkey_of(ana_member.account)
    staff = signed_in(ana_member)
    with pytest.raises(NotFound):
        passkeys.rename_passkey(staff, bens.pk, "Mine now", by=staff.actor)
    with pytest.raises(NotFound):
        passkeys.remove_passkey(staff, bens.pk, by=staff.actor)
    passkeys.rename_passkey(staff, mine.pk, " Blue key ", by=staff.actor)
    mine.refresh_from_db()
    assert mine.name == "Blue key"
    assert last_action(ana_member.organisation_id) == "access.passkey_renamed"


def test_a_passkey_is_removed_where_an_app_stays(ana_member, signed_in, here) -> None:
    app, device = App(ana_member.account), Authenticator()
    time_codes.new_recovery_codes(ana_member.account)
    held = passkey_of(ana_member.account, device)
    other = sessions.open_session(ana_member, device="")
    staff = signed_in(ana_member)
    assert sessions.read(passkeys.remove_passkey(staff, held.pk, by=staff.actor)) is not None
    assert sessions.read(other) is None
    assert RecoveryCode.objects.count() == 10
    with pytest.raises(NotProved):
        sign_in.prove_passkey(answer(device.get(asked(Purpose.SIGN_IN))), Purpose.SIGN_IN, origin=here)
    sign_in.prove_code(ana_member.account, app.code(), origin=here)


def test_the_app_is_removed_where_a_passkey_stays(ana_member, signed_in) -> None:
    App(ana_member.account)
    passkey_of(ana_member.account)
    staff = signed_in(ana_member)
    token = passkeys.remove_app(staff, by=staff.actor)
    assert sessions.read(token) is not None
    assert not factors.has_app(ana_member.account)
    with pytest.raises(Conflict):
        passkeys.remove_app(staff, by=staff.actor)


def test_the_only_factor_stays_where_one_is_required(ana_member, signed_in) -> None:
    held = passkey_of(ana_member.account)
    staff = signed_in(ana_member)
    with pytest.raises(LastWay):
        passkeys.remove_passkey(staff, held.pk, by=staff.actor)
    Passkey.objects.all().delete()
    App(ana_member.account)
    with pytest.raises(LastWay):
        passkeys.remove_app(staff, by=staff.actor)
    assert factors.has_app(ana_member.account)


def test_the_only_factor_goes_with_its_recovery_codes_where_none_is_required(
    ana_member, relaxed, signed_in
) -> None:
    held = passkey_of(ana_member.account)
    time_codes.new_recovery_codes(ana_member.account)
    staff = signed_in(ana_member)
    passkeys.remove_passkey(staff, held.pk, by=staff.actor)
    assert not RecoveryCode.objects.exists()


def test_the_last_administrator_keeps_the_only_factor(dee_member, relaxed, signed_in, org) -> None:
    give_passphrase(dee_member)
    held = passkey_of(dee_member.account)
    staff = signed_in(dee_member)
    with pytest.raises(LastWay) as refused:
        passkeys.remove_passkey(staff, held.pk, by=staff.actor)
    assert "Add another way first" in refused.value.message
    eva = Account.objects.create(email="eva@harbor-light.example", password="a hash")
    StaffMember.objects.of(org.pk).create(
        organisation=org, account=eva, display_name="Eva", role=RoleName.ADMINISTRATOR
    )
    passkeys.remove_passkey(staff, held.pk, by=staff.actor)


def test_a_required_passkey_stays_though_there_is_an_app(ana_member, relaxed, signed_in) -> None:
    held = passkey_of(ana_member.account)
    App(ana_member.account)
    require(ana_member)
    staff = signed_in(ana_member)
    with pytest.raises(LastWay):
        passkeys.remove_passkey(staff, held.pk, by=staff.actor)


def test_another_organisations_rule_counts_for_the_same_account(
    ana_member, relaxed, signed_in, other_org
) -> None:
    held = passkey_of(ana_member.account)
    StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_member.account, display_name="Ana", role="worker"
    )
    staff = signed_in(ana_member)
    with pytest.raises(LastWay):
        passkeys.remove_passkey(staff, held.pk, by=staff.actor)


def test_what_one_does_with_passkeys_needs_the_right(ana_member, signed_in) -> None:
    staff = signed_in(ana_member)
    nobody = Actor(organisation_id=staff.organisation_id, staff_id=staff.pk, permissions=frozenset())
    for refused in (
        lambda: passkeys.add_passkey(staff, answer("{}"), "Phone", by=nobody),
        lambda: passkeys.rename_passkey(staff, 1, "Phone", by=nobody),
        lambda: passkeys.remove_passkey(staff, 1, by=nobody),
        lambda: passkeys.remove_app(staff, by=nobody),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_where_a_passkey_is_asked_for_the_app_no_longer_signs_in(ana_member, here) -> None:
    app = App(ana_member.account)
    codes = time_codes.new_recovery_codes(ana_member.account)
    require(ana_member)
    account, device = ana_member.account, Authenticator()
    sign_in.prove_second(account, app.code(), None, origin=here)
    passkey_of(account, device)
    with pytest.raises(NotProved):
        sign_in.prove_second(account, app.code(1), None, origin=here)
    sign_in.prove_second(account, codes[0], None, origin=here)
    text = device.get(asked(Purpose.CODE, str(account.pk)))
    sign_in.prove_second(account, "", answer(text), origin=here)


def test_before_its_day_a_rule_changes_nothing(ana_member, here) -> None:
    app = App(ana_member.account)
    passkey_of(ana_member.account)
    require(ana_member, days=2)
    sign_in.prove_second(ana_member.account, app.code(), None, origin=here)


def test_the_day_of_a_rule_is_that_of_the_organisation(ana_member) -> None:
    PasskeyRule.objects.of(ana_member.organisation_id).create(
        organisation_id=ana_member.organisation_id, role="worker", starts_on="2026-05-02"
    )
    with clock.stand_at(datetime(2026, 5, 2, 3, 0, tzinfo=UTC)):  # 11 p.m. in New York
        assert not factors.is_passkey_due(ana_member)
    with clock.stand_at(datetime(2026, 5, 2, 5, 0, tzinfo=UTC)):
        assert factors.is_passkey_due(ana_member)


def test_passkeys_of_a_domain_that_was_given_up_do_not_count(ana_member, settings) -> None:
    passkey_of(ana_member.account, domain="old.example.org")
    assert factors.has_passkey(ana_member.account)
    settings.PASSKEY_DOMAIN = "meet.example.org"
    assert not factors.has_passkey(ana_member.account)


def test_reset_links_take_a_passkey_for_the_second_step(dee, ana_member, ana_account, here) -> None:
    device = Authenticator()
    passkey_of(ana_account, device)
    token = people.make_reset_link(ana_member, by=dee).rpartition("/")[2]
    text = device.get(asked(Purpose.CODE, str(ana_account.pk)))
    begun = choose_passphrase(token, OTHER_PASSPHRASE, "", origin=here, answer=answer(text))
    assert begun.factor_passed


def test_removing_the_factor_takes_passkeys_too(dee, ana_member) -> None:
    passkey_of(ana_member.account)
    people.remove_factor(ana_member, by=dee)
    assert not Passkey.objects.exists()
    passkey_of(ana_member.account)
    let_in("harbor-light", ana_member.account.email, remove_factor=True)
    assert not Passkey.objects.exists()


def test_a_passkey_confirms_who_one_is(ana_member, ana_account, signed_in, here) -> None:
    device = Authenticator()
    passkey_of(ana_account, device)
    staff = signed_in(ana_member)
    subject = str(staff.session_id)
    token = sign_in.confirm(
        staff, "", origin=here, answer=answer(device.get(asked(Purpose.CONFIRM, subject)))
    )
    assert sessions.read(token).is_fresh()
    for wrong in (asked(Purpose.CONFIRM, "0"), asked(Purpose.SIGN_IN)):
        with pytest.raises(NotProved):
            sign_in.confirm(staff, "", origin=here, answer=answer(device.get(wrong)))


def test_roles_are_told_to_use_passkeys_from_a_day_to_come(dee, ben, org) -> None:
    soon = TODAY + timedelta(days=14)
    with pytest.raises(NotAllowed):
        roles.require_passkeys(["manager"], soon, by=ben)
    with pytest.raises(DomainError) as wrong:
        roles.require_passkeys(["emperor"], soon, by=dee)
    assert set(wrong.value.fields) == {"passkey_roles"}
    with pytest.raises(DomainError) as wrong:
        roles.require_passkeys(["manager"], TODAY, by=dee)
    assert set(wrong.value.fields) == {"passkeys_from"}
    roles.require_passkeys(["manager"], soon, by=dee)
    made = AuditEntry.objects.of(org.pk).latest("seq")
    assert (made.action, made.fields) == ("access.passkeys_required", f'{{"manager":"{soon}"}}')
    roles.require_passkeys(["manager"], soon, by=dee)
    assert AuditEntry.objects.of(org.pk).count() == made.seq


def test_a_role_whose_day_has_come_keeps_it(dee, org) -> None:
    PasskeyRule.objects.of(org.pk).create(organisation=org, role="manager", starts_on=TODAY)
    roles.require_passkeys(["manager"], TODAY, by=dee)
    soon = TODAY + timedelta(days=7)
    roles.require_passkeys(["manager", "worker"], soon, by=dee)
    held = PasskeyRule.objects.of(org.pk)
    assert dict(held.values_list("role", "starts_on")) == {"manager": TODAY, "worker": soon}
    roles.require_passkeys([], TODAY, by=dee)
    assert not PasskeyRule.objects.of(org.pk).exists()


def test_the_board_reminds_whoever_needs_a_passkey_and_nobody_else(ana, ben, ana_member, site) -> None:
    assert list(passkey_wanted(ana, site.pk, TODAY)) == []
    rule = require(ana_member, days=3)
    assert [notice.urgency for notice in passkey_wanted(ana, site.pk, TODAY)] == ["soon"]
    assert [notice.urgency for notice in passkey_wanted(ana, site.pk, rule.starts_on)] == ["now"]
    assert list(passkey_wanted(ben, site.pk, TODAY)) == []
    assert list(passkey_wanted(Actor.system(ana.organisation_id, "test"), site.pk, TODAY)) == []
    passkey_of(ana_member.account)
    assert list(passkey_wanted(ana, site.pk, TODAY)) == []


def test_putting_a_passkey_off_is_audited(ana_member) -> None:
    passkeys.put_off_passkey(ana_member)
    assert last_action(ana_member.organisation_id) == "access.passkey_put_off"


def test_a_stale_page_does_not_take_the_last_administrator_away(dee_member, org) -> None:
    """Opened while Eva was a worker; sent after she had become the only administrator left."""
    system = Actor.system(org.pk, "test")
    eva = StaffMember.objects.of(org.pk).create(
        organisation=org,
        account=Account.objects.create(email="eva@harbor-light.example", password="a hash"),
        display_name="Eva",
        role=RoleName.WORKER,
        all_sites=True,
    )
    stale = StaffMember.objects.of(org.pk).get(pk=eva.pk)
    people.change_member(eva, "Eva", "administrator", all_sites=True, by=system)
    people.end_membership(dee_member, by=system)
    with pytest.raises(LastAdministrator):
        people.change_member(stale, "Eva", "worker", all_sites=True, by=system)
    with pytest.raises(LastAdministrator):
        people.end_membership(stale, by=system)


def test_policy_alone_says_whether_a_factor_is_needed(org) -> None:
    assert factors.is_factor_required(org.pk)
    SignInPolicy.objects.of(org.pk).create(organisation=org, second_factor_required=False)
    assert not factors.is_factor_required(org.pk)
