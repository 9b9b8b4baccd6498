"""The field rules in force: what is refused, what is missing, and that nobody sees an old answer."""

from datetime import date

import pytest

from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement, fresh_version
from meetpoint.core.organisations.policy import policy_for

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
