"""Signing in through the pages, as people and as strangers do."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetpoint.core.access import links
from meetpoint.core.access.models import LinkPurpose, RoleName, StaffMember, StaffSession, TimeCode
from meetpoint.core.access.proof import entry, sessions, time_codes
from meetpoint.core.access.tests.conftest import OTHER_PASSPHRASE, PASSPHRASE, App, give_passphrase

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in"


def post(browser: Client, email: str, passphrase: str = PASSPHRASE, **extra: str):  # type: ignore[no-untyped-def]
    return browser.post(SIGN_IN, {"email": email, "passphrase": passphrase, **extra})


def is_signed_in(browser: Client) -> bool:
    cookie = browser.cookies.get(settings.SESSION_COOKIE_NAME)
    return cookie is not None and sessions.read(cookie.value) is not None


def test_passphrase_alone_signs_in_where_the_organisation_says_so(client, ana_account, relaxed) -> None:
    answer = post(client, " ANA@harbor-light.example ", next="/log/")
    assert (answer.status_code, answer.url) == (302, "/log/")
    assert is_signed_in(client)


def test_without_a_second_factor_one_is_set_up_on_the_way_in(client, ana_account) -> None:
    answer = post(client, ana_account.email)
    assert answer.url == reverse("access:set_up")
    assert not is_signed_in(client)
    page = client.get(answer.url)
    secret = time_codes.from_text(
        re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")
    )
    assert client.post(answer.url, {"code": "000000"}).status_code == 403
    assert not is_signed_in(client)
    done = client.post(answer.url, {"code": time_codes.code_at(secret, time_codes.current_step())})
    assert len(re.findall(r"<code>[0-9a-z]{4}(-[0-9a-z]{4}){3}</code>", done.content.decode())) == 10
    assert is_signed_in(client)


def test_the_way_in_asks_for_the_code_and_takes_it_once(client, ana_account) -> None:
    app = App(ana_account)
    answer = post(client, ana_account.email)
    assert answer.url == reverse("access:code")
    code = app.code()
    assert client.post(answer.url, {"code": code}).status_code == 302
    assert is_signed_in(client)
    other = Client()
    post(other, ana_account.email)
    assert other.post(answer.url, {"code": code}).status_code == 403
    assert not is_signed_in(other)


def test_the_code_page_needs_the_passphrase_first(client, ana_account) -> None:
    app = App(ana_account)
    answer = client.post(reverse("access:code"), {"code": app.code()})
    assert answer.url == reverse("access:sign_in")
    assert not is_signed_in(client)


def test_set_up_cannot_replace_an_app_that_exists(client, ana_account) -> None:
    post(client, ana_account.email)
    app = App(ana_account)
    answer = client.post(reverse("access:set_up"), {"code": app.code()})
    assert answer.url == reverse("access:code")
    assert not is_signed_in(client)


def test_an_entry_begun_with_the_old_passphrase_is_over(client, ana_account, ana_member) -> None:
    app = App(ana_account)
    post(client, ana_account.email)
    give_passphrase(ana_member, OTHER_PASSPHRASE)
    assert client.post(reverse("access:code"), {"code": app.code()}).url == reverse("access:sign_in")


def test_an_entry_opens_one_session_only(client, ana_account) -> None:
    app = App(ana_account)
    post(client, ana_account.email)
    kept = client.cookies[entry.COOKIE].value
    client.post(reverse("access:code"), {"code": app.code()})
    StaffSession.objects.of(ana_account.memberships.get().organisation_id).delete()
    thief = Client()
    thief.cookies[entry.COOKIE] = kept
    again = thief.post(reverse("access:code"), {"code": app.code(ahead=1)})
    assert again.status_code == 403
    assert not is_signed_in(thief)


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "http:evil.example", " https://evil.example", "///evil.example", "/\r\nX: y",
    ],
)  # fmt: skip
def test_next_never_leaves_this_site(client, ana_account, relaxed, evil: str) -> None:
    answer = post(client, ana_account.email, next=evil)
    assert answer.status_code == 302
    assert "evil" not in answer.url
    assert "\n" not in answer.url
    signed_in = client.get(SIGN_IN, {"next": evil})
    assert "evil" not in signed_in.url


def test_unknown_account_and_wrong_passphrase_read_alike(client, ana_account) -> None:
    wrong = post(client, ana_account.email, "not the passphrase at all")
    unknown = post(client, "nobody@harbor-light.example", "not the passphrase at all")

    def neutral(answer) -> str:  # type: ignore[no-untyped-def]
        return re.sub(r'value="[^"]*"', "", answer.content.decode())

    assert wrong.status_code == unknown.status_code == 403
    assert neutral(wrong) == neutral(unknown)


def test_what_was_typed_stays_but_the_passphrase(client, ana_account) -> None:
    page = post(client, ana_account.email, "not the passphrase at all").content.decode()
    assert f'value="{ana_account.email}"' in page
    assert "not the passphrase" not in page


def test_too_many_tries_say_how_long_to_wait(client, ana_account, relaxed) -> None:
    for _try in range(5):
        assert post(client, ana_account.email, "wrong").status_code == 403
    refused = post(client, ana_account.email, PASSPHRASE)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 120
    assert "wait 2 minutes" in refused.content.decode()
    assert not is_signed_in(client)


def test_a_stranger_elsewhere_locks_nobody_out(client, ana_account, relaxed) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    answers = [post(stranger, ana_account.email, "wrong").status_code for _try in range(30)]
    assert answers == [403] * 5 + [429] * 25
    assert post(client, ana_account.email).status_code == 302


def test_one_account_is_not_guessed_at_from_everywhere(client, ana_account, relaxed) -> None:
    for number in range(20):
        stranger = Client(REMOTE_ADDR=f"203.0.{number}.9")
        for _try in range(5):
            post(stranger, ana_account.email, "wrong")
    assert post(client, ana_account.email).status_code == 429


def test_a_known_browser_signs_in_whatever_strangers_do(client, ana_account, relaxed) -> None:
    assert post(client, ana_account.email).status_code == 302
    client.post(reverse("access:sign_out"))
    for number in range(20):
        stranger = Client(REMOTE_ADDR=f"203.0.{number}.9")
        for _try in range(5):
            post(stranger, ana_account.email, "wrong")
    for _try in range(6):
        post(Client(), ana_account.email, "wrong")
    assert post(client, ana_account.email).status_code == 302
    assert is_signed_in(client)


def test_signing_in_changes_the_token_and_ends_the_session_before(
    client, sign_in, ana_member, ana_account, relaxed
) -> None:
    sign_in(client, ana_member)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    post(client, ana_account.email)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert sessions.read(before) is None


def test_someone_of_two_organisations_chooses(client, ana_account, relaxed, other_org) -> None:
    there = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_account, display_name="Ana", role=RoleName.MANAGER, all_sites=True
    )
    App(ana_account)
    TimeCode.objects.all().delete()
    answer = post(client, ana_account.email)
    assert answer.url == reverse("access:organisation")
    assert "River House" in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"member": "999999"}).url == answer.url
    chosen = client.post(answer.url, {"member": str(there.pk)})
    assert chosen.url == reverse("access:set_up"), "River House did not relax the second factor"


def test_someone_who_left_everywhere_cannot_sign_in(client, ana_account, ana_member, relaxed) -> None:
    StaffMember.objects.of(ana_member.organisation_id).update(ended_at="2026-01-01T00:00Z")
    assert post(client, ana_account.email).status_code == 403
    assert not is_signed_in(client)


def test_a_token_made_up_is_nobody(client, org) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert client.get(SIGN_IN).status_code == 200


def test_link_of_an_invitation_sets_the_passphrase_once(client, ana_member, relaxed) -> None:
    path = links.one_time_link(ana_member)
    assert "ana@harbor-light.example" in client.get(path).content.decode()
    weak = client.post(path, {"passphrase": "harbor light harbor", "again": "harbor light harbor"})
    assert weak.status_code == 422
    unequal = client.post(path, {"passphrase": PASSPHRASE, "again": OTHER_PASSPHRASE})
    assert unequal.status_code == 422
    assert client.post(path, {"passphrase": PASSPHRASE, "again": PASSPHRASE}).status_code == 302
    assert is_signed_in(client)
    assert Client().get(path).status_code == 410
    assert post(Client(), ana_member.account.email).status_code == 302


def test_an_invitation_cannot_take_over_an_account_that_exists(client, ana_account, other_org) -> None:
    invited = StaffMember.objects.of(other_org.pk).create(
        organisation=other_org, account=ana_account, display_name="Ana", role=RoleName.WORKER, joined_at=None
    )
    path = links.one_time_link(invited, purpose=LinkPurpose.JOIN)
    evil = client.post(path, {"passphrase": OTHER_PASSPHRASE, "again": OTHER_PASSPHRASE})
    assert evil.status_code == 403
    ana_account.refresh_from_db()
    assert post(Client(), ana_account.email).status_code == 302
    App(ana_account)
    joined = client.post(path, {"passphrase": PASSPHRASE})
    assert joined.url == reverse("access:code")
    invited.refresh_from_db()
    assert invited.joined_at is None, "nobody joins before the code"


def test_a_reset_link_does_not_open_an_account_with_a_second_factor(client, ana_account, ana_member) -> None:
    app = App(ana_account)
    path = links.one_time_link(ana_member)
    new = {"passphrase": OTHER_PASSPHRASE, "again": OTHER_PASSPHRASE}
    assert client.post(path, {**new, "code": "000000"}).status_code == 403
    assert client.post(path, new).status_code == 422
    assert client.post(path, {**new, "code": app.code()}).status_code == 302
    assert is_signed_in(client)


def test_a_made_up_link_is_over(client, org) -> None:
    assert client.get("/account/link/made-up").status_code == 410


def test_links_cannot_be_tried_without_end(client, org) -> None:
    answers = [client.get(f"/account/link/made-up-{number}").status_code for number in range(25)]
    assert answers[0] == 410
    assert answers[-1] == 429


def test_signing_in_without_the_two_words_asks_for_them(client, org) -> None:
    assert client.get(SIGN_IN).status_code == 200
    answer = client.post(SIGN_IN, {"email": "ana@harbor-light.example"})
    assert answer.status_code == 422


def test_the_steps_cannot_be_jumped(client, ana_account) -> None:
    for step in ("code", "organisation", "set_up"):
        assert client.get(reverse(f"access:{step}")).url == reverse("access:sign_in")
    App(ana_account)
    post(client, ana_account.email)
    assert client.get(reverse("access:code")).status_code == 200
    assert client.post(reverse("access:code"), {"code": ""}).status_code == 422
    assert client.get(reverse("access:set_up")).url == reverse("access:code")
    assert client.post(reverse("access:organisation"), {"member": ""}).url == reverse("access:code")


def test_an_own_language_follows_to_every_browser(client, ana_account, relaxed, sign_in, ana_member) -> None:
    ana_account.language = "es"
    ana_account.save()
    post(client, ana_account.email)
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    other = sign_in(None, ana_member)
    assert 'lang="es"' in other.get(reverse("access:confirm")).content.decode()


def test_leaving_takes_the_session_and_its_page_from_the_caches(client, sign_in, ana_member) -> None:
    sign_in(client, ana_member)
    assert "no-store" in client.get(reverse("access:confirm"))["Cache-Control"]
    client.post(reverse("access:sign_out"))
    assert client.get(reverse("access:confirm")).status_code == 302


def test_an_empty_set_up_code_asks_again(client, ana_account) -> None:
    post(client, ana_account.email)
    assert client.post(reverse("access:set_up"), {"code": ""}).status_code == 422


def test_someone_without_an_organisation_left_stops_at_set_up(client, ana_account, ana_member) -> None:
    post(client, ana_account.email)
    StaffMember.objects.of(ana_member.organisation_id).update(ended_at="2026-01-01T00:00Z")
    assert client.get(reverse("access:set_up")).status_code == 403


def test_the_code_page_of_a_known_browser_counts_by_browser(client, ana_account, relaxed) -> None:
    post(client, ana_account.email)
    client.post(reverse("access:sign_out"))
    app = App(ana_account)
    for number in range(4):
        stranger = Client(REMOTE_ADDR=f"203.0.{number}.9")
        post(stranger, ana_account.email)
        for _try in range(5):
            stranger.post(reverse("access:code"), {"code": "000000"})
    post(client, ana_account.email)
    assert client.post(reverse("access:code"), {"code": app.code()}).status_code == 302
    assert is_signed_in(client)
