"""Proving who one is: passphrases, codes that work once, links, and sessions that end."""

import pytest

from meetpoint.core.access import links
from meetpoint.core.access.actions import joining, own_account, people, sign_in
from meetpoint.core.access.actions.server import let_in
from meetpoint.core.access.errors import LinkOver, NotProved
from meetpoint.core.access.models import (
    Account,
    LinkPurpose,
    OneTimeLink,
    RoleName,
    StaffMember,
    StaffSession,
)
from meetpoint.core.access.proof import entry, sessions, time_codes
from meetpoint.core.access.proof.allowances import TooManyTries
from meetpoint.core.access.tests.conftest import OTHER_PASSPHRASE, PASSPHRASE, App, give_passphrase
from meetpoint.core.audit.models import AuditEntry
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def actions_of(organisation_id: int) -> list[str]:
    return list(AuditEntry.objects.of(organisation_id).order_by("seq").values_list("action", flat=True))


def test_the_right_passphrase_gives_the_account(ana_account, here) -> None:
    assert sign_in.prove_passphrase("ANA@harbor-light.example", f" {PASSPHRASE} ", origin=here) == ana_account


@pytest.mark.parametrize("composed", ["ångström otter plum window", "ａｎｇｓｔｒｏｍ otter plum ｗindow"])
def test_a_passphrase_is_the_same_from_every_keyboard(ana_member, here, composed: str) -> None:
    give_passphrase(ana_member, composed)
    decomposed = (
        composed.replace("å", "a\u030a").replace("ö", "o\u0308").replace("ａ", "a").replace("ｗ", "w")
    )
    assert sign_in.prove_passphrase(ana_member.account.email, decomposed, origin=here)


def test_an_account_without_a_passphrase_cannot_sign_in(ana_member, here) -> None:
    for tried in ("", "!", " "):
        with pytest.raises(NotProved):
            sign_in.prove_passphrase(ana_member.account.email, tried, origin=here)


def test_a_stopped_account_cannot_sign_in(ana_account, here) -> None:
    Account.objects.update(is_active=False)
    with pytest.raises(NotProved):
        sign_in.prove_passphrase(ana_account.email, PASSPHRASE, origin=here)


def test_a_failure_is_audited_without_what_was_typed(ana_account, ana_member, here) -> None:
    with pytest.raises(NotProved):
        sign_in.prove_passphrase(ana_account.email, "a wrong passphrase", origin=here)
    entry_made = AuditEntry.objects.of(ana_member.organisation_id).get()
    assert (entry_made.action, entry_made.fields) == ("access.sign_in_failed", '{"kind":"passphrase"}')
    assert entry_made.staff_id is None


def test_success_gives_the_try_back(ana_account, here) -> None:
    for _try in range(12):
        sign_in.prove_passphrase(ana_account.email, PASSPHRASE, origin=here)


def test_failures_elsewhere_do_not_count_here(ana_account, here, elsewhere) -> None:
    for _try in range(5):
        with pytest.raises(NotProved):
            sign_in.prove_passphrase(ana_account.email, "wrong", origin=elsewhere)
    with pytest.raises(TooManyTries):
        sign_in.prove_passphrase(ana_account.email, PASSPHRASE, origin=elsewhere)
    assert sign_in.prove_passphrase(ana_account.email, PASSPHRASE, origin=here)


def test_many_accounts_cannot_be_tried_from_one_network(ana_account, here) -> None:
    for number in range(40):
        with pytest.raises(NotProved):
            sign_in.prove_passphrase(f"nobody{number}@example.org", "wrong", origin=here)
    with pytest.raises(TooManyTries):
        sign_in.prove_passphrase("another@example.org", "wrong", origin=here)


def test_a_code_works_once_also_within_its_half_minute(ana_account, here) -> None:
    app = App(ana_account)
    code = app.code()
    sign_in.prove_code(ana_account, f" {code[:3]} {code[3:]} ", origin=here)
    for replayed in (code, app.code(-1)):
        with pytest.raises(NotProved):
            sign_in.prove_code(ana_account, replayed, origin=here)
    sign_in.prove_code(ana_account, app.code(+1), origin=here)


def test_a_code_from_further_away_is_wrong(ana_account, here) -> None:
    app = App(ana_account)
    for away in (-2, 2):
        with pytest.raises(NotProved):
            sign_in.prove_code(ana_account, app.code(away), origin=here)


def test_codes_cannot_be_tried_without_end(ana_account, here, elsewhere) -> None:
    app = App(ana_account)
    wrong = f"{(int(app.code()) + 7) % 1_000_000:06d}"
    for _try in range(5):
        with pytest.raises(NotProved):
            sign_in.prove_code(ana_account, wrong, origin=here)
    with pytest.raises(TooManyTries):
        sign_in.prove_code(ana_account, app.code(), origin=here)
    sign_in.prove_code(ana_account, app.code(), origin=elsewhere)


def test_an_account_without_an_app_has_no_right_code(ana_account, here) -> None:
    with pytest.raises(NotProved):
        sign_in.prove_code(ana_account, "000000", origin=here)


def test_a_recovery_code_works_once(ana_account, ben_member, here) -> None:
    codes = time_codes.new_recovery_codes(ana_account)
    sign_in.prove_code(ana_account, codes[0].upper(), origin=here)
    for wrong in (codes[0], "aaaa-bbbb-cccc-dddd"):
        with pytest.raises(NotProved):
            sign_in.prove_code(ana_account, wrong, origin=here)
    with pytest.raises(NotProved):
        sign_in.prove_code(ben_member.account, codes[1], origin=here)
    assert ana_account.recovery_codes.count() == 9


def test_entering_and_leaving_are_audited(ana_member, here, signed_in) -> None:
    token = sign_in.enter(ana_member, origin=here)
    staff = sessions.read(token)
    sign_in.leave(staff)
    assert sessions.read(token) is None
    assert actions_of(ana_member.organisation_id) == ["access.signed_in", "access.signed_out"]


def test_confirming_takes_the_code_or_the_passphrase(ana_account, ana_member, here, signed_in) -> None:
    staff = signed_in(ana_member)
    assert sessions.read(sign_in.confirm(staff, PASSPHRASE, origin=here)).is_fresh()
    app = App(ana_account)
    assert sessions.read(sign_in.confirm(staff, app.code(), origin=here)).is_fresh()
    with pytest.raises(NotProved):
        sign_in.confirm(staff, app.code(), origin=here)


def test_confirming_lasts_ten_minutes(ana_account, ana_member, here, signed_in, monkeypatch) -> None:
    staff = sessions.read(sign_in.confirm(signed_in(ana_member), PASSPHRASE, origin=here))
    later = staff.fresh_at + sessions.FRESH
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not staff.is_fresh()


def test_switching_keeps_the_age_of_the_session(ana_member, other_org, signed_in, monkeypatch) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_member.account, display_name="Ana", role=RoleName.WORKER
    )
    staff = signed_in(ana_member)
    switched = sessions.read(sign_in.switch(staff, there))
    assert switched.created_at == staff.created_at
    assert switched.organisation_id == other_org.pk
    assert switched.actor.site_ids == frozenset()


def test_a_new_passphrase_ends_every_other_session_everywhere(
    ana_account, ana_member, other_org, here, signed_in
) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_account, display_name="Ana", role=RoleName.WORKER
    )
    staff = signed_in(ana_member)
    others = [sessions.open_session(member, device="") for member in (ana_member, there)]
    reset = links.one_time_link(there)
    token = own_account.change_passphrase(staff, PASSPHRASE, OTHER_PASSPHRASE, origin=here, by=staff.actor)
    assert [sessions.read(other) for other in others] == [None, None]
    assert sessions.read(token) is not None
    assert StaffSession.objects.of(ana_member.organisation_id).count() == 1
    with pytest.raises(LinkOver):
        links.find(reset.rpartition("/")[2])


def test_the_present_passphrase_is_needed_and_the_new_one_judged(
    ana_account, ana_member, here, signed_in
) -> None:
    staff = signed_in(ana_member)
    with pytest.raises(NotProved):
        own_account.change_passphrase(staff, "wrong", OTHER_PASSPHRASE, origin=here, by=staff.actor)
    with pytest.raises(DomainError) as weak:
        own_account.change_passphrase(staff, PASSPHRASE, "harbor light ana!", origin=here, by=staff.actor)
    assert set(weak.value.fields) == {"new"}


def test_ones_own_sessions_are_ended_one_by_one_or_together(ana_member, ben_member, signed_in) -> None:
    staff, other, bens = signed_in(ana_member), signed_in(ana_member), signed_in(ben_member)
    with pytest.raises(NotFound):
        own_account.end_own_session(staff, bens.session_id, by=staff.actor)
    own_account.end_own_session(staff, other.session_id, by=staff.actor)
    signed_in(ana_member)
    assert own_account.end_other_sessions(staff, by=staff.actor) == 1
    assert StaffSession.objects.of(ana_member.organisation_id).count() == 2


def test_own_account_needs_the_own_permission(ana_member, here, signed_in, ana_account) -> None:
    staff = signed_in(ana_member)
    nobody = sign_in._as_member(ana_member)
    for action in (
        lambda: own_account.end_other_sessions(staff, by=nobody),
        lambda: own_account.renew_recovery_codes(staff, by=nobody),
        lambda: own_account.set_up_factor(staff, "nonce", "000000", by=nobody),
        lambda: own_account.end_own_session(staff, 1, by=nobody),
        lambda: own_account.change_passphrase(staff, PASSPHRASE, OTHER_PASSPHRASE, origin=here, by=nobody),
    ):
        with pytest.raises(NotAllowed):
            action()


def test_joining_with_an_account_needs_its_passphrase_and_every_proof(
    ana_account, other_org, here, org
) -> None:
    invited = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_account, display_name="Ana", role=RoleName.WORKER, joined_at=None
    )
    token = links.one_time_link(invited).rpartition("/")[2]
    with pytest.raises(LinkOver):
        joining.choose_passphrase(token, OTHER_PASSPHRASE, "", origin=here)
    with pytest.raises(NotProved):
        joining.accept_with_passphrase(token, OTHER_PASSPHRASE, origin=here)
    begun = joining.accept_with_passphrase(token, PASSPHRASE, origin=here)
    assert joining.join(begun) == invited
    assert sign_in.queries.memberships(ana_account).count() == 2
    with pytest.raises(LinkOver):
        joining.join(begun)


def invited_to(other_org, account: Account) -> tuple[StaffMember, str]:
    member = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=account, display_name="Ana", role=RoleName.WORKER, joined_at=None
    )
    return member, links.one_time_link(member, purpose=LinkPurpose.JOIN).rpartition("/")[2]


def test_a_reset_link_made_before_ends_when_its_account_joins_elsewhere(
    ana_account, ana_member, other_org, here, dee
) -> None:
    reset = people.make_reset_link(ana_member, by=dee).rpartition("/")[2]
    _invited, token = invited_to(other_org, ana_account)
    joining.join(joining.accept_with_passphrase(token, PASSPHRASE, origin=here))
    assert not OneTimeLink.objects.of(dee).exists()
    with pytest.raises(LinkOver):
        joining.choose_passphrase(reset, OTHER_PASSPHRASE, "", origin=here)
    assert sign_in.prove_passphrase(ana_account.email, PASSPHRASE, origin=here) == ana_account


def test_a_reset_link_of_staff_is_over_for_an_account_that_works_elsewhere(
    ana_account, ana_member, other_org, here, dee
) -> None:
    reset = people.make_reset_link(ana_member, by=dee).rpartition("/")[2]
    there, _token = invited_to(other_org, ana_account)
    assert links.find(reset).member == ana_member, "who has not joined there does not count"
    StaffMember.objects.of(other_org.pk).filter(pk=there.pk).update(joined_at=clock.now())
    with pytest.raises(LinkOver):
        joining.choose_passphrase(reset, OTHER_PASSPHRASE, "", origin=here)
    server = let_in("harbor-light", ana_account.email).rpartition("/")[2]
    assert joining.choose_passphrase(server, OTHER_PASSPHRASE, "", origin=here).account_id == ana_account.pk


def test_a_passphrase_reset_after_it_was_proved_joins_nobody(
    ana_account, ana_member, other_org, here, dee
) -> None:
    reset = people.make_reset_link(ana_member, by=dee).rpartition("/")[2]
    invited, token = invited_to(other_org, ana_account)
    begun = joining.accept_with_passphrase(token, PASSPHRASE, origin=here)
    joining.choose_passphrase(reset, OTHER_PASSPHRASE, "", origin=here)
    with pytest.raises(LinkOver):
        joining.join(begun)
    invited.refresh_from_db()
    assert invited.joined_at is None


def test_a_link_used_meanwhile_joins_nobody(ana_account, other_org, here, dee) -> None:
    invited = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_account, display_name="Ana", role=RoleName.WORKER, joined_at=None
    )
    token = links.one_time_link(invited, purpose=LinkPurpose.JOIN).rpartition("/")[2]
    begun = joining.accept_with_passphrase(token, PASSPHRASE, origin=here)
    invited.ended_at = clock.now()
    invited.save()
    with pytest.raises(LinkOver):
        joining.join(begun)


def test_a_link_is_used_up_by_one_of_two_at_once(ana_member, here) -> None:
    token = links.one_time_link(ana_member).rpartition("/")[2]
    link = links.find(token)
    joining._use_up(link)
    with pytest.raises(LinkOver):
        joining._use_up(link)


def test_joining_keeps_the_language_of_the_page(ana_member, here) -> None:
    ana_member.joined_at = None
    ana_member.save()
    token = links.one_time_link(ana_member).rpartition("/")[2]
    begun = joining.choose_passphrase(token, PASSPHRASE, "", origin=here)
    ana_member.refresh_from_db()
    ana_member.account.refresh_from_db()
    assert ana_member.joined_at is not None
    assert ana_member.account.language == "en"
    assert not begun.factor_passed


def test_joining_again_keeps_a_language_chosen_before(ana_member, here) -> None:
    ana_member.joined_at = None
    ana_member.save()
    Account.objects.update(language="es")
    joining.choose_passphrase(links.one_time_link(ana_member).rpartition("/")[2], PASSPHRASE, "", origin=here)
    assert Account.objects.get(pk=ana_member.account_id).language == "es"


def test_a_reset_with_a_code_counts_as_both_proofs(ana_account, ana_member, here) -> None:
    app = App(ana_account)
    token = links.one_time_link(ana_member).rpartition("/")[2]
    old = sessions.open_session(ana_member, device="")
    begun = joining.choose_passphrase(token, OTHER_PASSPHRASE, app.code(), origin=here)
    assert begun.factor_passed
    assert sessions.read(old) is None
    assert entry.step(begun, ana_account, ana_member) == entry.Step.DONE
