"""My shift shows one's own work, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetpoint.core.access.models import StaffMember
from meetpoint.core.dashboards.tests.test_boards import only_at
from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.tests.factories import encounter, make_item
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

SHIFT = reverse("dashboards:shift")
NOON = datetime(2026, 3, 10, 17, tzinfo=UTC)
SignIn = Callable[[Client | None, StaffMember], Client]


def test_only_ones_own_entries_of_the_day_are_counted(
    sign_in: SignIn, ana: Actor, ana_member: StaffMember, dee: Actor, site: Site
) -> None:
    with clock.stand_at(NOON):
        item = make_item(dee.organisation_id, "syringe", syringes_per_unit=1)
        encounter(ana, site, occurred_at=NOON, items={item: 4})
        encounter(ana, site, occurred_at=NOON, people=12, count_only=True)
        encounter(ana, site, occurred_at=NOON - timedelta(days=1))
        void_encounter(encounter(ana, site, occurred_at=NOON).uid, reason="mistake", by=ana)
        encounter(dee, site, occurred_at=NOON, items={item: 100})
        answer = sign_in(None, ana_member).get(SHIFT)
    shift = answer.context["shift"]
    assert (shift.entries, shift.people, shift.with_code) == (2, 13, 0)
    assert [amount for _label, amount in shift.kinds] == [4]
    text = re.sub(r"\s+", " ", answer.content.decode())
    assert "12 people counted" in text
    assert "100" not in [str(amount) for _label, amount in shift.kinds]


def test_another_day_can_be_looked_at_and_nonsense_is_said(
    sign_in: SignIn, ana: Actor, ana_member: StaffMember, site: Site
) -> None:
    with clock.stand_at(NOON):
        encounter(ana, site, occurred_at=NOON - timedelta(days=1))
        browser = sign_in(None, ana_member)
        assert browser.get(SHIFT, {"day": "2026-03-09"}).context["shift"].entries == 1
        for day, why in (
            ("%00", "Write a day"),
            ("2026-03-11", "for a month"),
            ("2020-01-01", "for a month"),
        ):
            answer = browser.get(SHIFT, {"day": day})
            assert why in answer.context["problem"]
            assert answer.context["shift"].entries == 0


def test_a_site_out_of_reach_is_left_out(
    sign_in: SignIn, ana: Actor, ana_member: StaffMember, site: Site, van: Site
) -> None:
    with clock.stand_at(NOON):
        encounter(ana, site, occurred_at=NOON)
        encounter(ana, van, occurred_at=NOON)
        only_at(ana_member, van)
        shift = sign_in(None, ana_member).get(SHIFT).context["shift"]
    assert [entry.site for entry in shift.latest] == ["Van"]


def test_a_shift_asks_few_questions_however_long_it_is(
    sign_in: SignIn, ana: Actor, ana_member: StaffMember, dee: Actor, site: Site
) -> None:
    with clock.stand_at(NOON):
        item = make_item(dee.organisation_id, "syringe", syringes_per_unit=1)
        browser = sign_in(None, ana_member)
        encounter(ana, site, occurred_at=NOON, items={item: 1})
        browser.get(SHIFT)
        counts = []
        for _turn in range(2):
            with CaptureQueriesContext(connection) as seen:
                browser.get(SHIFT)
            counts.append(len(seen))
            for _entry in range(3):
                encounter(ana, site, occurred_at=NOON, items={item: 1})
    assert counts == [6, 6], [one["sql"] for one in seen]


def test_somebody_who_only_reads_has_no_shift(sign_in: SignIn, ben_member: StaffMember) -> None:
    assert sign_in(None, ben_member).get(SHIFT).status_code == 403
