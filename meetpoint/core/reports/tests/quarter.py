"""A quarter of made-up contacts, few enough to be added up by hand; the worked examples count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from meetpoint.core.encounters.actions import correct_encounter, record_encounter, void_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals.actions import change_status
from meetpoint.core.referrals.models import Referral
from meetpoint.core.supplies.actions import add_starter_items
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.naloxone.actions.reversals import Reversal, report_reversal, void_reversal
from meetpoint.services.naloxone.actions.trainings import GroupTraining, record_training, void_training
from meetpoint.services.naloxone.models import ReversalReport

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
LATER = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""When the reports are made: every day of the quarter is over."""

NASAL_KIT, INJECTED_KIT = "naloxone-nasal-4mg-kit", "naloxone-im-kit"  # two doses each
NASAL_DOSE, VIAL = "naloxone-nasal-4mg", "naloxone-vial"
SYRINGE = "syringe-1ml-28g"


class Quarter:
    """Records a quarter at a fixed site and a van of an organisation in New York, through the real doors."""

    def __init__(self, dee: Actor, plaza: Site, van: Site) -> None:
        self.dee, self.plaza, self.van = dee, plaza, van
        add_starter_items(by=Actor.system(dee.organisation_id, "test"))
        self.items = {item.slug: item.pk for item in Item.objects.of(dee)}
        self.a, self.b, self.c, self.d = (self._participant() for _ in range(4))
        self.january()
        self.february()
        self.march()
        merge_participants(by=dee, kept=self.a, joined=self.c)

    def january(self) -> None:
        """A comes twice; a training of 8, and one that was entered by mistake; a contact of last year."""
        first_kit = {"naloxone": {"supply": "first", "training": "given"}}
        self.met("2025-12-31T15:00", self.a, {SYRINGE: 7})
        self.met("2026-01-05T15:00", self.a, {SYRINGE: 40, NASAL_KIT: 2}, first_kit)
        used = {"supply": "refill", "reason": "used", "training": "given"}
        said = {"naloxone": used, "returns": {"counted": "30"}}
        self.met("2026-01-09T15:00", self.a, {SYRINGE: 20, INJECTED_KIT: 1}, said)
        self.trained(date(2026, 1, 20), 8)
        void_training(self.trained(date(2026, 1, 21), 5), by=self.dee)

    def february(self) -> None:
        """B at the van; one without a code; twelve counted in a rush; C, who is A; three referrals."""
        lost = {"supply": "refill", "reason": "lost", "training": "already"}
        said = {"naloxone": lost, "reversal": {"given_by": "responder"}}
        self.met("2026-02-09T15:00", self.b, {NASAL_KIT: 1}, said, site=self.van)
        used = {"supply": "refill", "reason": "used", "training": "given"}
        said = {"naloxone": used, "reversal": {"given_by": "friend"}}
        self.met("2026-02-10T15:00", None, {VIAL: 3, NASAL_DOSE: 4}, said)
        self.met(
            "2026-02-11T15:00", None, {SYRINGE: 100}, {"returns": {"litres": "1"}}, people=12, count_only=True
        )
        self.met("2026-02-12T15:00", self.c, sections={"referral": {"kind": "treatment"}})
        self.met("2026-02-12T16:00", self.b, sections={"referral": {"kind": "detox"}})
        mistaken = self.met("2026-02-12T17:00", self.b, sections={"referral": {"kind": "treatment"}})
        wrong = Referral.objects.of(self.dee).get(encounter__uid=mistaken.uid)
        change_status(wrong.uid, "entered-in-error", by=self.dee)

    def march(self) -> None:
        """One voided, one corrected, one told by phone, and one of the last evening, entered later."""
        voided = self.met("2026-03-13T15:00", self.d, {SYRINGE: 500, NASAL_KIT: 9})
        void_encounter(voided.uid, reason="mistake", by=self.dee)
        wrong = self.met("2026-03-14T15:00", self.b, {SYRINGE: 10})
        correct_encounter(wrong.uid, self.new("2026-03-14T15:00", self.b, {SYRINGE: 15}), by=self.dee)
        told = Reversal(uid=uuid7(), site_id=self.van.pk, reported_on=date(2026, 3, 1))
        report_reversal(told, by=self.dee)
        mistaken = report_reversal(replace(told, uid=uuid7()), by=self.dee)
        void_reversal(ReversalReport.objects.of(self.dee).get(uid=mistaken), "mistake", by=self.dee)
        # 03:30 UTC on the first of April is 23:30 on the last of March in New York.
        self.met("2026-04-01T03:30", None, {NASAL_KIT: 1})

    def met(self, moment: str, who: Participant | None, *given: Any, **more: Any) -> Any:
        return record_encounter(self.new(moment, who, *given, **more), by=self.dee)

    def new(
        self,
        moment: str,
        who: Participant | None,
        items: Mapping[str, int] | None = None,
        sections: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        site: Site | None = None,
        **more: Any,
    ) -> NewEncounter:
        return NewEncounter(
            uid=uuid7(),
            site_id=(site or self.plaza).pk,
            occurred_at=datetime.fromisoformat(moment).replace(tzinfo=UTC),
            participant_id=who.pk if who else None,
            items={self.items[slug]: quantity for slug, quantity in (items or {}).items()},
            sections=sections or {},
            **more,
        )

    def trained(self, day: date, people: int) -> Any:
        training = GroupTraining(uid=uuid7(), site_id=self.plaza.pk, held_on=day, people=people)
        return record_training(training, by=self.dee)

    def _participant(self) -> Participant:
        return Participant.objects.of(self.dee).create(
            organisation_id=self.dee.organisation_id, uid=uuid7(), created_at=LATER - timedelta(days=400)
        )
