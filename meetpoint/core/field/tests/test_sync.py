"""The sync protocol through its own door: every failure of docs/algorithms/sync.md that a server can see."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Sum

from meetpoint.core.access.models import StaffMember
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.field.actions.devices import change_sealing_key, revoke_device
from meetpoint.core.field.actions.reviewing import record_event, set_event_aside
from meetpoint.core.field.describing.codes import short_hash
from meetpoint.core.field.models import Device, ReceivedEvent, State
from meetpoint.core.field.options import RECENT_CODES
from meetpoint.core.field.proof import challenge_for
from meetpoint.core.field.tests.phones import Phone, phone_of
from meetpoint.core.modules.forms import Filled
from meetpoint.core.organisations.actions.grounds import Ground, set_option
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.codes import read
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.lib.identifiers import uuid7

pytestmark = pytest.mark.django_db
CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture
def phone(ana: Actor, site: Site) -> Phone:
    return phone_of(ana)


def contact(site: Site, **more: Any) -> dict[str, Any]:
    return {"site": site.pk, "items": {}, "sections": {}, "count_only": True, "people": 2, **more}


def states(said: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(one["state"], one["review"]) for one in said["answers"]]


def rows(by: Actor) -> list[tuple[str, str]]:
    return list(ReceivedEvent.objects.of(by).order_by("sequence", "pk").values_list("state", "reason"))


def test_same_event_again_is_answered_the_same_and_stored_once(
    phone: Phone, ana: Actor, dee: Actor, site: Site
) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 100)
    event = phone.event("encounter", contact(site, items={str(item.pk): 7}))
    answers = [phone.say(event, event), phone.say(event)]
    assert [states(said) for said in answers] == [[("taken", False)] * 2, [("taken", False)]]
    stored = Encounter.objects.of(ana).get()
    assert (str(stored.uid), stored.people, stored.staff_id) == (event["id"], 2, ana.staff_id)
    assert sum(on_shelf(dee, site.pk, item).values()) == 93
    assert answers[0]["mark"] == answers[1]["mark"] != ""
    assert Device.objects.of(ana).get().received == 1


def test_same_identifier_with_other_content_is_kept_for_review(phone: Phone, ana: Actor, site: Site) -> None:
    uid = uuid7()
    first = phone.event("encounter", contact(site), uid=uid)
    second = phone.event("encounter", contact(site, people=9), uid=uid)
    assert states(phone.say(first)) == [("taken", False)]
    assert states(phone.say(second)) == [("taken", True)]
    assert Encounter.objects.of(ana).get().people == 2
    assert rows(ana) == [("stored", ""), ("review", "other_content")]


def test_one_bad_event_holds_up_no_other(
    phone: Phone, ana: Actor, site: Site, refill: dict[str, Filled]
) -> None:
    good = [phone.event("encounter", contact(site)) for _n in range(5)]
    uid = uuid7()
    bad = [
        phone.event("encounter", contact(site, people=10_001)),
        phone.event("encounter", contact(site, items={"999999": 1})),
        phone.event("encounter", {"site": 999_999}),
        phone.event("sheet", {"form": "refill", "site": site.pk, "raw": {"machine": "?"}}),
        phone.event("sheet", {"form": "nothing", "site": site.pk, "raw": {}}),
        phone.event("encounter", {"unknown": 1}),
        phone.sealed(uuid7(), b"\xff not json"),
        phone.sealed(uid, b"[" * 100_000),
        {**phone.event("encounter", contact(site)), "key": 77},
    ]
    mixed = [event for pair in itertools.zip_longest(bad, good) for event in pair if event]
    said = phone.say(*mixed)
    told = {one["id"]: (one["state"], one["review"]) for one in said["answers"]}
    assert [told[event["id"]] for event in good] == [("taken", False)] * 5
    assert [told[event["id"]] for event in bad] == [("taken", True)] * 9
    assert Encounter.objects.of(ana).count() == 5
    reasons = [reason for _state, reason in rows(ana) if reason]
    assert sorted(set(reasons)) == ["refused", "unopened", "unreadable"]


def test_a_fault_of_ours_is_kept_and_tried_again(
    phone: Phone,
    ana: Actor,
    dee: Actor,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    refill: dict[str, Filled],
) -> None:
    monkeypatch.setattr("meetpoint.core.field.actions.deciding.save_sheet", lambda *_a, **_k: 1 / 0)
    sheet = {"form": "refill", "site": site.pk, "raw": {"machine": f"m{site.pk}"}}
    assert states(phone.say(phone.event("sheet", sheet))) == [("taken", True)]
    assert rows(ana) == [("review", "fault")]
    monkeypatch.undo()


def test_standalone_form_comes_through_the_same_door(
    phone: Phone, site: Site, refill: dict[str, Filled]
) -> None:
    sheet = {"form": "refill", "site": site.pk, "raw": {"machine": f"m{site.pk}", "slots": {"a1": "3"}}}
    event = phone.event("sheet", sheet)
    phone.say(event)
    phone.say(event)
    assert dict(refill[event["id"]].values) == {"machine": f"m{site.pk}", "slots": {"a1": 3}}


ORDERS = list(itertools.permutations(range(5)))


@pytest.mark.parametrize(
    "orders", [ORDERS[::17], pytest.param(ORDERS, marks=pytest.mark.long)], ids=["some", "all"]
)
def test_every_order_of_five_events_gives_the_same(
    ana: Actor, dee: Actor, site: Site, orders: list[tuple[int, ...]]
) -> None:
    item = make_item(dee)
    stock(dee, site.pk, item, 1000)
    for turn, order in enumerate(orders, start=1):
        phone = phone_of(ana)
        uid = uuid7()
        events = [
            phone.event("encounter", contact(site, items={str(item.pk): 1}), uid=uid),
            phone.event("encounter", contact(site, items={str(item.pk): 2})),
            phone.event("undo", {"target": str(uid)}),
            phone.event("encounter", contact(site, people=9_999_999)),
            phone.event("encounter", contact(site, items={str(item.pk): 4})),
        ]
        for place in order:
            phone.hand_over(events[place], by=ana)
        mine = ReceivedEvent.objects.of(ana).filter(device=phone.device).order_by("sequence")
        assert [row.state for row in mine] == ["stored", "stored", "stored", "review", "stored"], order
        assert Encounter.objects.of(ana).get(uid=uid).voided_at is not None
        assert sum(on_shelf(dee, site.pk, item).values()) == 1000 - 6 * turn


def test_undoing_what_waits_for_review_sets_it_aside(phone: Phone, ana: Actor, site: Site) -> None:
    uid = uuid7()
    phone.say(
        phone.event("encounter", contact(site, people=0), uid=uid), phone.event("undo", {"target": str(uid)})
    )
    assert rows(ana) == [("set_aside", "undone"), ("stored", "")]


def test_undoing_another_phones_entry_is_for_somebody_to_decide(phone: Phone, ana: Actor, site: Site) -> None:
    event = phone.event("encounter", contact(site))
    phone.say(event)
    other = phone_of(ana, "Second")
    assert states(other.say(other.event("undo", {"target": event["id"]}))) == [("taken", True)]
    assert Encounter.objects.of(ana).get().voided_at is None


@pytest.mark.parametrize("years", [-10, 10])
def test_clock_ten_years_off_tells_the_right_time(phone: Phone, ana: Actor, site: Site, years: int) -> None:
    off = timedelta(days=365 * years)
    real = clock.now()
    with clock.stand_at(real + timedelta(hours=3)):
        Device.objects.of(ana).update(enrolled_at=real - timedelta(days=1))
        made = real + timedelta(hours=1) + off
        event = phone.event("encounter", contact(site), made_at=made)
        phone.say(event, sent_at=(real + timedelta(hours=3) + off).isoformat())
        stored = Encounter.objects.of(ana).get()
    assert abs(stored.occurred_at - (real + timedelta(hours=1))) < timedelta(minutes=1)
    assert abs(ReceivedEvent.objects.of(ana).get().made_at - made) < timedelta(seconds=1)  # type: ignore[operator]  # it was just set


def test_a_clock_that_jumped_between_is_not_believed(phone: Phone, ana: Actor, site: Site) -> None:
    for made in (clock.now() + timedelta(days=9), clock.now() - timedelta(days=9)):
        phone.say(phone.event("encounter", contact(site), made_at=made))
    for stored in Encounter.objects.of(ana):
        assert abs(stored.occurred_at - clock.now()) < timedelta(minutes=5)


def test_unknown_code_waits_and_the_phone_learns_nothing_of_it(
    phone: Phone, ana: Actor, dee: Actor, site: Site
) -> None:
    known, card = enrolled(dee)
    body = {"site": site.pk, "people": 1}
    said = phone.say(
        phone.event("encounter", {**body, "code": card.spoken}),
        phone.event("encounter", {**body, "code": "ZZZZ-ZZZ9"}),
    )
    assert states(said) == [("taken", False)] * 2
    assert Encounter.objects.of(dee).get().participant_id == known.pk
    row = ReceivedEvent.objects.of(dee).get(reason="code")
    with pytest.raises(DomainError):
        record_event(row, changes={"code": "ZZZZ-ZZZ9"}, by=dee)
    record_event(row, changes={"code": ""}, by=dee)
    with pytest.raises(Conflict):
        set_event_aside(row, by=dee)
    assert Encounter.objects.of(dee).filter(uid=row.uid).exists()


def test_revoked_phone_leaves_its_events_in_quarantine_and_is_told(
    phone: Phone, ana: Actor, dee: Actor, site: Site
) -> None:
    revoke_device(phone.device, by=dee)
    said = phone.say(phone.event("encounter", contact(site)))
    assert (states(said), said["revoked"], "reference" in said) == ([("taken", True)], True, False)
    assert not Encounter.objects.of(ana).exists()
    phone.say(wiped=True)
    assert Device.objects.of(ana).get().told_at is not None
    row = ReceivedEvent.objects.of(dee).get(state=State.QUARANTINE)
    record_event(row, by=dee)
    assert Encounter.objects.of(ana).get().staff_id == dee.staff_id


def test_worker_who_left_is_quarantined_too(
    phone: Phone, ana: Actor, ana_member: StaffMember, site: Site
) -> None:
    StaffMember.objects.of(ana).filter(pk=ana_member.pk).update(ended_at=clock.now())
    assert phone.say(phone.event("encounter", contact(site)))["revoked"] is True
    assert rows(ana) == [("quarantine", "revoked")]


def test_nothing_counts_without_a_fresh_signature(phone: Phone, ana: Actor, cai: Actor, site: Site) -> None:
    message = phone.message([phone.event("encounter", contact(site))])
    challenge = phone.challenge()
    assert phone.post(message, challenge=challenge).status_code == 200
    assert phone.post(message, challenge=challenge).status_code == 401, "a challenge is spent once"
    stranger = phone_of(cai)
    forged = {"X-Field-Device": str(phone.device.uid)}
    assert stranger.post(message, challenge=phone.challenge(), **forged).status_code == 401
    old = challenge_for(phone.device.uid, at=1)
    assert phone.post(message, challenge=old).status_code == 401
    assert phone.post(message, challenge="x.y").status_code == 401
    assert phone.client.post("/field/sync/", "{}", content_type="application/json").status_code == 401
    assert Encounter.objects.of(ana).count() == 1


def test_event_of_one_phone_does_not_open_as_anothers(phone: Phone, ana: Actor, site: Site) -> None:
    other = phone_of(ana, "Second")
    other.say(phone.event("encounter", contact(site)))
    assert rows(ana) == [("review", "unopened")]


def test_shape_that_is_none_is_refused_without_a_trace(phone: Phone, ana: Actor) -> None:
    for message in ({}, {"protocol": 1}, phone.message([{"id": "x"}]), phone.message([{}] * 201)):
        assert phone.post(message).status_code == 400
    assert not ReceivedEvent.objects.of(ana).exists()


def test_restored_server_is_noticed_and_asked_again(phone: Phone, ana: Actor, site: Site) -> None:
    events = [phone.event("encounter", contact(site)) for _n in range(3)]
    phone.say(*events[:1])
    phone.say(*events[1:2])
    backup = Device.objects.of(ana).values("mark", "mark_before").get()
    phone.say(*events[2:])
    phone.say(phone.event("encounter", contact(site)))
    ReceivedEvent.objects.of(ana).filter(uid=UUID(events[2]["id"])).delete()
    Device.objects.of(ana).update(**backup)
    said = json.loads(phone.post(phone.message([phone.event("encounter", contact(site))])).content)
    assert (said["restored"], said["mark"], said["answers"]) == (True, backup["mark"], [])
    phone.mark = said["mark"]
    assert states(phone.say(*events)) == [("taken", False)] * 3
    assert Encounter.objects.of(ana).count() == 4


def test_lost_answers_are_not_taken_for_a_restore(phone: Phone, ana: Actor, site: Site) -> None:
    first = phone.event("encounter", contact(site))
    phone.say(phone.event("encounter", contact(site)))
    held = phone.mark
    for number in range(3):
        phone.mark = held
        assert phone.say(first, phone.event("encounter", contact(site)))["restored"] is False, number
    assert Encounter.objects.of(ana).count() == 5


def test_request_that_was_under_way_during_a_restore_hides_nothing(
    phone: Phone, ana: Actor, site: Site
) -> None:
    phone.say(phone.event("encounter", contact(site)))
    backup, early = Device.objects.of(ana).values("mark", "mark_before").get(), phone.mark
    late = [phone.event("encounter", contact(site)) for _n in range(5)]
    phone.say(phone.event("encounter", contact(site)))
    Device.objects.of(ana).update(**backup)
    assert not phone.deliver(late, mark=early, by=ana).restored
    assert phone.deliver([], mark=phone.mark, by=ana).restored


def test_events_under_an_older_key_are_opened_and_the_new_one_is_told(
    phone: Phone, ana: Actor, dee: Actor, site: Site
) -> None:
    old = phone.event("encounter", contact(site))
    version = phone.say()["reference"]["version"]
    assert change_sealing_key(by=dee) == 2
    said = phone.say(old, reference=version)
    assert said["reference"]["key"]["generation"] == 2
    phone.generation = 2
    phone.say(phone.event("encounter", contact(site)))
    assert Encounter.objects.of(ana).count() == 2
    assert "reference" not in phone.say(reference=phone.say()["reference"]["version"])


def test_every_version_that_ever_left_a_phone_is_accepted(
    phone: Phone, ana: Actor, site: Site, dee: Actor
) -> None:
    item = make_item(dee)
    files = sorted(CORPUS.glob("v*.json"))
    assert files
    for file in files:
        for plain in json.loads(file.read_text()):
            text = json.dumps(plain).replace('"SITE"', str(site.pk)).replace("ITEM", str(item.pk))
            phone.say(phone.sealed(uuid7(), text.encode()))
    assert {state for state, _reason in rows(ana)} == {"stored", "waiting"}


def test_what_the_phone_is_told_names_nobody(phone: Phone, dee: Actor, ana: Actor, site: Site) -> None:
    made = participant(dee)
    told = json.dumps(phone.say()["reference"])
    assert str(made.uid) not in told
    assert ana.name not in told
    assert site.name in told
    assert EncounterLine.objects.of(ana).aggregate(n=Sum("quantity"))["n"] is None


def test_undone_form_is_taken_back_whatever_the_order(
    phone: Phone, ana: Actor, dee: Actor, site: Site, refill: dict[str, Filled]
) -> None:
    told = {"form": "refill", "site": site.pk, "raw": {"machine": f"m{site.pk}"}}
    first, second, third = (phone.event("sheet", told) for _n in range(3))
    phone.say(first)
    assert first["id"] in refill
    phone.say(phone.event("undo", {"target": first["id"]}), phone.event("undo", {"target": second["id"]}))
    phone.say(second)
    assert refill == {}
    assert [state for state, _reason in rows(ana)] == ["stored", "set_aside", "stored", "stored"]
    phone.say(third)
    refill.clear()
    phone.say(phone.event("undo", {"target": third["id"]}))
    assert rows(ana)[-1] == ("review", "undo_by_hand")


def test_recent_codes_are_told_as_short_hashes_where_the_organisation_wants_them(
    phone: Phone, ana: Actor, dee: Actor, site: Site
) -> None:
    _person, card = enrolled(dee)
    assert phone.say()["reference"]["codes"] is None
    body = {"site": site.pk, "code": card.spoken}
    phone.say(phone.event("encounter", body))
    set_option(
        RECENT_CODES,
        "yes",
        Ground(source="Board", effective_from=clock.now().date(), verified_by="Dee"),
        by=dee,
    )
    assert phone.say()["reference"]["codes"]["hashes"] == [], "today's contacts come tomorrow"
    with clock.stand_at(clock.now() + timedelta(days=1)):
        told = phone.say()["reference"]["codes"]
    key = base64.b64decode(told["key"])
    assert told["hashes"] == [short_hash(key, read(card.spoken)[:7])]
    assert max(told["hashes"]) < 2**16
    other = phone_of(dee).say()["reference"]["codes"]
    assert other["key"] != told["key"]
