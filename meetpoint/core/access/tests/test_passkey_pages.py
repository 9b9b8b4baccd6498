"""Passkeys through the pages: the options, the way in with and without them, asking again, the address."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetpoint.core.access import links
from meetpoint.core.access.models import (
    LinkPurpose,
    Passkey,
    PasskeyRule,
    StaffMember,
    StaffSession,
    TimeCode,
)
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.authenticator import (
    DOMAIN,
    Authenticator,
    decode,
    local_browser,
    passkey_of,
)
from meetpoint.core.access.tests.conftest import OTHER_PASSPHRASE, PASSPHRASE, App
from meetpoint.core.audit.models import AuditEntry
from meetpoint.lib import clock

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in"


@pytest.fixture
def browser() -> Client:
    return local_browser()


@pytest.fixture
def phone(ana_account) -> Authenticator:  # type: ignore[no-untyped-def]
    device = Authenticator()
    passkey_of(ana_account, device)
    return device


def options(browser: Client, name: str, **more: str) -> dict[str, object]:
    return browser.get(reverse(f"access:{name}", kwargs=more or None)).json()  # type: ignore[no-any-return]


def is_signed_in(browser: Client) -> bool:
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and sessions.read(cookie.value) is not None


def rule_for(member: StaffMember) -> None:
    PasskeyRule.objects.of(member.organisation_id).create(
        organisation_id=member.organisation_id,
        role=member.role,
        starts_on=clock.now().date() - timedelta(days=1),
    )


def test_a_passkey_alone_signs_in_and_goes_where_one_wanted_to(browser, phone) -> None:
    text = phone.get(options(browser, "passkey_for_sign_in"))
    answer = browser.post(SIGN_IN, {"passkey": text, "next": "/log/"})
    assert (answer.status_code, answer.url) == (302, "/log/")
    assert is_signed_in(browser)


def test_the_options_are_the_same_for_everybody_and_name_nobody(browser, phone) -> None:
    asked = options(browser, "passkey_for_sign_in")
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    other = options(local_browser(), "passkey_for_sign_in")
    assert {**asked, "challenge": ""} == {**other, "challenge": ""}
    assert asked["challenge"] != other["challenge"]


def test_a_challenge_is_bound_to_its_browser(browser, phone) -> None:
    text = phone.get(options(browser, "passkey_for_sign_in"))
    thief = local_browser()
    assert thief.post(SIGN_IN, {"passkey": text}).status_code == 403
    thief.get(reverse("access:passkey_for_sign_in"))
    assert thief.post(SIGN_IN, {"passkey": text}).status_code == 403
    assert not is_signed_in(thief)


def test_a_wrong_passkey_is_refused_and_keeps_the_email(browser, phone) -> None:
    phone.key = Authenticator().key
    text = phone.get(options(browser, "passkey_for_sign_in"))
    answer = browser.post(SIGN_IN, {"passkey": text, "email": "ana@harbor-light.example", "next": "/log/"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This passkey does not open anything here" in page
    assert 'value="ana@harbor-light.example"' in page
    assert 'value="/log/"' in page
    assert len(re.findall(r"<input[^>]*required", page)) == 2
    for junk in ("{}", "[]", "x" * 40_000, '{"rawId": "\\ud800", "response": {}}', "\x00"):
        assert browser.post(SIGN_IN, {"passkey": junk}).status_code == 403


def test_someone_without_a_place_is_told_after_the_proof(browser, phone, ana_member) -> None:
    StaffMember.objects.of(ana_member.organisation_id).update(ended_at="2026-01-01T00:00Z")
    text = phone.get(options(browser, "passkey_for_sign_in"))
    answer = browser.post(SIGN_IN, {"passkey": text})
    assert answer.status_code == 403
    assert "does not work for any organisation" in answer.content.decode()


def test_passkeys_are_not_offered_where_browsers_have_none(browser, phone) -> None:
    assert "data-passkey" in browser.get(SIGN_IN).content.decode()
    for host in ("127.0.0.1:8000", "[::1]", "testserver"):
        page = Client(headers={"host": host}).get(SIGN_IN).content.decode()
        assert "data-passkey" not in page
    assert "data-passkey" in Client(headers={"host": "testserver"}).get(SIGN_IN, secure=True).content.decode()


def test_the_domain_can_be_set_for_several_names(settings, phone, ana_account) -> None:
    settings.ALLOWED_HOSTS = ["meet.example.org", "example.org", "example.net"]
    settings.HTTPS, settings.PASSKEY_DOMAIN = True, "example.org"
    for host, domain in (
        ("meet.example.org", "example.org"),
        ("example.org", "example.org"),
        ("example.net", ""),
    ):
        asked = Client(headers={"host": host}).get(reverse("access:passkey_for_sign_in"), secure=True).json()
        assert asked["rpId"] == domain
    phone.domain, phone.origin = "example.org", "https://meet.example.org"
    Passkey.objects.update(domain="example.org")
    browser = Client(headers={"host": "meet.example.org"})
    asked = browser.get(reverse("access:passkey_for_sign_in"), secure=True).json()
    referer = {"referer": "https://meet.example.org/"}
    answer = browser.post(SIGN_IN, {"passkey": phone.get(asked)}, secure=True, headers=referer)
    assert answer.status_code == 302


def test_the_second_step_takes_a_passkey_or_a_recovery_code(browser, phone, ana_account) -> None:
    browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    page = browser.get(reverse("access:code")).content.decode()
    assert "Your passkey" in page
    asked = options(browser, "passkey_for_code")
    assert [decode(key["id"]) for key in asked["allowCredentials"]] == [phone.credential_id]
    wrong = Authenticator().get(asked)
    assert browser.post(reverse("access:code"), {"passkey": wrong, "code": ""}).status_code == 403
    assert not is_signed_in(browser)
    text = phone.get(options(browser, "passkey_for_code"))
    assert browser.post(reverse("access:code"), {"passkey": text, "code": ""}).status_code == 302
    assert is_signed_in(browser)


def test_the_steps_options_need_the_step_before(browser, org) -> None:
    for name in ("passkey_for_code", "passkey_for_set_up"):
        answer = browser.get(reverse(f"access:{name}"))
        assert answer.status_code == 403
        assert "start again" in answer.json()["problem"]
    over = browser.get(reverse("access:passkey_for_link", args=["made-up"]))
    assert over.status_code == 410


def test_a_passkey_is_set_up_on_the_way_in(browser, ana_account) -> None:
    answer = browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE, "next": "/log/"})
    assert answer.url == reverse("access:set_up")
    assert "Add a passkey instead" in browser.get(answer.url).content.decode()
    device = Authenticator()
    wrong = browser.post(answer.url, {"passkey": "{}", "code": ""})
    assert wrong.status_code == 403
    text = device.make(options(browser, "passkey_for_set_up"))
    done = browser.post(answer.url, {"passkey": text, "code": ""}).content.decode()
    assert len(re.findall(r"<code>[0-9a-z]{4}(-[0-9a-z]{4}){3}</code>", done)) == 10
    assert 'href="/log/"' in done
    assert is_signed_in(browser)
    assert not TimeCode.objects.exists()
    browser.post(reverse("access:sign_out"))
    again = browser.post(SIGN_IN, {"passkey": device.get(options(browser, "passkey_for_sign_in"))})
    assert again.status_code == 302


def test_a_role_that_needs_a_passkey_adds_one_on_the_way_in(browser, ana_account, ana_member) -> None:
    app = App(ana_account)
    rule_for(ana_member)
    browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    answer = browser.post(reverse("access:code"), {"code": app.code()})
    assert answer.url == reverse("access:passkey")
    assert not is_signed_in(browser)
    assert browser.get(answer.url).status_code == 200
    assert browser.post(answer.url, {"passkey": "{}"}).status_code == 403
    assert not is_signed_in(browser)
    text = Authenticator().make(options(browser, "passkey_for_set_up"))
    assert browser.post(answer.url, {"passkey": text}).status_code == 200
    assert is_signed_in(browser)
    browser.post(reverse("access:sign_out"))
    browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    page = browser.get(reverse("access:code")).content.decode()
    assert "authenticator app" not in page
    refused = browser.post(reverse("access:code"), {"code": app.code(1)})
    assert refused.status_code == 403
    assert "asks for your passkey" in refused.content.decode()


@pytest.mark.parametrize("host", [DOMAIN, "127.0.0.1"])
def test_nobody_is_locked_out_by_a_rule(host, ana_account, ana_member) -> None:
    browser, app = Client(headers={"host": host}), App(ana_account)
    rule_for(ana_member)
    browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    asked = browser.post(reverse("access:code"), {"code": app.code()})
    assert browser.post(asked.url, {"later": "1"}).status_code == 302
    assert is_signed_in(browser)
    actions = AuditEntry.objects.of(ana_member.organisation_id).values_list("action", flat=True)
    assert "access.passkey_put_off" in actions


def test_without_any_factor_a_rule_still_leads_to_setting_one_up(browser, ana_account, ana_member) -> None:
    rule_for(ana_member)
    asked = browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    assert asked.url == reverse("access:passkey")
    assert browser.post(asked.url, {}).url == reverse("access:set_up")
    assert not is_signed_in(browser)


def test_the_passkey_step_cannot_be_jumped_to(browser, ana_account, relaxed) -> None:
    assert browser.get(reverse("access:passkey")).url == reverse("access:sign_in")
    App(ana_account)
    browser.post(SIGN_IN, {"email": ana_account.email, "passphrase": PASSPHRASE})
    text = Authenticator().make(options(browser, "passkey_for_set_up"))
    for step in ("passkey", "set_up"):
        answer = browser.post(reverse(f"access:{step}"), {"passkey": text})
        assert answer.url == reverse("access:code")
    assert not Passkey.objects.exists()


def test_a_link_takes_a_passkey_for_the_code(browser, phone, ana_member) -> None:
    path = links.one_time_link(ana_member, purpose=LinkPurpose.RESET)
    token = path.rpartition("/")[2]
    assert "Continue with a passkey" in browser.get(path).content.decode()
    new = {"passphrase": OTHER_PASSPHRASE, "again": OTHER_PASSPHRASE}
    assert browser.post(path, new).status_code == 422
    assert browser.post(path, {**new, "passkey": "{}"}).status_code == 403
    asked = options(browser, "passkey_for_link", token=token)
    assert asked["allowCredentials"] == []
    assert browser.post(path, {**new, "passkey": phone.get(asked)}).status_code == 302
    assert is_signed_in(browser)


@pytest.fixture
def stale(browser, sign_in, ana_member, phone) -> Client:  # type: ignore[no-untyped-def]
    sign_in(browser, ana_member)
    StaffSession.objects.of(ana_member.organisation_id).update(fresh_at=clock.now() - timedelta(hours=1))
    return browser  # type: ignore[no-any-return]


def test_a_stale_page_takes_a_passkey_and_goes_on(stale, phone) -> None:
    there = stale.get(reverse("web:staff:add_passkey"))
    page = stale.get(there.url).content.decode()
    assert "confirm_passkey" in page
    refused = stale.post(reverse("access:confirm"), {"confirm_passkey": "{}", "confirm_answer": ""})
    assert refused.status_code == 403
    text = phone.get(options(stale, "passkey_for_confirming"))
    wanted = reverse("web:staff:add_passkey")
    done = stale.post(
        reverse("access:confirm"), {"confirm_passkey": text, "confirm_answer": "", "next": wanted}
    )
    assert done.url == wanted
    assert stale.get(wanted).status_code == 200


def test_a_stale_form_takes_a_passkey_and_is_done(stale, phone, ana_account) -> None:
    App(ana_account)
    url = reverse("web:staff:own_remove_factor")
    asked = stale.post(url, {"kept": "words"})
    assert asked.status_code == 403
    assert 'name="kept" value="words"' in asked.content.decode()
    assert TimeCode.objects.exists()
    wrong = stale.post(url, {"confirm_passkey": "{}", "confirm_answer": ""})
    assert wrong.status_code == 403
    assert TimeCode.objects.exists()
    text = phone.get(options(stale, "passkey_for_confirming"))
    done = stale.post(url, {"confirm_passkey": text, "confirm_answer": "", "kept": "words"})
    assert done.url == reverse("web:staff:ways")
    assert not TimeCode.objects.exists()
    assert "The app is removed" in stale.get(done.url).content.decode()


def test_cookies_and_answers_are_kept_from_others(browser, org) -> None:
    answer = browser.get(reverse("access:passkey_for_sign_in"))
    cookie = answer.cookies["passkey"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert "no-store" in answer["Cache-Control"]
    assert json.loads(answer.content)["rpId"] == DOMAIN
