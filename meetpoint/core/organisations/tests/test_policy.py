"""The field rules in force: what is refused, what is missing, and that nobody sees an old answer."""

from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, fresh_version
from meetpoint.core.organisations.policy import DECLINED, policy_for

LONG_AGO = date(2020, 1, 1)


def rule(org: Organisation, field: str, requirement: str, since: date = LONG_AGO) -> None:
    FieldRule.objects.create(
        organisation=org, field=field, requirement=requirement, source="County order 7", effective_from=since
    )
    Organisation.objects.filter(pk=org.pk).update(policy_version=fresh_version())


def test_policy_without_pack_or_rules_allows_everything(org: Organisation) -> None:
    policy = policy_for(org.pk)
    policy.check({"encounter.note": "hello"})
    assert policy.requirement("encounter.note") == Requirement.OPTIONAL
    assert policy.missing({"encounter.note": ""}) == ()


def test_policy_names_field_and_source_when_a_forbidden_field_is_said(org: Organisation) -> None:
    rule(org, "encounter.note", Requirement.FORBIDDEN)
    with pytest.raises(FieldForbidden) as refused:
        policy_for(org.pk).check({"encounter.note": "hello", "encounter.place_type": "street"})
    assert list(refused.value.fields) == ["encounter.note"]
    assert "County order 7" in refused.value.fields["encounter.note"]


@pytest.mark.parametrize("nothing", [None, "", False, (), []])
def test_policy_lets_an_empty_forbidden_field_pass(org: Organisation, nothing: object) -> None:
    rule(org, "encounter.note", Requirement.FORBIDDEN)
    policy_for(org.pk).check({"encounter.note": nothing})


def test_policy_refuses_nought_in_a_forbidden_field(org: Organisation) -> None:
    rule(org, "participant.birth_year", Requirement.FORBIDDEN)
    with pytest.raises(FieldForbidden):
        policy_for(org.pk).check({"participant.birth_year": 0})


def test_policy_of_rhode_island_refuses_identification_and_says_who_forbids_it(org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-ri", policy_version=fresh_version())
    with pytest.raises(FieldForbidden) as refused:
        policy_for(org.pk).check({"participant.identification": "D123"})
    message = refused.value.fields["participant.identification"]
    assert message == (
        "Rhode Island does not allow asking for identification (216-RICR-40-10-25): leave it empty."
    )


def test_policy_does_not_make_anybody_ask_on_a_source_that_was_not_read(org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-hi", policy_version=fresh_version())
    rule_in_force = policy_for(org.pk).rules["participant.gender"]
    assert rule_in_force.stated == Requirement.REQUIRED
    assert rule_in_force.requirement == Requirement.OPTIONAL


def test_own_rule_replaces_what_the_place_does_not_strictly_forbid(org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-hi")
    rule(org, "participant.gender", Requirement.REQUIRED)
    assert policy_for(org.pk).required == {"participant.gender"}


def test_own_rule_never_loosens_what_the_place_forbids(org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-ri")
    rule(org, "participant.identification", Requirement.OPTIONAL)
    assert policy_for(org.pk).is_forbidden("participant.identification")


def test_own_rule_waits_for_its_day(org: Organisation) -> None:
    rule(org, "encounter.note", Requirement.FORBIDDEN, since=date(2999, 1, 1))
    assert not policy_for(org.pk).is_forbidden("encounter.note")


def test_missing_names_only_fields_of_the_form_at_hand(org: Organisation) -> None:
    rule(org, "participant.gender", Requirement.REQUIRED)
    rule(org, "participant.zip3", Requirement.REQUIRED)
    rule(org, "encounter.place_type", Requirement.REQUIRED)
    said = {"participant.gender": DECLINED, "participant.housing": "tent"}
    assert policy_for(org.pk).missing(said) == ("participant.zip3",)


def test_policy_after_a_rolled_back_change_is_the_old_one(org: Organisation) -> None:
    class Undo(Exception):
        pass

    def change_and_undo() -> None:
        with transaction.atomic():
            rule(org, "encounter.note", Requirement.FORBIDDEN)
            assert policy_for(org.pk).is_forbidden("encounter.note")
            raise Undo

    with pytest.raises(Undo):
        change_and_undo()
    assert not policy_for(org.pk).is_forbidden("encounter.note")


def test_policy_costs_one_query_once_it_is_known(
    org: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    policy_for(org.pk)
    with django_assert_num_queries(1):
        policy_for(org.pk)


def test_policy_of_nobody_is_an_error(db: None) -> None:
    with pytest.raises(LookupError):
        policy_for(987_654)


def test_policy_with_a_pack_of_an_older_release_is_none(org: Organisation) -> None:
    Organisation.objects.filter(pk=org.pk).update(policy_pack="us-gone", policy_version=fresh_version())
    assert policy_for(org.pk).pack is None
