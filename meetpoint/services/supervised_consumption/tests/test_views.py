"""The pages, with a script and without: check-in, a visit, the log, the sheets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.facts.serving import client
from meetpoint.core.facts.serving.here import ask_here
from meetpoint.core.modules import links
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.supervised_consumption.actions.rooms import pause_station, write_rules
from meetpoint.services.supervised_consumption.models import (
    Event,
    HouseRules,
    License,
    Observation,
    Override,
    Room,
    Station,
    Step,
    Visit,
)
from meetpoint.services.supervised_consumption.options import (
    DOSES,
    EMS_ON_NALOXONE,
    OVERDOSE_HOURS,
    SPO2_ACT,
    SPO2_WATCH,
)
from meetpoint.services.supervised_consumption.queries.visits import alias_of
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    entered,
    fresh,
    licensed,
    respond,
    room_at,
    seated,
    stayed,
    tap,
)
from meetpoint.services.supervised_consumption.tests.pages import PART, tiles_of, to


def test_check_in_by_code_alias_or_nothing(ana, ana_s, site) -> None:
    room = room_at(site)
    somebody, card = enrolled(ana)
    page = ana_s.get(to("check_in", room.uid))
    assert page.status_code == 200
    told = {
        "uid": str(uuid7()), "code": card.spoken, "rules_heard": "on", "wants": "any", "alone": "yes",
        "way-heroin": "inject", "body_site-heroin": "arm", "tested-heroin": "with_more",
        "way-cocaine": "snort",
        "again-0": "heroin", "way-again-0": "smoke", "place_otherwise": "park",
    }  # fmt: skip
    answer = ana_s.post(to("check_in", room.uid), told)
    visit = Visit.objects.of(ana).get()
    assert answer["Location"] == to("visit", visit.uid)
    assert visit.encounter.participant_id == somebody.pk
    assert sorted(visit.substances.values_list("substance", "route", "body_site", "tested")) == [
        ("cocaine", "snort", "", ""), ("heroin", "inject", "arm", "with_more"), ("heroin", "smoke", "", ""),
    ]  # fmt: skip
    ana_s.post(to("check_in", room.uid), {"uid": str(uuid7()), "alias": "Blue Cap"})
    assert alias_of(Visit.objects.of(ana).latest("pk")) == "Blue Cap"
    wrong = ana_s.post(
        to("check_in", room.uid), {"uid": str(uuid7()), "code": "KELP-0000-X", "alias": "kept"}
    )
    assert "kept" in wrong.content.decode()
    assert Encounter.objects.of(ana).count() == 2


def test_no_name_is_asked_where_the_place_forbids_it(ana, ana_s, site) -> None:
    room = room_at(site)
    assert 'name="alias"' in ana_s.get(to("check_in", room.uid)).content.decode()
    Organisation.objects.filter(pk=ana.organisation_id).update(policy_pack="us-ri", policy_version=77)
    shown = ana_s.get(to("check_in", room.uid)).content.decode()
    assert 'name="alias"' not in shown
    assert 'name="identification"' not in shown


def test_full_room_asks_for_a_reason_at_the_door(dee, ana_s, dee_s, site) -> None:
    licensed(site, 1, "everybody")
    arrived(dee, site)
    room = room_at(site)
    said = {"uid": str(uuid7()), "rules_heard": "on"}
    refused = ana_s.post(to("check_in", room.uid), said).content.decode()
    assert "The licence allows 1 people here" in refused
    assert 'name="reason"' not in refused
    assert 'name="reason"' in dee_s.post(to("check_in", room.uid), said).content.decode()
    dee_s.post(to("check_in", room.uid), {**said, "reason": "Freezing outside tonight."})
    assert Override.objects.of(dee).get().reason == "Freezing outside tonight."


def test_full_room_asks_for_a_reason_at_the_station(dee, ana_s, dee_s, site) -> None:
    licensed(site, 1)
    seated(dee, site, 1)
    second = arrived(dee, site)
    for browser, offered in ((ana_s, False), (dee_s, True)):
        shown = browser.post(to("seat", second.uid), {"number": "2"}).content.decode()
        assert "The licensed capacity is reached" in shown
        assert ("all the same" in shown) is offered
    dee_s.post(to("seat", second.uid), {"number": "2", "reason": "They would use alone in a car."})
    assert fresh(second).state == "station"


def test_a_visit_step_by_step(ana, ana_s, site) -> None:
    visit = arrived(ana, site, rules_heard=False)
    page = to("visit", visit.uid)
    write_rules(room_at(site), "No sharing.", "No se comparte.", by=_system(ana))
    assert "No se comparte." in ana_s.get(page).content.decode()
    ana_s.post(to("agree", visit.uid))
    ana_s.post(to("seat", visit.uid), {"number": "1"})
    ana_s.post(to("use", visit.uid))
    look = {"uid": str(uuid7()), "spo2_percent": "88", "note": "Tired."}
    ana_s.post(to("look", visit.uid), look)
    shown = ana_s.get(page).content.decode()
    assert "Tired." in shown
    assert ">act<" not in shown
    for name, value in ((SPO2_WATCH, 94), (SPO2_ACT, 90)):
        entered(ana, name, value)
    assert "act</span>" in ana_s.get(page).content.decode().replace("\n", "")
    back = ana_s.post(to("look", visit.uid), {"uid": str(uuid7()), "from": "board"})
    assert back["Location"] == to("board", room_at(site).uid)
    assert ana_s.post(to("look", visit.uid), {"uid": "x"}).status_code == 200
    ana_s.post(to("tell_visit", visit.uid), {"alone": "no"})
    ana_s.post(to("aftercare", visit.uid))
    ana_s.post(to("care", visit.uid), {"wound_care": "on"})
    assert ana_s.post(to("end", visit.uid), {"exit_kind": "flew"}).status_code == 200
    ana_s.post(to("end", visit.uid), {"exit_kind": "normal"})
    done = fresh(visit)
    assert (done.state, done.alone, done.wound_care, done.rules_version) == ("left", "no", True, 1)
    assert Observation.objects.of(ana).count() == 2
    assert ana_s.get(page).status_code == 200


def test_two_workers_cannot_give_one_station(ana, ana_s, site) -> None:
    seated(ana, site, 1)
    answer = ana_s.post(to("seat", arrived(ana, site).uid), {"number": "1"})
    assert answer.status_code == 409
    assert "Somebody is already at this station" in answer.content.decode()


def test_visit_names_a_checked_sample_through_the_core(ana, ana_s, site, monkeypatch) -> None:
    from meetpoint.lib.errors import DomainError  # noqa: PLC0415 - only here
    from meetpoint.services.supervised_consumption.forms import visits as forms  # noqa: PLC0415 - patched
    from meetpoint.services.supervised_consumption.queries import links as queries  # noqa: PLC0415 - patched

    sample = links.LinkedRecord(module="samples", uid=uuid7(), label="Sample of Monday")

    def find(by: Any, text: str) -> links.LinkedRecord | None:
        if text == "nonsense":
            raise DomainError("That is no slip.")
        return sample if text == "7K2M" else None

    linkable = links.Linkable(label="Slip", help="Of a sample.", find=find, show=lambda by, uid: sample)
    monkeypatch.setattr(queries, "linkables", lambda: [linkable])
    monkeypatch.setattr(forms, "linkables", lambda: [linkable])
    visit = arrived(ana, site)
    for text, problem in (
        ("nonsense", "That is no slip."),
        ("other", "Nothing in your reach has this slip."),
    ):
        assert problem in ana_s.post(to("tell_visit", visit.uid), {"link": text}).content.decode()
    ana_s.post(to("tell_visit", visit.uid), {"link": "7K2M"})
    assert (fresh(visit).link_module, fresh(visit).link_uid) == ("samples", sample.uid)


def test_taps_come_in_as_a_page_sends_them(ana, ana_s, site) -> None:
    visit, room = seated(ana, site, 1), room_at(site)
    event, step, now = uuid7(), uuid7(), clock.now()
    begun = {"type": "begin", "at": now.isoformat(), "station": "1"}
    gave = {"type": "step", "at": "yesterday", "kind": "naloxone", "naloxone_mg": "4", "naloxone_route": "IN"}
    odd = {"type": "step", "kind": "oxygen", "oxygen_lpm": "x", "naloxone_mg": "NaN"}
    said = [
        {"id": "a", "uid": str(event), "event": str(event), **begun},
        {"id": "b", "uid": str(step), "event": str(event), **gave, "station": "one", "label": "Naloxone"},
        {"id": "c", "uid": "?", "event": str(event), "type": "step"},
        {"id": "d", "uid": str(uuid7()), "event": str(event), **odd},
    ]
    for _twice in range(2):
        answer = send(ana_s, room, {"sent_at": now.isoformat(), "taps": [*said, "no tap"]})
        assert answer.json() == {"taken": ["a", "b", "d"], "unreadable": ["c"]}
    stored = Event.objects.of(ana).get()
    assert (stored.visit_id, stored.naloxone_mg, stored.had_oxygen) == (visit.pk, 4, True)
    assert Step.objects.of(ana).count() == 2


def send(browser: Client, room: Room, said: Any) -> Any:
    body = said if isinstance(said, bytes) else json.dumps(said)
    return browser.post(to("taps", room.uid), body, content_type="application/json")


@pytest.mark.parametrize(
    "said",
    [b"", b"[]", {"taps": []}, {"sent_at": "2026-01-01T00:00:00", "taps": []}, {"sent_at": 3, "taps": 4}],
)
def test_queue_that_cannot_be_read_is_told_so(ana_s, site, said) -> None:
    assert send(ana_s, room_at(site), said).status_code == 400


def test_log_works_without_a_script(ana, ana_s, site) -> None:
    entered(ana, DOSES, "4 IN")
    entered(ana, EMS_ON_NALOXONE, "yes")
    visit, room = seated(ana, site, 1), room_at(site)
    begun = ana_s.post(to("begin", room.uid), {"visit": str(visit.uid)})
    event = Event.objects.of(ana).get()
    assert begun["Location"] == to("response", event.uid)
    for said in ({"kind": "stimulate"}, {"dose": "4 IN"}, {"kind": "naloxone"}):
        ana_s.post(to("step", event.uid), said)
    page = ana_s.get(to("response", event.uid)).content.decode()
    assert "This place requires an ambulance call at every naloxone dose." in page
    unsaid = Step.objects.of(ana).get(kind="naloxone", naloxone_mg=None)
    ana_s.post(
        to("step", event.uid),
        {"type": "amend", "uid": str(unsaid.uid), "naloxone_mg": "0,4", "naloxone_route": "IM"},
    )
    ana_s.post(
        to("step", event.uid), {"type": "undo", "uid": str(Step.objects.of(ana).get(kind="stimulate").uid)}
    )
    ana_s.post(to("step", event.uid), {"type": "end"})
    event.refresh_from_db()
    assert (str(event.naloxone_mg), event.resolved_at is not None, event.visit_id) == ("4.40", True, visit.pk)
    assert Step.objects.of(ana).filter(undone_at=None).count() == 2


def test_log_is_followed_by_other_devices(ana, ana_s, site) -> None:
    event = emergency(ana, site)
    first = ana_s.get(to("steps", event.uid), headers=PART)
    assert (
        ana_s.get(to("steps", event.uid), headers={**PART, "if-none-match": first["ETag"]}).status_code == 304
    )
    respond(ana, site, tap(event.uid, kind="airway"))
    news = ana_s.get(to("steps", event.uid), headers={**PART, "if-none-match": first["ETag"]})
    assert "Airway opened" in news.content.decode()


def test_incident_from_its_account_to_the_authority(ana, ana_s, dee_s, site) -> None:
    entered(ana, OVERDOSE_HOURS, 48)
    event = emergency(ana, site, station=3)
    respond(ana, site, tap(event.uid, kind="naloxone"), tap(event.uid, "end"))
    page = ana_s.get(to("response", event.uid)).content.decode()
    assert "Still missing: what it was, how it ended, how much naloxone" in page
    assert ana_s.post(to("tell_event", event.uid), {"kind": "flu"}).status_code == 200
    said = {"kind": "opioid_od", "outcome": "ems_refused", "account": "Came round fast.", "lowest_spo2": "70"}
    ana_s.post(to("tell_event", event.uid), said)
    assert "To be reported" in ana_s.get(reverse("supervised_consumption:events")).content.decode()
    today = dee_s.get("/", follow=True).content.decode()
    assert "An overdose must be reported within 48 hours." in today
    dee_s.post(to("reported", event.uid))
    assert Event.objects.of(ana).get().reported_at is not None
    report = ana_s.get(to("report", event.uid)).content.decode()
    assert "Came round fast." in report
    assert "Naloxone" in report
    assert Disclosure.objects.of(ana).get().what == "incident_report"
    assert Disclosure.objects.of(ana).get().allowed


def test_slip_leaves_the_board(ana, ana_s, site) -> None:
    event = emergency(ana, site)
    assert "sc-event" in tiles_of(ana_s, room_at(site)).content.decode()
    ana_s.post(to("void_event", event.uid))
    assert "sc-event" not in tiles_of(ana_s, room_at(site)).content.decode()


def test_next_shift_reads_what_it_must_know(ana, dee, ana_s, site) -> None:
    licensed(site, 1)
    seated(ana, site, 1)
    from meetpoint.services.supervised_consumption.actions.moving import seat  # noqa: PLC0415 - only here

    seat(arrived(ana, site), 2, reason="Nowhere else to go.", by=dee)
    pause_station(room_at(site), 3, paused=True, by=ana)
    emergency(ana, site, station=1)
    sheet = ana_s.get(to("hand_over", room_at(site).uid)).content.decode()
    for told in ("2 visits in twelve hours", "Nowhere else to go.", "Station 3", "number 1 is still here"):
        assert told in sheet
    assert Disclosure.objects.of(ana).get().what == "shift_sheet"


def test_room_is_set_up_changed_opened_and_closed(dee, dee_s, site) -> None:
    assert "No room yet" in dee_s.get(reverse("supervised_consumption:rooms")).content.decode()
    add = reverse("supervised_consumption:add_room")
    new = {"uid": str(uuid7()), "site": site.pk, "any": "1-3, 7", "smoking": "9"}
    assert dee_s.post(add, {**new, "any": "one"}).status_code == 200
    dee_s.post(add, new)
    room = Room.objects.of(dee).get()
    assert list(Station.objects.of(dee).order_by("number").values_list("number", flat=True)) == [
        1,
        2,
        3,
        7,
        9,
    ]
    page = to("room", room.uid)
    assert "not entered: stays off" in dee_s.get(page).content.decode()
    dee_s.post(page, {"part": "stations", "any": "1", "non_smoking": "", "smoking": "2"})
    law = {"people": "6", "covers": "inside", "source": "Licence 12", "effective_from": "2026-01-01"}
    assert dee_s.post(page, {"part": "license", **law, "source": " "}).status_code == 200
    dee_s.post(page, {"part": "license", **law})
    dee_s.post(page, {"part": "rules", "text": "No sharing."})
    assert License.objects.of(dee).get().people == 6
    assert HouseRules.objects.of(dee).get().version == 1
    dee_s.post(to("pause", room.uid), {"number": "1", "to": "paused"})
    assert "Out of use" in tiles_of(dee_s, room).content.decode()
    for word, shown in (("open", "Close the room"), ("closed", "The room is closed")):
        dee_s.post(to("switch", room.uid), {"to": word})
        assert shown in dee_s.get(to("board", room.uid)).content.decode()


def test_month_in_figures_and_as_a_file(ana, dee, dee_s, site, settings, tmp_path, monkeypatch) -> None:
    settings.HOME, settings.KEYS = tmp_path / "home", tmp_path / "keys"
    room = room_at(site)
    page = to("month", room.uid)
    assert "message-warning" in dee_s.get(page).content.decode()  # no worker answers here
    monkeypatch.setattr(client, "ask_all", ask_here)
    stayed(ana, site, 20, substances=[("crack", "smoke")])
    month = f"{clock.now():%Y-%m}"
    shown = dee_s.get(page, {"month": month}).content.decode()
    assert "Visits to the consumption room" in shown
    assert "Crack" in shown
    assert "1 visits without a code are not in it" in shown
    file = b"".join(dee_s.get(page, {"month": month, "format": "csv"}).streaming_content).decode()
    assert (
        f"{month},Plaza,The month,supervised_consumption.visits,Visits to the consumption room,1,visits,"
        in file
    )
    assert dee_s.get(page, {"month": "2999-01"}).status_code == 200
    assert Disclosure.objects.of(dee).get().what == "room_month"


def _system(by: Any) -> Any:
    from meetpoint.core.tenancy.actor import Actor  # noqa: PLC0415 - only here

    return Actor.system(by.organisation_id, "tests")
