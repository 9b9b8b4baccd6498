"""Community clean-ups through the API."""

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.syringe_services.models import CleanUp


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def clean_up(**said: object) -> dict[str, object]:
    held = {"held_on": "2026-03-14", "method": "volume", "measure": 1.5, "area": "Kennedy Park"}
    return {"uid": uid(), "site": "plaza", **held, **said}


def test_clean_up_is_stored_once_with_what_it_was_worth(asker: Program, dee: Actor) -> None:
    new = clean_up(people=6, staff_hours=2.25)
    first, again = asker.post("/clean-ups", new), asker.post("/clean-ups", new)
    assert (first.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    (read,) = asker.get("/clean-ups").json()["items"]
    assert (read["measure"], read["syringes"], read["staff_hours"]) == ("1.500", 150, "2.25")
    for other in ({"measure": 2}, {"area": "Elsewhere"}, {"people": 7}):
        assert asker.post("/clean-ups", {**new, **other}).status_code == 409
    assert CleanUp.objects.of(dee).count() == 1


def test_correcting_and_voiding(asker: Program) -> None:
    wrong, right = clean_up(), clean_up(method="counted", measure=84)
    asker.post("/clean-ups", wrong)
    assert asker.post(f"/clean-ups/{wrong['uid']}/correction", right).status_code == 201
    assert [row["syringes"] for row in asker.get("/clean-ups", voided="false").json()["items"]] == [84]
    assert asker.post(f"/clean-ups/{right['uid']}/void").status_code == 204
    assert asker.post(f"/clean-ups/{right['uid']}/void").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"method": "guessed"}, "method"),
        ({"measure": -1}, "measure"),
        ({"measure": 10**9}, "measure"),
        ({"area": "x" * 81}, "area"),
        ({"held_on": "2199-01-01"}, "held_on"),
        ({"site": "pier"}, "site"),
        ({"people": "six"}, "people"),
    ],
)
def test_what_cannot_be_taken_is_named(
    asker: Program, dee: Actor, wrong: dict[str, object], field: str
) -> None:
    answer = asker.post("/clean-ups", clean_up(**wrong))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    assert not CleanUp.objects.of(dee).exists()
