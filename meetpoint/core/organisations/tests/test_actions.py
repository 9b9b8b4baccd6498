"""Setting up, sites, rules and options: what is stored, what is refused, what the log says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from meetpoint.core.audit import chain
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations import actions
from meetpoint.core.organisations.actions import Ground, OrganisationDetails, SiteDetails
from meetpoint.core.organisations.errors import FieldForbidden, SettingRefused
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, Setting, Site
from meetpoint.core.organisations.options import Origin, option_in_force, option_value
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed, NotFound

HARBOR = OrganisationDetails(name="Harbor Light", time_zone="America/New_York")
PIER = SiteDetails(name="Pier", slug="pier", kind="outreach")
SINCE_2020 = Ground(source="County order 7", effective_from=date(2020, 1, 1), verified_by="Dr Lee")
PER_POUND = Option(name="t.per_pound", label="Rate", help="", type=OptionType.AMOUNT, default=Decimal(281))
WATCH = Option(name="t.watch_minutes", label="Watch", help="", type=OptionType.COUNT)
MODE = Option(name="t.mode", label="Mode", help="", type=OptionType.CHOICE, choices=(("a", "A"), ("b", "B")))
CALL = Option(name="t.call_first", label="Call", help="", type=OptionType.YES_NO, default=True)
WORDS = Option(name="t.words", label="Words", help="", type=OptionType.TEXT)


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five options, one of each type, beside those that modules declare."""
    for option in (PER_POUND, WATCH, MODE, CALL, WORDS):
        monkeypatch.setitem(registry().options, option.name, option)


def last_entry(owner: Actor | int) -> AuditEntry:
    return AuditEntry.objects.of(owner).order_by("-seq")[0]


# --- organisations --------------------------------------------------------------------------------


def test_set_up_organisation_stores_it_and_begins_its_log(db: None) -> None:
    made = actions.set_up_organisation("harbor-light", replace(HARBOR, policy_pack="us-ri"))
    assert Organisation.objects.get() == made
    assert (made.name, made.time_zone, made.policy_pack) == ("Harbor Light", "America/New_York", "us-ri")
    assert last_entry(made.pk).action == "organisation.set_up"
    assert "Harbor" not in last_entry(made.pk).fields
    assert chain.verify(made.pk).is_intact


def test_set_up_organisation_names_every_field_that_is_wrong(db: None) -> None:
    details = OrganisationDetails(
        name=" ", time_zone="Boston", language="xx", policy_pack="us-zz", code_scheme="face"
    )
    with pytest.raises(SettingRefused) as refused:
        actions.set_up_organisation("Harbor Light!", details)
    assert refused.value.fields.keys() == {
        "slug",
        "name",
        "time_zone",
        "language",
        "policy_pack",
        "code_scheme",
    }
    assert "harbor-light" in refused.value.fields["slug"]
    assert Organisation.objects.count() == 0


def test_set_up_organisation_refuses_a_taken_slug(org: Organisation) -> None:
    with pytest.raises(SettingRefused) as refused:
        actions.set_up_organisation(org.slug, HARBOR)
    assert refused.value.fields.keys() == {"slug"}


def test_change_organisation_stores_and_logs_only_what_changed(dee: Actor) -> None:
    actions.change_organisation(replace(HARBOR, name="Harbor Light East", language="es"), by=dee)
    changed = Organisation.objects.get(pk=dee.organisation_id)
    assert (changed.name, changed.language) == ("Harbor Light East", "es")
    assert last_entry(dee).fields == '{"language":"es","name":true}'


def test_change_organisation_without_a_change_logs_nothing(dee: Actor) -> None:
    actions.change_organisation(HARBOR, by=dee)
    assert not AuditEntry.objects.of(dee).exists()


def test_change_organisation_is_for_administrators(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.change_organisation(HARBOR, by=ana)


# --- sites ----------------------------------------------------------------------------------------


def test_add_site_stores_it(dee: Actor) -> None:
    site = actions.add_site(PIER, by=dee)
    assert Site.objects.of(dee).get(slug="pier") == site
    assert last_entry(dee).action == "site.added"


def test_add_site_names_every_field_that_is_wrong(dee: Actor) -> None:
    with pytest.raises(SettingRefused) as refused:
        actions.add_site(
            SiteDetails(name="x" * 121, slug="a--b", kind="moon", time_zone="Mars/Base", area="a\x00b"),
            by=dee,
        )
    assert refused.value.fields.keys() == {"name", "slug", "kind", "time_zone", "area"}


def test_add_site_refuses_a_taken_slug_and_stores_nothing(dee: Actor, site: Site) -> None:
    with pytest.raises(SettingRefused) as refused:
        actions.add_site(replace(PIER, slug=site.slug), by=dee)
    assert refused.value.fields.keys() == {"slug"}
    assert Site.objects.of(dee).count() == 1


def test_add_site_is_not_for_workers(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.add_site(PIER, by=ana)


def test_add_site_is_not_for_those_who_reach_only_some(dee: Actor, site: Site) -> None:
    with pytest.raises(NotAllowed):
        actions.add_site(PIER, by=replace(dee, site_ids=frozenset({site.pk})))
    assert Site.objects.of(dee).count() == 1


def test_change_site_stores_it(dee: Actor, site: Site) -> None:
    actions.change_site(site.pk, replace(PIER, time_zone="America/Chicago"), by=dee)
    site.refresh_from_db()
    assert (site.name, site.time_zone) == ("Pier", "America/Chicago")


def test_change_site_refuses_a_taken_slug(dee: Actor, site: Site, van: Site) -> None:
    with pytest.raises(SettingRefused):
        actions.change_site(site.pk, replace(PIER, slug=van.slug), by=dee)


def test_change_site_of_another_organisation_is_not_found(cai: Actor, site: Site) -> None:
    with pytest.raises(NotFound):
        actions.change_site(site.pk, PIER, by=cai)


def test_close_and_reopen_site_keeps_its_history(dee: Actor, site: Site) -> None:
    actions.close_site(site.pk, last_day=date(2026, 3, 14), by=dee)
    site.refresh_from_db()
    assert site.closed_on == date(2026, 3, 14)
    assert last_entry(dee).fields == '{"last_day":"2026-03-14"}'
    actions.reopen_site(site.pk, by=dee)
    site.refresh_from_db()
    assert site.closed_on is None
    assert last_entry(dee).action == "site.reopened"


def test_reopen_open_site_does_nothing(dee: Actor, site: Site) -> None:
    actions.reopen_site(site.pk, by=dee)
    assert not AuditEntry.objects.of(dee).exists()


# --- field rules ----------------------------------------------------------------------------------


def test_set_field_rule_holds_at_once_in_a_process_that_had_the_old_answer(dee: Actor) -> None:
    policy_for(dee.organisation_id).check({"encounter.note": "hello"})
    actions.set_field_rule("encounter.note", Requirement.FORBIDDEN, SINCE_2020, by=dee)
    with pytest.raises(FieldForbidden):
        policy_for(dee.organisation_id).check({"encounter.note": "hello"})


def test_set_field_rule_to_none_goes_back_to_what_the_place_says(dee: Actor) -> None:
    actions.set_field_rule("encounter.note", Requirement.FORBIDDEN, SINCE_2020, by=dee)
    actions.set_field_rule(
        "encounter.note", None, replace(SINCE_2020, effective_from=date(2021, 1, 1)), by=dee
    )
    assert policy_for(dee.organisation_id).requirement("encounter.note") == Requirement.OPTIONAL
    assert FieldRule.objects.of(dee).count() == 2


def test_set_field_rule_of_the_same_date_replaces(dee: Actor) -> None:
    actions.set_field_rule("encounter.note", Requirement.FORBIDDEN, SINCE_2020, by=dee)
    actions.set_field_rule("encounter.note", Requirement.REQUIRED, SINCE_2020, by=dee)
    assert FieldRule.objects.of(dee).get().requirement == Requirement.REQUIRED
    assert policy_for(dee.organisation_id).requirement("encounter.note") == Requirement.REQUIRED


def test_set_field_rule_names_what_is_wrong(dee: Actor) -> None:
    with pytest.raises(SettingRefused) as refused:
        actions.set_field_rule(
            "face.shape", Requirement.REQUIRED, replace(SINCE_2020, source=" ", verified_by="x" * 121), by=dee
        )
    assert refused.value.fields.keys() == {"field", "source", "verified_by"}


def test_set_field_rule_cannot_allow_what_the_place_forbids(dee: Actor) -> None:
    actions.change_organisation(replace(HARBOR, policy_pack="us-ri"), by=dee)
    with pytest.raises(SettingRefused) as refused:
        actions.set_field_rule("participant.identification", Requirement.OPTIONAL, SINCE_2020, by=dee)
    assert refused.value.fields.keys() == {"requirement"}
    actions.set_field_rule("participant.identification", Requirement.FORBIDDEN, SINCE_2020, by=dee)


def test_set_field_rule_is_for_administrators(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.set_field_rule("encounter.note", None, SINCE_2020, by=ana)


# --- options --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("t.per_pound", "280,5", Decimal("280.5")),
        ("t.watch_minutes", "5", 5),
        ("t.mode", "b", "b"),
        ("t.call_first", "no", False),
        ("t.words", "Hello", "Hello"),
    ],
)
def test_set_option_gives_the_value_in_its_own_type(dee: Actor, name: str, typed: str, value: object) -> None:
    option_value(dee.organisation_id, name)
    actions.set_option(name, typed, SINCE_2020, by=dee)
    found = option_in_force(dee.organisation_id, name)
    assert (found.value, found.origin, found.verified_by) == (value, Origin.OWN, "Dr Lee")


@pytest.mark.usefixtures("declared")
def test_option_value_is_of_its_day(dee: Actor) -> None:
    actions.set_option("t.per_pound", "300", SINCE_2020, by=dee)
    actions.set_option("t.per_pound", "310", replace(SINCE_2020, effective_from=date(2021, 1, 1)), by=dee)
    values = [
        option_value(dee.organisation_id, "t.per_pound", on=date(year, 6, 1)) for year in (2019, 2020, 2021)
    ]
    assert values == [Decimal(281), Decimal(300), Decimal(310)]


@pytest.mark.usefixtures("declared")
def test_option_without_a_default_is_off_until_somebody_sets_it(dee: Actor) -> None:
    assert option_in_force(dee.organisation_id, "t.watch_minutes").origin == Origin.NOWHERE
    actions.set_option("t.watch_minutes", "5", SINCE_2020, by=dee)
    actions.set_option("t.watch_minutes", "", replace(SINCE_2020, effective_from=date(2021, 1, 1)), by=dee)
    assert option_value(dee.organisation_id, "t.watch_minutes") is None
    assert Setting.objects.of(dee).count() == 2


@pytest.mark.usefixtures("declared")
def test_set_option_names_what_is_wrong(dee: Actor) -> None:
    with pytest.raises(SettingRefused) as refused:
        actions.set_option("t.watch_minutes", "five", replace(SINCE_2020, source="a\nb"), by=dee)
    assert refused.value.fields.keys() == {"value", "source"}
    with pytest.raises(SettingRefused) as refused:
        actions.set_option("t.watch_minutes", "5", replace(SINCE_2020, verified_by=" "), by=dee)
    assert refused.value.fields.keys() == {"verified_by"}
    with pytest.raises(SettingRefused) as refused:
        actions.set_option("t.nothing", "5", SINCE_2020, by=dee)
    assert refused.value.fields.keys() == {"name"}


@pytest.mark.usefixtures("declared")
def test_set_option_keeps_free_text_out_of_the_log(dee: Actor) -> None:
    actions.set_option("t.words", "Ask for Maria", SINCE_2020, by=dee)
    assert "Maria" not in last_entry(dee).fields
    actions.set_option("t.watch_minutes", "5", SINCE_2020, by=dee)
    assert last_entry(dee).fields == '{"from":"2020-01-01","value":"5"}'


def test_set_option_is_not_for_workers(ana: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.set_option("t.words", "x", SINCE_2020, by=ana)


def test_refusal_is_said_in_spanish(dee: Actor) -> None:
    actions.change_organisation(replace(HARBOR, policy_pack="us-ri"), by=dee)
    with translation.override("es"), pytest.raises(FieldForbidden, match="no permite pedir identificación"):
        policy_for(dee.organisation_id).check({"participant.identification": "123"})
