"""Reversals and trainings through the API."""

from dataclasses import replace
from datetime import timedelta

import pytest

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.models import Recipient
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.tests.factories import forbid
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.services.naloxone.models import ReversalReport, TrainingEvent
from meetpoint.services.naloxone.module import MODULE


@pytest.fixture
def asker(dee_member: StaffMember, site: Site) -> Program:
    return program(dee_member)


def reversal(**said: object) -> dict[str, object]:
    return {"uid": uid(), "site": "plaza", "reported_on": "2026-03-14", "doses": 2, **said}


def test_reversal_is_stored_once_with_the_month_only(asker: Program, dee: Actor) -> None:
    new = reversal(happened_month="2026-02-17", outcome="survived", county="Kent")
    first, again = asker.post("/reversals", new), asker.post("/reversals", new)
    assert (first.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    read = asker.get(f"/reversals/{new['uid']}").json()
    assert (read["happened_month"], read["outcome"], read["voided"]) == ("2026-02-01", "survived", False)
    assert asker.post("/reversals", {**new, "doses": 3}).status_code == 409
    assert ReversalReport.objects.of(dee).count() == 1


def test_correcting_and_voiding(asker: Program) -> None:
    wrong, right = reversal(), reversal(doses=3)
    asker.post("/reversals", wrong)
    assert asker.post(f"/reversals/{wrong['uid']}/correction", right).status_code == 201
    assert [row["doses"] for row in asker.get("/reversals", voided="false").json()["items"]] == [3]
    assert asker.post(f"/reversals/{right['uid']}/void", {"reason": "asked"}).status_code == 204
    assert asker.post(f"/reversals/{right['uid']}/void", {"reason": "asked"}).status_code == 409
    assert asker.get("/reversals", voided="false").json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"doses": 0}, "doses"),
        ({"doses": 51}, "doses"),
        ({"county": "12 Main Street"}, "county"),
        ({"zip3": "02860"}, "zip3"),
        ({"outcome": "fine"}, "outcome"),
        ({"reported_on": "2199-01-01"}, "reported_on"),
        ({"happened_month": "2026-04-01"}, "happened_month"),
        ({"site": "pier"}, "site"),
        ({"participant": "x"}, "participant"),
    ],
)
def test_what_cannot_be_taken_is_named(
    asker: Program, dee: Actor, wrong: dict[str, object], field: str
) -> None:
    answer = asker.post("/reversals", reversal(**wrong))
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {field})
    assert not ReversalReport.objects.of(dee).exists()


def test_what_the_programme_forbids_is_refused(asker: Program, org: Organisation, dee: Actor) -> None:
    forbid(org, "reversal.county")
    answer = asker.post("/reversals", reversal(county="Kent"))
    assert answer.status_code == 422
    assert not ReversalReport.objects.of(dee).exists()


def test_training_is_stored_once(asker: Program, dee: Actor) -> None:
    day = (clock.now().date() - timedelta(days=1)).isoformat()
    new = {"uid": uid(), "site": "plaza", "held_on": day, "people": 12, "topics": ["respond", "risks"]}
    assert asker.post("/trainings", new).status_code == 201
    assert asker.post("/trainings", new)["Idempotent-Replayed"] == "true"
    assert asker.post("/trainings", {**new, "people": 13}).status_code == 409
    (listed,) = asker.get("/trainings", site="plaza").json()["items"]
    assert (listed["people"], listed["topics"]) == (12, ["risks", "respond"])
    assert asker.post(f"/trainings/{new['uid']}/void").status_code == 204
    assert asker.get("/trainings").json()["items"] == []
    assert TrainingEvent.objects.of(dee).get().voided_at is not None


def test_records_under_part_2_do_not_go_to_a_partner(
    dee: Actor, dee_member: StaffMember, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry().by_slug, "naloxone", replace(MODULE, part2=True))
    own, partner = program(dee_member), program(dee_member, recipient=Recipient.PARTNER)
    told = {"uid": uid(), "site": "plaza", "occurred_at": "2026-03-14T21:30:00Z"}
    own.post("/encounters", {**told, "sections": {"naloxone": {"supply": "first"}}})
    one = f"/encounters/{told['uid']}"
    for path in ("/reversals", "/encounters", one):
        assert own.get(path).status_code == 200
    for path in ("/reversals", "/encounters"):
        refused = partner.get(path)
        assert refused.status_code == 403
        assert "42 CFR Part 2" in refused.json()["detail"]
    assert partner.get(one).json() == partner.get(f"/encounters/{uid()}").json()
    assert Disclosure.objects.of(dee).filter(allowed=False).count() == 3
