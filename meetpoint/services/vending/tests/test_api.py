"""Machines through the API: what programs may read, and the way in where a broker cannot be reached."""

import json

from meetpoint.core.api.tests.programs import program
from meetpoint.services.vending.models import KeptMessage, Vend
from meetpoint.services.vending.tests.factories import filled, machine, vend


def test_program_reads_machines_with_their_levels(dee, dee_member, cai_member) -> None:
    east = machine(dee)
    filled(east, dee, {"A1": 20})
    found = program(dee_member).get("/machines").json()["items"]
    assert [(one["device"], one["slots"][0]["level"], one["slots"][1]["level"]) for one in found] == [
        ("east-01", 20, None)
    ]
    assert program(dee_member).get("/machines/east-01").json() == found[0]
    assert program(cai_member).get("/machines/east-01").status_code == 404


def test_messages_come_in_by_http_once_and_broken_ones_are_kept(dee, dee_member, cai_member) -> None:
    east = machine(dee)
    good = {"kind": "vend", "payload": vend(east, 1).payload.decode()}
    sent = {"messages": [good, {"kind": "vend", "payload": "{"}]}
    assert program(dee_member).post("/machines/east-01/messages", sent).json() == {
        "stored": 1,
        "known": 0,
        "kept": 1,
    }
    again = program(dee_member).post("/machines/east-01/messages", {"messages": [good]})
    assert again.json() == {"stored": 0, "known": 1, "kept": 0}
    assert Vend.objects.of(dee).count() == KeptMessage.objects.of(dee).count() == 1
    assert program(cai_member).post("/machines/east-01/messages", sent).status_code == 404


def test_message_that_names_another_machine_is_not_taken_for_this_one(dee, dee_member) -> None:
    east, west = machine(dee), machine(dee, "west")
    payload = json.loads(vend(west, 1).payload)
    sent = {"messages": [{"kind": "vend", "payload": json.dumps(payload)}]}
    assert program(dee_member).post(f"/machines/{east.device}/messages", sent).json()["kept"] == 1
