"""The pages about staff: who opens them, what they change, and that nothing leaks elsewhere."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetpoint.core.access.models import (
    Account,
    RoleName,
    RolePermission,
    SignInPolicy,
    StaffMember,
    StaffSession,
)
from meetpoint.core.access.proof import passphrases, sessions, time_codes
from meetpoint.lib import clock

pytestmark = pytest.mark.django_db
PEOPLE = "/settings/staff/"
PASSPHRASE = "gravel otter plum window"


@pytest.fixture
def dee_browser(sign_in, dee_member) -> Client:
    dee_member.account.password = passphrases.hashed(PASSPHRASE)
    dee_member.account.save()
    return sign_in(None, dee_member)


@pytest.fixture
def stale(dee_member, dee_browser) -> Client:
    hour_ago = clock.now().replace(year=2025)
    StaffSession.objects.of(dee_member.organisation_id).update(fresh_at=hour_ago)
    return dee_browser


def invitation(**changes: object) -> dict[str, object]:
    return {
        "email": "eva@harbor-light.example",
        "name": "Eva",
        "role": "worker",
        "all_sites": "on",
        **changes,
    }


def test_people_are_listed_with_roles_and_state(dee_browser, ana_member) -> None:
    page = dee_browser.get(PEOPLE).content.decode()
    assert "Ana" in page
    assert "All sites" in page
    assert "Works here" in page


def test_the_list_asks_as_much_for_one_as_for_three(dee_browser, org, dee_member) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert dee_browser.get(PEOPLE).status_code == 200
        return len(asked)

    queries()
    alone = queries()
    for name in ("Eva", "Fay"):
        account = Account.objects.create(email=f"{name}@harbor-light.example")
        StaffMember.objects.of(org.pk).create(
            organisation=org, account=account, display_name=name, role=RoleName.WORKER
        )
    assert queries() == alone


def test_a_worker_sees_no_list_but_their_own_account(sign_in, ana_member) -> None:
    browser = sign_in(None, ana_member)
    assert browser.get(PEOPLE).status_code == 403
    assert browser.post(reverse("web:staff:invite"), invitation()).status_code == 403
    assert browser.get(reverse("web:staff:own")).status_code == 200


def test_another_organisations_people_are_not_there(dee_browser, cai_member) -> None:
    for name in ("person", "change"):
        assert dee_browser.get(reverse(f"web:staff:{name}", args=[cai_member.pk])).status_code == 404
    for name in ("end", "make_link", "remove_factor", "end_sessions"):
        assert dee_browser.post(reverse(f"web:staff:{name}", args=[cai_member.pk])).status_code == 404
    assert "Cai" not in dee_browser.get(PEOPLE).content.decode()


def test_invite_shows_a_link_that_lets_in_once(dee_browser, org) -> None:
    page = dee_browser.post(reverse("web:staff:invite"), invitation()).content.decode()
    address = re.search(r">http://testserver(/account/link/[\w-]+)<", page)[1]
    assert Client().get(address).status_code == 200
    eva = StaffMember.objects.of(org.pk).get(display_name="Eva")
    assert (eva.joined_at, eva.all_sites) == (None, True)


def test_invite_says_what_to_mend_and_keeps_the_rest(dee_browser, dee_member) -> None:
    for changes, told in (
        ({"email": "no address"}, "Write an email address"),
        ({"email": dee_member.account.email}, "already on the list"),
        ({"all_sites": ""}, "Choose at least one site"),
        ({"role": "emperor"}, "emperor"),
        ({"name": "x" * 300}, "80 characters"),
        ({"email": "nul\x00@example.org"}, "ull characters"),
    ):
        answer = dee_browser.post(reverse("web:staff:invite"), invitation(**changes))
        assert 400 <= answer.status_code < 500
        assert told in answer.content.decode()
        assert "/account/link/" not in answer.content.decode()


def test_a_stale_session_confirms_and_the_form_goes_through(stale, org) -> None:
    asked = stale.post(reverse("web:staff:invite"), invitation(name='E"va <b>'))
    assert asked.status_code == 403
    assert 'name="email" value="eva@harbor-light.example"' in asked.content.decode()
    assert "E&quot;va &lt;b&gt;" in asked.content.decode()
    assert not StaffMember.objects.of(org.pk).filter(account__email="eva@harbor-light.example").exists()
    wrong = stale.post(reverse("web:staff:invite"), {**invitation(), "confirm_answer": "wrong"})
    assert wrong.status_code == 403
    before = stale.cookies[settings.SESSION_COOKIE_NAME].value
    done = stale.post(reverse("web:staff:invite"), {**invitation(), "confirm_answer": PASSPHRASE})
    assert "/account/link/" in done.content.decode()
    assert stale.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert sessions.read(before) is None
    assert stale.get(reverse("web:staff:invite")).status_code == 200


def test_a_stale_get_confirms_and_comes_back(stale) -> None:
    asked = stale.get(reverse("web:staff:invite"))
    assert asked.url == f"{reverse('access:confirm')}?next=%2Fsettings%2Fstaff%2Finvite%2F"
    assert stale.get(asked.url).status_code == 200
    wrong = stale.post(reverse("access:confirm"), {"confirm_answer": "wrong", "next": PEOPLE})
    assert wrong.status_code == 403
    right = stale.post(reverse("access:confirm"), {"confirm_answer": PASSPHRASE, "next": "//evil.example"})
    assert right.url == "/"
    assert stale.get(reverse("web:staff:invite")).status_code == 200


def test_confirming_cannot_be_tried_without_end(stale) -> None:
    answers = [stale.post(reverse("access:confirm"), {"confirm_answer": "wrong"}) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    inplace = stale.post(reverse("web:staff:invite"), {**invitation(), "confirm_answer": PASSPHRASE})
    assert inplace.status_code == 429
    assert int(inplace["Retry-After"]) > 0


def test_change_of_role_ends_the_persons_sessions(dee_browser, sign_in, ana_member, site) -> None:
    ana_browser = sign_in(None, ana_member)
    url = reverse("web:staff:change", args=[ana_member.pk])
    assert dee_browser.get(url).status_code == 200
    saved = dee_browser.post(url, {"name": "Ana", "role": "read_only", "sites": [str(site.pk)]})
    assert saved.status_code == 302
    ana_member.refresh_from_db()
    assert (ana_member.role, ana_member.all_sites, list(ana_member.sites.all())) == (
        "read_only",
        False,
        [site],
    )
    assert ana_browser.get(reverse("web:staff:own")).status_code == 302


def test_nobody_changes_or_ends_themselves(dee_browser, dee_member) -> None:
    url = reverse("web:staff:change", args=[dee_member.pk])
    assert dee_browser.post(url, {"name": "Dee", "role": "worker", "all_sites": "on"}).status_code == 403
    assert dee_browser.post(reverse("web:staff:end", args=[dee_member.pk])).status_code == 403


def test_the_person_page_offers_what_may_be_done(dee_browser, sign_in, ana_member) -> None:
    sign_in(None, ana_member)
    page = dee_browser.get(reverse("web:staff:person", args=[ana_member.pk])).content.decode()
    assert "End their access" in page
    assert "Test browser" in page
    assert dee_browser.post(reverse("web:staff:end_sessions", args=[ana_member.pk])).status_code == 302
    assert dee_browser.post(reverse("web:staff:remove_factor", args=[ana_member.pk])).status_code == 302
    assert (
        "/account/link/"
        in dee_browser.post(reverse("web:staff:make_link", args=[ana_member.pk])).content.decode()
    )
    assert dee_browser.post(reverse("web:staff:end", args=[ana_member.pk])).status_code == 302
    ended = dee_browser.get(reverse("web:staff:person", args=[ana_member.pk])).content.decode()
    assert "End their access" not in ended


def test_a_manager_cannot_reach_an_administrator(sign_in, org, dee_member) -> None:
    account = Account.objects.create(email="max@harbor-light.example")
    max_member = StaffMember.objects.of(org.pk).create(
        organisation=org, account=account, display_name="Max", role=RoleName.MANAGER, all_sites=True
    )
    browser = sign_in(None, max_member)
    page = browser.get(reverse("web:staff:invite")).content.decode()
    assert 'value="worker"' in page
    assert 'value="administrator"' not in page
    assert browser.post(reverse("web:staff:invite"), invitation(role="administrator")).status_code == 422
    assert browser.post(reverse("web:staff:end", args=[dee_member.pk])).status_code == 403
    assert browser.post(reverse("web:staff:end_sessions", args=[dee_member.pk])).status_code == 403
    assert browser.post(reverse("web:staff:make_link", args=[dee_member.pk])).status_code == 403


def test_the_matrix_shows_and_saves_what_a_role_may_do(dee_browser, sign_in, ana_member, org) -> None:
    assert "See who works here" in dee_browser.get(reverse("web:staff:roles")).content.decode()
    url = reverse("web:staff:role", args=["worker"])
    assert dee_browser.get(url).status_code == 200
    ana_browser = sign_in(None, ana_member)
    assert ana_browser.get(PEOPLE).status_code == 403
    assert dee_browser.post(url, {"held": ["access:staff:view"]}).status_code == 302
    assert ana_browser.get(PEOPLE).status_code == 200
    assert ana_browser.get(reverse("web:staff:own")).status_code == 200
    assert "changed" in dee_browser.get(reverse("web:staff:roles")).content.decode()
    assert dee_browser.post(url, {"held": []}).status_code == 302
    assert ana_browser.get(PEOPLE).status_code == 403
    assert RolePermission.objects.of(org.pk).filter(role="worker", granted=False).exists()
    assert dee_browser.get(reverse("web:staff:role", args=["administrator"])).status_code == 404


def test_the_second_factor_can_be_left_to_choice(dee_browser, org) -> None:
    url = reverse("web:staff:policy")
    assert "checked" in dee_browser.get(url).content.decode()
    assert dee_browser.post(url, {"sent": "1"}).status_code == 302
    assert not SignInPolicy.objects.of(org.pk).get().second_factor_required
    assert dee_browser.post(url, {"sent": "1", "second_factor_required": "on"}).status_code == 302
    assert SignInPolicy.objects.of(org.pk).get().second_factor_required


def test_own_passphrase_changes_and_ends_the_other_sessions(dee_browser, sign_in, dee_member) -> None:
    other = sign_in(None, dee_member)
    url = reverse("web:staff:own_passphrase")
    assert dee_browser.get(url).status_code == 200
    new = "teapot lantern marble nine"
    form = {"current": PASSPHRASE, "new": new, "again": new}
    assert dee_browser.post(url, {**form, "current": "wrong"}).status_code == 403
    assert dee_browser.post(url, {**form, "new": "short", "again": "short"}).status_code == 422
    assert dee_browser.post(url, {**form, "again": "something else entirely"}).status_code == 422
    assert other.get(reverse("web:staff:own")).status_code == 200
    assert dee_browser.post(url, form).status_code == 302
    assert dee_browser.get(reverse("web:staff:own")).status_code == 200
    assert other.get(reverse("web:staff:own")).status_code == 302


def test_own_second_factor_is_set_up_and_ends_the_other_sessions(dee_browser, sign_in, dee_member) -> None:
    other = sign_in(None, dee_member)
    url = reverse("web:staff:own_factor")
    page = dee_browser.get(url).content.decode()
    secret = time_codes.from_text(re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", ""))
    assert dee_browser.post(url, {"code": "000000"}).status_code == 403
    assert dee_browser.post(url, {"code": ""}).status_code == 422
    code = time_codes.code_at(secret, time_codes.current_step())
    assert dee_browser.post(url, {"code": code}).content.decode().count("<li><code>") == 10
    assert other.get(reverse("web:staff:own")).status_code == 302
    assert "10 left" in dee_browser.get(reverse("web:staff:ways")).content.decode()
    renewed = dee_browser.post(reverse("web:staff:own_recovery_codes")).content.decode()
    assert renewed.count("<li><code>") == 10


def test_own_sessions_are_listed_and_ended_but_not_those_of_others(
    dee_browser, sign_in, dee_member, ana_member
) -> None:
    other, anas = sign_in(None, dee_member), sign_in(None, ana_member)
    session = StaffSession.objects.of(dee_member.organisation_id).filter(member=dee_member).latest("pk")
    foreign = StaffSession.objects.of(ana_member.organisation_id).get(member=ana_member)
    assert dee_browser.post(reverse("web:staff:own_end_session", args=[foreign.pk])).status_code == 404
    assert anas.get(reverse("web:staff:own")).status_code == 200
    assert dee_browser.post(reverse("web:staff:own_end_session", args=[session.pk])).status_code == 302
    assert other.get(reverse("web:staff:own")).status_code == 302
    another = sign_in(None, dee_member)
    assert dee_browser.post(reverse("web:staff:own_end_others")).status_code == 302
    assert another.get(reverse("web:staff:own")).status_code == 302
    assert dee_browser.get(reverse("web:staff:own")).status_code == 200


def test_someone_of_two_organisations_switches(dee_browser, dee_member, other_org) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=dee_member.account, display_name="Dee", role=RoleName.WORKER
    )
    SignInPolicy.objects.of(other_org.pk).create(organisation=other_org, second_factor_required=False)
    assert "River House" in dee_browser.get(reverse("web:staff:own")).content.decode()
    before = dee_browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert dee_browser.post(reverse("access:switch"), {"member": "999999"}).status_code == 404
    assert dee_browser.post(reverse("access:switch"), {"member": str(there.pk)}).status_code == 302
    staff = sessions.read(dee_browser.cookies[settings.SESSION_COOKIE_NAME].value)
    assert staff.organisation_name == "River House"
    assert sessions.read(before) is None
    assert dee_browser.get(PEOPLE).status_code == 403


def test_switching_to_a_stricter_organisation_sets_a_factor_up_first(
    dee_browser, dee_member, other_org
) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=dee_member.account, display_name="Dee", role=RoleName.WORKER
    )
    answer = dee_browser.post(reverse("access:switch"), {"member": str(there.pk)})
    assert answer.url == reverse("access:set_up")


@pytest.mark.parametrize(
    ("state", "names"),
    [("here", {"Dee"}), ("invited", {"Eva"}), ("ended", {"Ana"}), ("", {"Dee", "Eva", "Ana"})],
)
def test_the_list_is_narrowed_by_state(dee_browser, ana_member, state: str, names: set[str]) -> None:
    dee_browser.post(reverse("web:staff:invite"), invitation())
    dee_browser.post(reverse("web:staff:end", args=[ana_member.pk]))
    page = dee_browser.get(PEOPLE, {"state": state}).content.decode()
    shown = {name for name in ("Ana", "Dee", "Eva") if f">{name}</a>" in page}
    assert shown == names


def test_a_manager_of_one_site_offers_only_that_one(sign_in, org, site, van) -> None:
    account = Account.objects.create(email="mia@harbor-light.example")
    mia = StaffMember.objects.of(org.pk).create(
        organisation=org, account=account, display_name="Mia", role=RoleName.MANAGER
    )
    mia.sites.set([site])
    page = sign_in(None, mia).get(reverse("web:staff:invite")).content.decode()
    assert "Plaza" in page
    assert ">Van<" not in page
    assert 'name="all_sites"' not in page


def test_ones_own_name_can_be_changed(dee_browser, dee_member) -> None:
    url = reverse("web:staff:own_name")
    assert dee_browser.get(url).status_code == 200
    assert dee_browser.post(url, {"name": "x" * 99}).status_code == 422
    assert dee_browser.post(url, {"name": "Dolores"}).status_code == 302
    dee_member.refresh_from_db()
    assert dee_member.display_name == "Dolores"
