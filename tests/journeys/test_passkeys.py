"""Passkeys as browsers make them: Chromium with a made-up device, from the first passkey to the last."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page, expect

from meetpoint.core.access.models import Account, Passkey, StaffMember, StaffSession
from meetpoint.core.access.proof import passphrases
from meetpoint.core.access.tests.authenticator import passkey_of
from meetpoint.core.access.tests.conftest import App
from meetpoint.lib import clock
from tests.browser import is_within
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSPHRASE = "gravel otter plum window"
WAYS, ADD, SIGN_IN = "/settings/staff/own/ways/", "/settings/staff/own/passkeys/add/", "/account/sign-in"


class Device:
    """A phone or a security key beside a page, without a person: it says yes at once, or not at all."""

    def __init__(self, page: Page, *, synced: bool = False) -> None:
        self.tools: CDPSession = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable", {"enableUI": False})
        made = self.tools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "ctap2Version": "ctap2_1",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                    "defaultBackupEligibility": synced,
                    "defaultBackupState": synced,
                }
            },
        )
        self.id: str = made["authenticatorId"]

    def keys(self) -> list[dict[str, Any]]:
        found = self.tools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return found["credentials"]  # type: ignore[no-any-return]

    def hold(self, key: dict[str, Any]) -> None:
        """Take over a key from another page's device, as the same phone beside another browser."""
        self.tools.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": key})

    def set_verified(self, is_verified: bool) -> None:
        self.tools.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": is_verified}
        )


@pytest.fixture
def account(ana_member: StaffMember) -> Account:
    ana_member.account.password = passphrases.hashed(PASSPHRASE)
    ana_member.account.save()
    return ana_member.account


def add(page: Page, name: str) -> None:
    page.goto(ADD)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name=re.compile("recovery codes|Ways to sign in"))).to_be_visible()


def sign_in_with(page: Page) -> None:
    page.get_by_role("button", name="Sign in with a passkey").click()


def grow_stale() -> None:
    hour_ago = clock.now().replace(year=2025)
    StaffSession.objects.unscoped("the only sessions of this test").update(fresh_at=hour_ago)


def test_from_the_first_passkey_to_signing_in_without_a_passphrase(open_page: Open, account: Account) -> None:
    page = open_page(WAYS, width=390)
    device = Device(page)
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_text("cannot hold a passkey")).to_be_hidden()
    add(page, "Work phone")
    expect(page.locator("ul.codes li")).to_have_count(10)
    key = device.keys()[0]
    assert key["rpId"] == "localhost"
    assert key["isResidentCredential"] is True
    page.get_by_role("link", name="I have kept them").click()
    expect(page.locator("strong", has_text="Work phone")).to_be_visible()
    expect(page.get_by_text("on one device only", exact=False).first).to_be_visible()

    other = open_page(SIGN_IN, signed_in=False)
    Device(other).hold(key)
    other.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    other.reload()
    sign_in_with(other)
    expect(other).not_to_have_url(re.compile("account"))
    assert Passkey.objects.get().last_used_on == clock.local_date(clock.now(), "America/New_York")


def test_the_browser_offers_the_passkey_by_itself(open_page: Open, account: Account) -> None:
    page = open_page(WAYS)
    device = Device(page)
    add(page, "Laptop")
    other = open_page("/robots.txt", signed_in=False)
    Device(other).hold(device.keys()[0])
    other.goto(SIGN_IN)
    expect(other).not_to_have_url(re.compile("account"))


def test_a_device_without_its_owner_says_so_and_leaves_the_passphrase(
    open_page: Open, account: Account
) -> None:
    page = open_page(WAYS)
    device = Device(page)
    add(page, "Laptop")
    other = open_page("/robots.txt", signed_in=False, width=390)
    phone = Device(other)
    phone.hold(device.keys()[0])
    phone.set_verified(False)
    other.goto(SIGN_IN)
    sign_in_with(other)
    expect(other.get_by_role("status")).to_contain_text("No passkey was used")
    assert other.get_by_label("Passphrase").evaluate("field => field.required")
    other.get_by_label("Email").fill(account.email)
    other.get_by_label("Passphrase").fill(PASSPHRASE)
    other.get_by_role("button", name="Sign in", exact=True).click()
    expect(other.get_by_role("heading", name="Your passkey")).to_be_visible()
    phone.set_verified(True)
    other.get_by_role("button", name="Use a passkey").click()
    expect(other).not_to_have_url(re.compile("account"))


def test_two_devices_and_one_is_lost(open_page: Open, account: Account) -> None:
    page = open_page(WAYS)
    phone = Device(page)
    add(page, "Phone")
    kept = phone.keys()[0]
    phone.tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": phone.id})
    laptop = Device(page, synced=True)
    add(page, "Laptop")
    expect(page.get_by_text("kept by a password manager")).to_be_visible()
    grow_stale()
    page.get_by_role("button", name="Remove Phone").click()
    expect(page.get_by_role("heading", name="Is it you?")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("The passkey is removed")).to_be_visible()
    assert Passkey.objects.get().name == "Laptop"

    page.get_by_role("button", name="Remove Laptop").click()
    expect(page.get_by_text("This is your only second factor")).to_be_visible()
    assert Passkey.objects.count() == 1

    thief = open_page("/robots.txt", signed_in=False)
    Device(thief).hold(kept)
    thief.goto(SIGN_IN)
    expect(thief.get_by_text("This passkey does not open anything here")).to_be_visible()

    mine = open_page("/robots.txt", signed_in=False)
    Device(mine).hold(laptop.keys()[0])
    mine.goto(SIGN_IN)
    expect(mine).not_to_have_url(re.compile("account"))


def test_the_same_device_is_not_added_twice(open_page: Open, account: Account) -> None:
    page = open_page(WAYS)
    Device(page)
    add(page, "Phone")
    page.goto(ADD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status")).to_contain_text("has a passkey for your account already")
    assert Passkey.objects.count() == 1


def test_a_stale_page_is_confirmed_by_passkey(open_page: Open, account: Account) -> None:
    page = open_page(WAYS)
    Device(page)
    add(page, "Phone")
    grow_stale()
    page.goto(ADD)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile(ADD))


def test_without_scripts_passphrase_and_code_sign_in(open_page: Open, account: Account) -> None:
    app = App(account)
    passkey_of(account)
    page = open_page(SIGN_IN, script=False, signed_in=False)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Continue").click()
    expect(page).not_to_have_url(re.compile("account"))


@pytest.mark.parametrize("path", [SIGN_IN, WAYS, ADD])
def test_pages_have_no_serious_barrier(open_page: Open, account: Account, path: str) -> None:
    App(account)
    passkey_of(account, warned_on=clock.now().date())
    page = open_page(path, width=390, signed_in=path != SIGN_IN, language="es")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    assert is_within(page)
