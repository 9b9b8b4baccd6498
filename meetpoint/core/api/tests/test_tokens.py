"""What a token can and cannot be: its bounds, its end, and all that it never opens."""

import json
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from meetpoint.core.access.actions.people import end_membership
from meetpoint.core.access.models import Account, RolePermission, StaffMember, StaffSession
from meetpoint.core.access.proof.sessions import hash_of
from meetpoint.core.api import queries, rules
from meetpoint.core.api.actions import NewToken, end_token, make_token
from meetpoint.core.api.door import bearer
from meetpoint.core.api.models import Token, TokenScope
from meetpoint.core.api.privacy import retain
from meetpoint.core.api.tests.programs import Program, program, token_of, uid
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor, ActorKind
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound

VIEW = "encounters:encounter:view"


def soon(days: int = 30) -> date:
    return clock.now().date() + timedelta(days=days)


def new_token(**more: object) -> NewToken:
    said = {"name": "County", "scopes": [VIEW], "expires_on": soon(), "all_sites": True, **more}
    return NewToken(**said)  # type: ignore[arg-type]


# --- making --------------------------------------------------------------------------------------


def test_token_is_told_once_and_only_its_hash_is_stored(dee: Actor, site: Site) -> None:
    token, text = make_token(new_token(), by=dee)
    assert text.startswith("mpt_")
    assert len(text) > 40
    stored = Token.objects.of(dee).values().get()
    assert stored["token_hash"] == hash_of(text)
    assert text not in json.dumps(stored, default=str)
    entry = AuditEntry.objects.of(dee).get(action="api.token_made")
    said = json.loads(entry.fields)
    assert said == {"recipient": "own", "scopes": VIEW, "sites": "all", "until": soon().isoformat()}
    assert token.expires_at > clock.now() + timedelta(days=29)
    assert text not in entry.fields


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["access:staff:invite"]}, "scopes"),
        ({"scopes": ["api:token:manage"]}, "scopes"),
        ({"scopes": ["no:such:thing"]}, "scopes"),
        ({"expires_on": date(2020, 1, 1)}, "expires_on"),
        ({"expires_on": date(2100, 1, 1)}, "expires_on"),
        ({"recipient": "anybody"}, "recipient"),
        ({"all_sites": False}, "sites"),
    ],
)
def test_token_that_cannot_be_made_names_the_field(
    dee: Actor, site: Site, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        make_token(new_token(**wrong), by=dee)
    assert field in refusal.value.fields
    assert not Token.objects.of(dee).exists()


def test_nobody_gives_a_token_more_than_they_hold(ana_member: StaffMember, van: Site, site: Site) -> None:
    RolePermission.objects.create(
        organisation=ana_member.organisation, role="worker", permission="api:token:manage", granted=True
    )
    ana = Actor(
        organisation_id=ana_member.organisation_id,
        staff_id=ana_member.pk,
        permissions=frozenset({"api:token:manage", VIEW}),
        site_ids=frozenset({site.pk}),
    )
    for wrong in ({"scopes": [VIEW, "consent:api:read"]}, {"all_sites": False, "sites": [van]}):
        with pytest.raises(DomainError):
            make_token(new_token(**wrong), by=ana)
    token, _text = make_token(new_token(all_sites=False, sites=[site]), by=ana)
    assert list(token.sites.all()) == [site]


def test_site_of_another_organisation_is_refused(dee: Actor, site: Site, other_site: Site) -> None:
    with pytest.raises(DomainError) as refusal:
        make_token(new_token(all_sites=False, sites=[other_site]), by=dee)
    assert "sites" in refusal.value.fields


def test_worker_makes_no_token(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        make_token(new_token(), by=ana)


@pytest.mark.parametrize("kind", [ActorKind.TOKEN, ActorKind.DEVICE, ActorKind.SYSTEM])
def test_only_a_person_makes_a_token(dee: Actor, kind: ActorKind) -> None:
    machine = Actor(
        organisation_id=dee.organisation_id, staff_id=dee.staff_id, permissions=dee.permissions, kind=kind
    )
    with pytest.raises(NotAllowed):
        make_token(new_token(), by=machine)


def test_longest_life_is_the_organisations(dee: Actor, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert queries.longest_days(dee.organisation_id) == 365
    for stored, days in ((7, 7), (0, 1), (10**6, queries.LONGEST_EVER_DAYS)):
        monkeypatch.setattr(queries, "option_value", lambda *_args, stored=stored: stored)
        assert queries.longest_days(dee.organisation_id) == days
    monkeypatch.setattr(queries, "option_value", lambda *_args: 7)
    with pytest.raises(DomainError):
        make_token(new_token(expires_on=soon(9)), by=dee)


def test_scopes_hold_nothing_about_staff_roles_tokens_or_the_organisation() -> None:
    areas = {scope.partition(":")[0] for scope in registry().api_scopes}
    assert areas.isdisjoint({"access", "api", "audit", "organisations", "operate", "web"})
    assert not registry().api_scopes & {
        "people:code:unmask", "people:code:destroy", "people:participant:erase", "consent:backup:make",
        "consent:export:make",
    }  # fmt: skip
    assert rules.scopes_within(Actor.system(1, "test")) == registry().api_scopes


# --- ending --------------------------------------------------------------------------------------


def works(asker: Program) -> bool:
    status = asker.get("/me").status_code
    assert status in (200, 401)
    return status == 200


def test_ended_token_is_over_at_once(dee: Actor, dee_member: StaffMember) -> None:
    asker = program(dee_member)
    assert works(asker)
    token = token_of(asker, dee.organisation_id)
    end_token(token, by=dee)
    end_token(token, by=dee)
    assert not works(asker)
    assert AuditEntry.objects.of(dee).filter(action="api.token_ended").count() == 1


def test_nobody_ends_what_is_not_theirs(dee: Actor, ana: Actor, cai: Actor, dee_member: StaffMember) -> None:
    token = token_of(program(dee_member), dee.organisation_id)
    with pytest.raises(NotAllowed):
        end_token(token, by=ana)
    with pytest.raises(NotFound):
        end_token(token, by=cai)


def test_expired_token_is_over(dee_member: StaffMember) -> None:
    asker = program(dee_member, days=2)
    with clock.stand_at(clock.now() + timedelta(days=1)):
        assert works(asker)
    with clock.stand_at(clock.now() + timedelta(days=3)):
        assert not works(asker)


def test_token_of_somebody_who_left_dies_at_once(dee: Actor, ana_member: StaffMember) -> None:
    asker = program(ana_member)
    assert works(asker)
    end_membership(ana_member, by=dee)
    assert not works(asker)


def test_token_of_a_stopped_account_dies_at_once(ana_member: StaffMember) -> None:
    asker = program(ana_member)
    Account.objects.filter(pk=ana_member.account_id).update(is_active=False)
    assert not works(asker)


def test_token_of_somebody_who_has_not_joined_again_does_not_work(ana_member: StaffMember) -> None:
    asker = program(ana_member)
    StaffMember.objects.of(ana_member.organisation_id).filter(pk=ana_member.pk).update(joined_at=None)
    assert not works(asker)


def test_token_loses_what_its_owners_role_loses(ana_member: StaffMember, org: Organisation) -> None:
    asker = program(ana_member, scopes={VIEW, "encounters:encounter:void"})
    assert asker.get("/me").json()["scopes"] == sorted({VIEW, "encounters:encounter:void"})
    RolePermission.objects.create(organisation=org, role="worker", permission=VIEW, granted=False)
    assert asker.get("/me").json()["scopes"] == ["encounters:encounter:void"]
    assert asker.get("/encounters").status_code == 403


def test_scope_that_a_token_may_not_hold_counts_for_nothing(dee_member: StaffMember) -> None:
    asker = program(dee_member, scopes={"access:staff:invite", "people:code:unmask", VIEW})
    assert asker.get("/me").json()["scopes"] == [VIEW]


def test_sites_are_those_of_both_token_and_owner(
    ana_member: StaffMember, site: Site, van: Site, org: Organisation
) -> None:
    pier = Site.objects.create(organisation=org, name="Pier", slug="pier")

    def reached(asker: Program) -> set[str]:
        return {site["slug"] for site in asker.get("/me").json()["sites"]}

    everywhere, narrow, none = (
        program(ana_member), program(ana_member, sites=[van, pier]), program(ana_member, sites=[])
    )  # fmt: skip
    assert [reached(asker) for asker in (everywhere, narrow, none)] == [
        {"plaza", "van", "pier"}, {"van", "pier"}, set()
    ]  # fmt: skip
    StaffMember.objects.of(org.pk).filter(pk=ana_member.pk).update(all_sites=False)
    ana_member.sites.set([site, van])
    assert [reached(asker) for asker in (everywhere, narrow, none)] == [{"plaza", "van"}, {"van"}, set()]


def test_empty_list_of_sites_shows_nothing(dee_member: StaffMember, dee: Actor, site: Site) -> None:
    from meetpoint.core.encounters.tests.factories import encounter  # noqa: PLC0415 - right of this package

    encounter(dee, site)
    assert program(dee_member, sites=[]).get("/encounters").json()["items"] == []


def test_old_tokens_are_removed_a_month_after_their_end(dee: Actor, dee_member: StaffMember) -> None:
    over, ended, living = program(dee_member, days=1), program(dee_member), program(dee_member, days=300)
    end_token(token_of(ended, dee.organisation_id), by=dee)
    with clock.stand_at(clock.now() + timedelta(days=29)):
        assert retain(dee, clock.now().date()) == 0
    with clock.stand_at(clock.now() + timedelta(days=32)):
        assert retain(dee, clock.now().date()) == 2
    assert Token.objects.of(dee).get() == token_of(living, dee.organisation_id)
    assert works(living)
    assert not works(over)
    assert set(TokenScope.objects.of(dee).values_list("token_id", flat=True)) == {
        token_of(living, dee.organisation_id).pk
    }


# --- what it never is -------------------------------------------------------------------------------


def test_token_never_makes_a_session(dee_member: StaffMember, client: Client) -> None:
    asker = program(dee_member)
    for address in (reverse("access:sign_in"), reverse("access:switch"), reverse("access:confirm"), "/log/"):
        for method in ("get", "post"):
            answer = getattr(client, method)(address, headers=asker.headers)
            assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert asker.get("/me").status_code == 200
    assert not StaffSession.objects.of(dee_member.organisation_id).exists()


def test_token_as_a_cookie_opens_nothing(dee_member: StaffMember, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = program(dee_member).text
    assert client.get("/log/").status_code == 302
    assert client.get("/api/v1/me").status_code == 401


def test_session_opens_nothing_of_the_api(dee_member: StaffMember, sign_in) -> None:  # type: ignore[no-untyped-def]
    browser = sign_in(None, dee_member)
    assert browser.get("/api/v1/encounters").status_code == 401
    assert browser.post("/api/v1/encounters", {}, content_type="application/json").status_code == 401


def test_token_in_the_address_or_body_counts_for_nothing(dee_member: StaffMember, client: Client) -> None:
    text = program(dee_member).text
    assert client.get(f"/api/v1/me?token={text}&access_token={text}").status_code == 401
    answer = client.post("/api/v1/encounters", {"access_token": text}, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer ", "Basic mpt_x", "Bearer mpt_wrong", "mpt_x", "Bearer \x00"]
)
def test_what_is_no_token_is_answered_alike(dee_member: StaffMember, client: Client, said: str) -> None:
    answer = client.get("/api/v1/encounters", headers={"Authorization": said} if said else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "Settings" in answer.json()["detail"]


# --- counting ---------------------------------------------------------------------------------------


def test_strangers_are_slowed_and_right_tokens_are_not(dee_member: StaffMember, client: Client) -> None:
    tries = [client.get("/api/v1/me").status_code for _turn in range(bearer.STRANGERS.burst + 1)]
    assert tries == [401] * bearer.STRANGERS.burst + [429]
    limited = client.get("/api/v1/me")
    assert int(limited["Retry-After"]) > 0
    assert limited["Content-Type"] == "application/problem+json"
    assert works(program(dee_member))


def test_busy_token_is_told_to_wait(dee_member: StaffMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "REQUESTS", bearer.Limit(slug="api-token", burst=2, every_seconds=60))
    monkeypatch.setattr(bearer, "AT_A_TIME", 1)
    asker, other = program(dee_member), program(dee_member)
    assert [asker.get("/me").status_code for _turn in range(3)] == [200, 200, 429]
    assert other.get("/me").status_code == 200


def test_requests_are_paid_for_some_at_a_time(
    dee_member: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "REQUESTS", bearer.Limit(slug="api-token", burst=1, every_seconds=60))
    asker = program(dee_member)
    statuses = [asker.get("/me").status_code for _turn in range(bearer.AT_A_TIME + 1)]
    assert statuses == [200] * bearer.AT_A_TIME + [429]


def test_day_of_last_use_is_kept_and_nothing_finer(dee: Actor, dee_member: StaffMember) -> None:
    asker = program(dee_member)
    assert token_of(asker, dee.organisation_id).last_used_on is None
    with clock.stand_at(clock.now().replace(hour=3)):
        asker.get("/me")
        today = clock.local_date(clock.now(), "America/New_York")
    assert token_of(asker, dee.organisation_id).last_used_on == today
    moments = {f.name for f in Token._meta.fields if f.get_internal_type() == "DateTimeField"}
    assert moments == {"made_at", "expires_at", "ended_at"}


def test_changes_by_a_token_are_told_from_those_by_hand(
    dee: Actor, dee_member: StaffMember, site: Site
) -> None:
    body = {"uid": uid(), "site": "plaza", "occurred_at": clock.now()}
    assert program(dee_member).post("/encounters", body).status_code == 201
    entry = AuditEntry.objects.of(dee).get(action="encounter.recorded")
    assert (entry.actor_kind, entry.staff_id) == ("token", dee.staff_id)
