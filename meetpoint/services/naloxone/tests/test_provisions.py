"""What is said with naloxone, through the one door of encounters and back."""

import pytest

from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.errors import EncounterRefused
from meetpoint.core.encounters.tests.factories import encounter
from meetpoint.services.naloxone.figures import refills_by_day, trained_with_kit_by_day
from meetpoint.services.naloxone.models import NaloxoneProvision
from meetpoint.services.naloxone.queries import provisions_said
from meetpoint.services.naloxone.tests.factories import span, total


def test_provision_keeps_what_was_said(ana, site) -> None:
    said = {"supply": "first", "training": "given"}
    recorded = encounter(ana, site, sections={"naloxone": said})
    assert provisions_said(ana, [recorded.id]) == {recorded.id: said}


def test_provision_with_a_reason_is_a_refill(ana, site) -> None:
    recorded = encounter(ana, site, sections={"naloxone": {"reason": "lost"}})
    assert provisions_said(ana, [recorded.id])[recorded.id] == {"supply": "refill", "reason": "lost"}


def test_provision_without_an_answer_stores_nothing(ana, site) -> None:
    encounter(ana, site, sections={"naloxone": {"supply": "", "reason": "", "training": ""}})
    assert not NaloxoneProvision.objects.of(ana).exists()


def test_provision_with_an_unknown_reason_is_refused_beside_its_field(ana, site) -> None:
    with pytest.raises(EncounterRefused) as refusal:
        encounter(ana, site, sections={"naloxone": {"reason": "sold"}})
    assert set(refusal.value.fields) == {"naloxone.reason"}
    assert not NaloxoneProvision.objects.of(ana).exists()


def test_refills_and_training_of_voided_contacts_are_not_counted(ana, site) -> None:
    said = {"reason": "used", "training": "given"}
    kept = encounter(ana, site, sections={"naloxone": said})
    taken_back = encounter(ana, site, sections={"naloxone": said})
    void_encounter(taken_back.uid, reason="undo", by=ana)
    assert kept.id != taken_back.id
    assert total(refills_by_day(ana.organisation_id, *span())) == 1
    assert total(trained_with_kit_by_day(ana.organisation_id, *span())) == 1


def test_provisions_of_another_organisation_are_not_read(ana, cai, site) -> None:
    recorded = encounter(ana, site, sections={"naloxone": {"supply": "first"}})
    assert provisions_said(cai, [recorded.id]) == {}
