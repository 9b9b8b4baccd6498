"""Random nights: two phones, a network that loses, doubles and reorders, a server that is restored.

The phone here is a model of `phone/store.js` and `phone/sync.js`, rule by rule; the server is the real one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field.actions.receiving import Taken
from meetpoint.core.field.tests.phones import Phone, phone_of
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor

pytestmark = pytest.mark.django_db
SHELF = 1_000_000

SAVE, UNDO, SYNC, RESTORE = "save", "undo", "sync", "restore"
FATES = ("fine", "request_lost", "answer_lost", "doubled", "late", "bottom_up")
STEPS = st.one_of(
    st.tuples(st.just(SAVE), st.integers(0, 1), st.integers(1, 9)),
    st.tuples(st.just(UNDO), st.integers(0, 1), st.integers(0, 3)),
    st.tuples(st.just(SYNC), st.integers(0, 1), st.sampled_from(FATES)),
    st.tuples(st.just(RESTORE), st.just(0), st.just(0)),
)


@dataclass
class ModelPhone:
    """What a phone durably holds. A crash loses nothing else, so each step starts from here."""

    phone: Phone
    site: Site
    item: Item
    queue: list[dict[str, Any]] = field(default_factory=list)
    meant: dict[str, int] = field(default_factory=dict)
    mark: str = ""

    def save(self, units: int) -> None:
        body = {"site": self.site.pk, "items": {str(self.item.pk): units}}
        event = self.phone.event("encounter", body)
        self.queue.append({"event": event, "sent": False})
        self.meant[event["id"]] = units

    def undo(self, back: int) -> None:
        standing = list(self.meant)
        if back < len(standing):
            target = standing[-1 - back]
            self.queue.append({"event": self.phone.event("undo", {"target": target}), "sent": False})
            del self.meant[target]

    def sync(self, fate: str, by: Actor, late: list[Request]) -> bool:
        """Send one batch; tell whether there is nothing left to send."""
        waiting = [kept for kept in self.queue if not kept["sent"]][:3]
        if fate == "bottom_up":
            waiting.reverse()
        events = [kept["event"] for kept in waiting]
        if fate == "late":
            late.append((self, events, self.mark))
        if fate in {"late", "request_lost"}:
            return False
        for _time in range(2 if fate == "doubled" else 1):
            taken = self.deliver(events, self.mark, by)
        if fate == "answer_lost":
            return False
        self.mark = taken.mark
        for kept in self.queue if taken.restored else waiting:
            kept["sent"] = not taken.restored
        return all(kept["sent"] for kept in self.queue)

    def deliver(self, events: list[dict[str, Any]], mark: str, by: Actor) -> Taken:
        taken = self.phone.deliver(events, mark=mark, by=by)
        assert all(answer.state == "taken" and not answer.review for answer in taken.answers)
        return taken

    def finish(self, by: Actor) -> None:
        """Send until nothing is left, and once more, as at the next opening, which may find a restore."""
        for _turn in range(100):
            if self.sync("fine", by, []) and self.sync("fine", by, []):
                return
        raise AssertionError("the phone never got rid of its queue")


Request = tuple[ModelPhone, list[dict[str, Any]], str]
"""What was sent, by whom, and under which mark."""


def play(steps: list[tuple[str, int, Any]], phones: list[ModelPhone], by: Actor) -> None:
    late: list[Request] = []
    backup = transaction.savepoint()
    for number, (step, which, how) in enumerate(steps):
        phone = phones[which]
        if step == SAVE:
            phone.save(how)
        elif step == UNDO:
            phone.undo(how)
        elif step == SYNC:
            phone.sync(how, by, late)
        else:
            transaction.savepoint_rollback(backup)
        if number % 7 == 6:
            backup = transaction.savepoint()
        if number % 5 == 4:
            _arrive(late, by)
    _arrive(late, by)
    for phone in phones:
        phone.finish(by)


def _arrive(late: list[Request], by: Actor) -> None:
    """Let requests come that were long under way; nobody hears what they are answered."""
    for phone, events, mark in late:
        phone.deliver(events, mark, by)
    late.clear()


def check(ana: Actor, dee: Actor, site: Site, budget: int) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, SHELF)
    enrolled = [phone_of(ana, "One"), phone_of(ana, "Two")]

    @settings(
        max_examples=budget,
        deadline=None,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=st.lists(STEPS, min_size=1, max_size=25))
    def one_night(steps: list[tuple[str, int, Any]]) -> None:
        with transaction.atomic():
            phones = [ModelPhone(phone=phone, site=site, item=item) for phone in enrolled]
            play(steps, phones, ana)
            meant = {uid: units for phone in phones for uid, units in phone.meant.items()}
            standing = Encounter.objects.of(ana).filter(voided_at=None).values_list("uid", flat=True)
            assert sorted(map(str, standing)) == sorted(meant)
            assert sum(on_shelf(dee, site.pk, item).values()) == SHELF - sum(meant.values())
            transaction.set_rollback(True)

    one_night()


@pytest.mark.any_database
def test_nothing_is_lost_and_nothing_doubled(ana: Actor, dee: Actor, site: Site) -> None:
    check(ana, dee, site, 300)


@pytest.mark.long
def test_nothing_is_lost_in_ten_thousand_nights(ana: Actor, dee: Actor, site: Site) -> None:
    check(ana, dee, site, 10_000)
