"""The settings pages: who may open them, what they store, what they say when something is wrong."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.actions import record
from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import FieldRule, Organisation, Setting, Site, fresh_version
from meetpoint.core.organisations.options import option_value
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.tenancy.actor import Actor

SignIn = Callable[[Client | None, StaffMember], Client]

PAGES = ["organisation", "sites", "add_site", "rules", "options", "log"]


def url(name: str, *args: str) -> str:
    return reverse(f"web:settings:{name}", args=args)


@pytest.fixture
def office(sign_in: SignIn, dee_member: StaffMember) -> Client:
    """Dee's browser."""
    return sign_in(None, dee_member)


@pytest.mark.parametrize("name", PAGES)
def test_settings_page_opens_for_the_administrator(office: Client, name: str) -> None:
    assert office.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_settings_page_is_refused_to_workers(sign_in: SignIn, ana_member: StaffMember, name: str) -> None:
    assert sign_in(None, ana_member).get(url(name)).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_settings_page_opens_in_spanish(office: Client, name: str) -> None:
    answer = office.get(url(name), headers={"accept-language": "es"})
    assert answer.status_code == 200


# --- organisation and sites -----------------------------------------------------------------------


def test_organisation_is_changed(office: Client, org: Organisation) -> None:
    said = {
        "name": "Harbor Light East",
        "time_zone": "America/Chicago",
        "language": "es",
        "policy_pack": "us-ri",
    }
    assert office.post(url("organisation"), said).status_code == 302
    org.refresh_from_db()
    assert (org.name, org.time_zone, org.policy_pack) == ("Harbor Light East", "America/Chicago", "us-ri")


def test_organisation_form_keeps_what_was_typed_when_something_is_wrong(office: Client) -> None:
    answer = office.post(
        url("organisation"), {"name": "a\tb", "time_zone": "America/Chicago", "language": "en"}
    )
    assert answer.status_code == 200
    assert b"cannot be stored" in answer.content
    assert b'<option value="America/Chicago" selected>' in answer.content


def test_site_is_added_with_a_short_name_made_for_it(office: Client, org: Organisation) -> None:
    office.post(url("add_site"), {"name": "Eastside Van", "kind": "mobile", "area": "Eastside"})
    assert Site.objects.of(org.pk).get(slug="eastside-van").area == "Eastside"


def test_site_with_a_name_beyond_letters_asks_for_a_short_one(office: Client) -> None:
    answer = office.post(url("add_site"), {"name": "日本", "kind": "fixed"})
    assert b"Use small letters" in answer.content


def test_site_is_changed_closed_and_opened_again(office: Client, site: Site) -> None:
    office.post(url("site", "plaza"), {"name": "The Plaza", "slug": "plaza", "kind": "event"})
    office.post(url("close_site", "plaza"), {"last_day": "2026-03-14"})
    site.refresh_from_db()
    assert (site.name, site.kind, str(site.closed_on)) == ("The Plaza", "event", "2026-03-14")
    assert b"Mar 14" in office.get(url("sites")).content
    assert b"Open it again" in office.get(url("site", "plaza")).content
    office.post(url("reopen_site", "plaza"))
    site.refresh_from_db()
    assert site.closed_on is None


def test_site_is_not_closed_on_a_day_that_is_none(office: Client, site: Site) -> None:
    answer = office.post(url("close_site", "plaza"), {"last_day": "tomorrow"})
    assert answer.status_code == 200
    site.refresh_from_db()
    assert site.closed_on is None


def test_site_of_another_organisation_is_not_there(
    sign_in: SignIn, cai_member: StaffMember, site: Site
) -> None:
    assert sign_in(None, cai_member).get(url("site", "plaza")).status_code == 404


def test_sites_without_any_teaches_the_first_step(office: Client, site: Site) -> None:
    office.post(url("close_site", "plaza"), {"last_day": "2026-03-14"})
    assert b"No open site" in office.get(url("sites")).content


@pytest.mark.parametrize("count", [1, 3])
def test_sites_cost_the_same_for_one_and_three(
    office: Client, org: Organisation, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, count):
        Site.objects.create(organisation=org, name=f"Site {number}", slug=f"site-{number}")
    office.get(url("sites"))
    with django_assert_num_queries(3):
        office.get(url("sites"))


# --- questions ------------------------------------------------------------------------------------


def test_questions_show_the_place_the_source_and_the_doubt(office: Client, org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-hi", policy_version=fresh_version())
    page = office.get(url("rules")).content.decode()
    assert "Hawaii" in page
    assert "HRS § 325-116" in page
    assert "Known at second hand" in page
    assert "Check locally" in page


def test_question_page_of_a_rule_that_binds_says_so(office: Client, org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-ri", policy_version=fresh_version())
    page = office.get(url("rule", "participant.identification")).content.decode()
    assert "An own rule cannot allow it" in page


def test_question_rule_is_stored_and_listed_as_history(office: Client, org: Organisation) -> None:
    said = {"requirement": "forbidden", "source": "Board decision", "effective_from": "2026-01-01"}
    assert office.post(url("rule", "encounter.note"), said).status_code == 302
    assert policy_for(org.pk).is_forbidden("encounter.note")
    assert "Board decision" in office.get(url("rule", "encounter.note")).content.decode()
    assert "Your programme " in office.get(url("rules")).content.decode()


def test_question_rule_without_a_source_says_what_to_mend(office: Client) -> None:
    said = {"requirement": "forbidden", "effective_from": "2026-01-01"}
    answer = office.post(url("rule", "encounter.note"), said)
    assert b"Write where this rule comes from" in answer.content
    assert not FieldRule.objects.unscoped("test").exists()


def test_question_rule_can_be_given_back_to_the_place(office: Client, org: Organisation) -> None:
    office.post(url("rule", "encounter.note"), {"requirement": "", "effective_from": "2026-01-01"})
    assert FieldRule.objects.of(org.pk).get().requirement == ""


def test_question_that_does_not_exist_is_not_there(office: Client) -> None:
    assert office.get(url("rule", "face.shape")).status_code == 404


# --- values ---------------------------------------------------------------------------------------


def test_value_is_stored_under_a_name(office: Client, org: Organisation) -> None:
    said = {"value": "45", "effective_from": "2026-01-01", "verified_by": "Dr Lee", "source": "Board"}
    assert office.post(url("option", "encounters.note_days"), said).status_code == 302
    assert option_value(org.pk, "encounters.note_days") == 45
    page = office.get(url("option", "encounters.note_days")).content.decode()
    assert "Dr Lee" in page
    assert "45" in office.get(url("options")).content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value": "many", "effective_from": "2026-01-01", "verified_by": "Dr Lee"}, "Write a whole number"),
        ({"value": "45", "effective_from": "2026-01-01"}, "Write the name of the person"),
        ({"value": "45", "verified_by": "Dr Lee"}, "This field is required"),
    ],
)
def test_value_that_is_wrong_says_what_to_mend(office: Client, said: dict[str, str], words: str) -> None:
    assert words in office.post(url("option", "encounters.note_days"), said).content.decode()
    assert not Setting.objects.unscoped("test").exists()


def test_value_that_does_not_exist_is_not_there(office: Client) -> None:
    assert office.get(url("option", "no.such_thing")).status_code == 404


def test_values_cost_the_same_however_many_there_are(
    office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office.get(url("options"))
    with django_assert_num_queries(3):
        office.get(url("options"))


CHOICE = Option(name="t.mode", label="Mode", help="", type=OptionType.CHOICE, choices=(("a", "By hand"),))
CALL = Option(name="t.call", label="Call", help="", type=OptionType.YES_NO, default=True, source="ours")
WORDS = Option(name="t.words", label="Words", help="", type=OptionType.TEXT)


@pytest.mark.parametrize(
    ("option", "typed", "shown"), [(CHOICE, "a", "By hand"), (CALL, "no", "No"), (WORDS, "Hello", "Hello")]
)
def test_value_of_every_kind_is_typed_and_shown(
    office: Client, monkeypatch: pytest.MonkeyPatch, option: Option, typed: str, shown: str
) -> None:
    monkeypatch.setitem(registry().options, option.name, option)
    said = {"value": typed, "effective_from": "2026-01-01", "verified_by": "Dr Lee"}
    assert office.post(url("option", option.name), said).status_code == 302
    assert f"<dd>{shown}</dd>" in office.get(url("option", option.name)).content.decode()


# --- the log --------------------------------------------------------------------------------------


def fill(dee: Actor, count: int) -> None:
    for number in range(count):
        record(dee, "site.added", "site", [number], fields={"kind": "fixed"})


def test_log_says_who_did_what_in_plain_words(office: Client, dee: Actor) -> None:
    record(dee, "site.added", "site", [1, 2, 3, 4, 5], fields={"kind": "fixed"})
    record(Actor.system(dee.organisation_id, "test"), "thing.unheard_of", "thing", ["a"])
    page = office.get(url("log")).content.decode()
    assert "Dee" in page
    assert "Added a site" in page
    assert "1, 2, 3 and 2 more" in page
    assert "Meetpoint itself" in page
    assert "Thing.unheard_of" in page


def test_log_is_narrowed_by_who_what_and_when(office: Client, dee: Actor, dee_member: StaffMember) -> None:
    fill(dee, 1)
    record(Actor.system(dee.organisation_id, "test"), "site.closed", "site", [7])
    page = office.get(url("log"), {"who": dee_member.pk}).content.decode()
    assert "Meetpoint itself" not in page
    table = office.get(url("log"), {"what": "site.closed"}).content.decode().split("<tbody>")[1]
    assert "Closed a site" in table
    assert "Added a site" not in table
    assert "Nothing fits" in office.get(url("log"), {"on_to": "2020-01-01"}).content.decode()


def test_log_of_another_organisation_is_not_shown(
    sign_in: SignIn, cai_member: StaffMember, dee: Actor
) -> None:
    fill(dee, 1)
    assert b"Nothing has been done yet" in sign_in(None, cai_member).get(url("log")).content


@pytest.mark.parametrize("count", [1, 3])
def test_log_costs_the_same_for_one_and_three(
    office: Client, dee: Actor, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fill(dee, count)
    office.get(url("log"))
    with django_assert_num_queries(5):
        office.get(url("log"))


def test_log_leaves_as_a_file_through_the_gate(office: Client, dee: Actor) -> None:
    fill(dee, 2)
    answer = office.get(url("log"), {"format": "csv"})
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert content.count("Added a site") == 2
