"""The gate decides, accounts for every decision, and keeps protected programmes shut."""

from dataclasses import replace

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.consent import gate, programmes
from meetpoint.core.consent.gate import OWN_ORGANISATION, PARTICIPANT, disclose
from meetpoint.core.consent.models import Disclosure, DisclosureKind
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.registry import Registry, registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed

LEAVING = {"what": "encounters", "purpose": "funder report", "recipient": "health department"}


def test_disclosure_allowed_is_accounted_for_and_audited(dee: Actor) -> None:
    grant = disclose(dee, kind="export", rows=12, **LEAVING)
    entry = Disclosure.objects.of(dee).get(pk=grant.disclosure_id)
    assert (entry.allowed, entry.rows, entry.staff_id, entry.basis) == (True, 12, dee.staff_id, grant.basis)
    audited = AuditEntry.objects.of(dee).get(action="consent.disclose")
    assert audited.subjects == f"[{entry.pk}]"
    assert "health" not in audited.fields
    assert "funder" not in audited.fields


def test_audit_log_ties_nobody_to_what_left_about_them(dee: Actor) -> None:
    grant = disclose(dee, kind="export", participant_id=70_707, rows=1, **LEAVING)
    assert Disclosure.objects.of(dee).get(pk=grant.disclosure_id).participant_id == 70_707
    audited = AuditEntry.objects.of(dee).get(action="consent.disclose")
    assert "participant" not in audited.fields
    assert "70707" not in audited.fields + audited.subjects


def test_disclosure_refused_is_accounted_for_and_audited(ben: Actor) -> None:
    with pytest.raises(NotAllowed, match="administrator"):
        disclose(ben, kind="export", participant_id=None, **LEAVING)
    entry = Disclosure.objects.of(ben).get()
    assert (entry.allowed, entry.basis) == (False, "no permission")
    assert '"allowed":false' in AuditEntry.objects.of(ben).get().fields


@pytest.mark.parametrize("kind", DisclosureKind.values)
def test_each_kind_asks_its_own_permission(kind: str, dee: Actor) -> None:
    needed = gate.PERMISSION_OF[DisclosureKind(kind)]
    disclose(replace(dee, permissions=frozenset({needed})), kind=kind, **LEAVING)
    with pytest.raises(NotAllowed):
        disclose(replace(dee, permissions=dee.permissions - {needed}), kind=kind, **LEAVING)


def test_unknown_kind_is_a_programming_error(dee: Actor) -> None:
    with pytest.raises(ValueError):
        disclose(dee, kind="gossip", **LEAVING)


def test_accounting_is_closed_to_other_organisations(dee: Actor, cai: Actor) -> None:
    disclose(dee, kind="print", **LEAVING)
    assert not Disclosure.objects.of(cai).exists()


@pytest.fixture
def protected(monkeypatch: pytest.MonkeyPatch) -> str:
    module = Module(slug="treatment", name="Treatment", privacy=PrivacyPlan(columns={}), part2=True)
    with_treatment = Registry((*registry().modules, module))
    monkeypatch.setattr(programmes, "registry", lambda: with_treatment)
    return module.slug


def test_part2_records_about_unknown_people_need_consent(dee: Actor, protected: str) -> None:
    with pytest.raises(NotAllowed, match=r"Treatment.*42 CFR Part 2"):
        disclose(dee, kind="referral", programmes=["people", protected], **LEAVING)
    assert Disclosure.objects.of(dee).get().basis == "part 2: no consent"


@pytest.mark.parametrize("recipient", [PARTICIPANT, OWN_ORGANISATION])
def test_part2_records_stay_open_to_the_person_and_the_programme(
    recipient: str, dee: Actor, protected: str
) -> None:
    grant = disclose(
        dee, kind="export", what="record", purpose="x", recipient=recipient, programmes=[protected]
    )
    assert "own" in grant.basis


def test_unrestricted_programmes_need_no_consent(dee: Actor, protected: str) -> None:
    assert disclose(dee, kind="referral", programmes=["people"], **LEAVING).notice == ""


def test_unknown_programme_is_a_programming_error(dee: Actor) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        disclose(dee, kind="referral", programmes=["nowhere"], **LEAVING)


def test_notice_travels_with_what_is_about_one_person(dee: Actor) -> None:
    def notice(recipient: str) -> str:
        leaving = {"what": "record", "purpose": "x", "recipient": recipient}
        return disclose(dee, kind="print", participant_id=7, **leaving).notice

    assert "nobody else" in notice(PARTICIPANT)
    assert "Confidential" in notice("clinic")


def test_leave_is_asked_before_without_a_trace_unless_it_is_refused(dee: Actor, ben: Actor) -> None:
    gate.require_leave(dee, kind="referral", participant_id=7, **LEAVING)
    assert not Disclosure.objects.of(dee).exists()
    with pytest.raises(NotAllowed):
        gate.require_leave(ben, kind="referral", participant_id=7, **LEAVING)
    assert Disclosure.objects.of(ben).values_list("allowed", "participant_id").get() == (False, 7)
