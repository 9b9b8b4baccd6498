"""A form that was posted after its session had lapsed comes back to the person who filled it in."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.models import StaffMember, StaffSession
from meetpoint.core.access.privacy import tidy
from meetpoint.core.access.proof import kept_forms
from meetpoint.core.access.tests.conftest import PASSPHRASE, App, give_passphrase
from meetpoint.core.directory.models import DirectoryEntry
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

pytestmark = pytest.mark.django_db

ADD = reverse("directory:add")
SIGN_IN = reverse("access:sign_in")
HOURS = "Thursdays, ask for Maribel"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def said(**more: object) -> dict[str, object]:
    return {"uid": uuid7(), "name": "Hill Clinic", "kind": "health", "hours": HOURS, **more}


def lapse(member: StaffMember, *, by: timedelta = timedelta(minutes=31)) -> None:
    of_member = StaffSession.objects.of(member.organisation_id).filter(member=member)
    of_member.update(last_seen_at=clock.now() - by, created_at=clock.now() - by)


def post_too_late(browser: Client, member: StaffMember, form: dict[str, object], path: str = ADD):  # type: ignore[no-untyped-def]
    lapse(member)
    return browser.post(path, form, headers={"Referer": f"http://testserver{path}"})


def sign_in_again(browser: Client, member: StaffMember, asked):  # type: ignore[no-untyped-def]
    page = browser.get(asked.url).content.decode()
    after = unescape(re.search(r'name="next" value="([^"]*)"', page)[1])  # type: ignore[index]
    typed = {"email": member.account.email, "passphrase": PASSPHRASE, "next": after}
    return browser.post(SIGN_IN, typed)


def fields(page: str) -> dict[str, str]:
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in hidden if name not in ("next", "csrfmiddlewaretoken")}


def test_what_was_typed_comes_back_after_signing_in_again(ana_account, ana_member, sign_in, relaxed) -> None:
    browser = sign_in(None, ana_member)
    asked = post_too_late(browser, ana_member, said(phone="555-0100 <b>"))
    assert asked.url.startswith(SIGN_IN)
    assert "What you filled in is kept" in browser.get(asked.url).content.decode()

    there = sign_in_again(browser, ana_member, asked)
    page = browser.get(there.url).content.decode()
    assert f'action="{ADD}"' in page
    back = fields(page)
    assert (back["hours"], back["phone"]) == (HOURS, "555-0100 <b>")
    assert not DirectoryEntry.objects.of(ana_member.organisation_id).exists()

    assert browser.post(ADD, back).status_code == 302
    assert DirectoryEntry.objects.of(ana_member.organisation_id).get().hours == HOURS


def test_it_comes_back_through_the_code_of_an_app(ana_account, ana_member, sign_in) -> None:
    app, browser = App(ana_account), sign_in(None, ana_member)
    asked = post_too_late(browser, ana_member, said())
    step = sign_in_again(browser, ana_member, asked)
    assert step.url == reverse("access:code")
    there = browser.post(step.url, {"code": app.code()})
    assert HOURS in browser.get(there.url).content.decode()


def test_neither_database_nor_browser_holds_what_was_typed(ana_account, ana_member, sign_in) -> None:
    browser = sign_in(None, ana_member)
    asked = post_too_late(browser, ana_member, said())
    cookie = browser.cookies[kept_forms.COOKIE]
    session, _dot, secret = cookie.value.partition(".")
    sealed = cache.get(f"kept-form-{session}")
    assert b"Maribel" not in sealed
    assert "Maribel" not in asked.content.decode() + str(browser.cookies) + asked.url
    assert secret.encode() not in sealed
    assert (cookie["httponly"], cookie["max-age"]) == (True, 15 * 60)


def test_sealed_form_does_not_open_without_the_half_of_the_key_in_the_browser(
    ana_account, ana_member, sign_in
) -> None:
    browser = sign_in(None, ana_member)
    post_too_late(browser, ana_member, said())
    session, _dot, _secret = browser.cookies[kept_forms.COOKIE].value.partition(".")
    browser.cookies[kept_forms.COOKIE] = f"{session}.{'x' * 43}"
    assert sign_in(browser, ana_member).get(kept_forms.way_back("/today/")).url == "/today/"


def test_nobody_throws_away_what_another_browser_kept(ana_account, ana_member, cai_member, sign_in) -> None:
    browser = sign_in(None, ana_member)
    post_too_late(browser, ana_member, said())
    session, _dot, _secret = browser.cookies[kept_forms.COOKIE].value.partition(".")
    for forged in (f"{session}.{'x' * 43}", session, f"{session}.", "9" * 3_000, "\xb2.x", "."):
        stranger = sign_in(None, cai_member)
        stranger.cookies[kept_forms.COOKIE] = forged
        assert stranger.get(kept_forms.way_back(ADD)).url == ADD
    assert HOURS in sign_in(browser, ana_member).get(kept_forms.way_back(ADD)).content.decode()


def test_somebody_else_does_not_get_it(ana_account, ana_member, ben_member, sign_in, relaxed) -> None:
    give_passphrase(ben_member)
    browser = sign_in(None, ana_member)
    asked = post_too_late(browser, ana_member, said())
    there = sign_in_again(browser, ben_member, asked)
    answer = browser.get(there.url)
    assert (answer.status_code, answer.url) == (302, ADD)
    # And it is gone, should Ana come next.
    assert sign_in(browser, ana_member).get(there.url).status_code == 302


def test_it_is_gone_after_a_quarter_of_an_hour(ana_account, ana_member, sign_in, monkeypatch) -> None:
    kept_for = []
    monkeypatch.setattr(kept_forms.cache, "set", lambda _place, _sealed, seconds: kept_for.append(seconds))
    browser = sign_in(None, ana_member)
    post_too_late(browser, ana_member, said())
    assert kept_for == [15 * 60]
    assert sign_in(browser, ana_member).get(kept_forms.way_back(ADD)).url == ADD


def test_throwing_it_away_leads_to_the_empty_form(ana_account, ana_member, sign_in, relaxed) -> None:
    browser = sign_in(None, ana_member)
    there = sign_in_again(browser, ana_member, post_too_late(browser, ana_member, said()))
    answer = browser.post(there.url.partition("?")[0], {"next": ADD})
    assert answer.url == ADD
    assert browser.get(there.url).status_code == 302


def test_signing_out_forgets_it(ana_account, ana_member, sign_in, relaxed) -> None:
    browser = sign_in(None, ana_member)
    there = sign_in_again(browser, ana_member, post_too_late(browser, ana_member, said()))
    browser.post(reverse("access:sign_out"))
    assert sign_in(browser, ana_member).get(there.url).status_code == 302


@pytest.mark.parametrize(
    ("path", "form", "headers"),
    [
        (reverse("web:staff:own_passphrase"), {"current": PASSPHRASE, "new": "x"}, {}),
        (reverse("web:staff:invite"), {"name": "Zoe"}, {}),
        (ADD, {"name": "Hill Clinic"}, {"Accept": "application/json"}),
        (ADD, {"notes": "x" * 70_000}, {}),
        (ADD, {}, {}),
    ],
    ids=["a passphrase", "what is asked for twice", "a program", "too much", "nothing"],
)
def test_some_forms_are_never_kept(ana_member, sign_in, path, form, headers) -> None:
    browser = sign_in(None, ana_member)
    lapse(ana_member)
    answer = browser.post(path, form, headers=headers)
    assert answer.status_code == 302
    assert kept_forms.COOKIE not in answer.cookies


def test_nothing_is_kept_for_a_session_that_was_ended_or_never_was(ana_member, sign_in) -> None:
    browser = sign_in(None, ana_member)
    StaffSession.objects.of(ana_member.organisation_id).all().delete()
    assert kept_forms.COOKIE not in browser.post(ADD, said()).cookies
    assert kept_forms.COOKIE not in Client().post(ADD, said()).cookies


def test_files_have_to_be_attached_again(ana_account, ana_member, sign_in, relaxed) -> None:
    browser = sign_in(None, ana_member)
    asked = post_too_late(browser, ana_member, said(paper=SimpleUploadedFile("a.txt", b"secret")))
    there = sign_in_again(browser, ana_member, asked)
    page = browser.get(there.url).content.decode()
    assert "attached again" in page
    assert "secret" not in page


def test_it_is_remembered_overnight_whose_session_it_was(
    ana_account, ana_member, dee, sign_in, relaxed
) -> None:
    browser = sign_in(None, ana_member)
    lapse(ana_member, by=timedelta(hours=20))
    tidy(dee)
    asked = browser.post(ADD, said(), headers={"Referer": f"http://testserver{ADD}"})
    assert settings.SESSION_COOKIE_NAME in browser.cookies
    there = sign_in_again(browser, ana_member, asked)
    assert HOURS in browser.get(there.url).content.decode()
