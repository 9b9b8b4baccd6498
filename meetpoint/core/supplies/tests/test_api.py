"""Supplies through the API: stock changes once for each uid, and every name that is wrong is said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.tests.programs import Program, program, uid
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item, Movement
from meetpoint.core.supplies.queries import ledger_differences
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture
def asker(dee_member: StaffMember, van: Site) -> Program:
    return program(dee_member)


@pytest.fixture
def item(dee: Actor) -> Item:
    return make_item(dee)


def delivery(item: Item, **line: object) -> dict[str, object]:
    lines = [{"item": item.slug, "quantity": 10, "lot": "L1", **line}]
    return {"uid": uid(), "site": "plaza", "lines": lines}


def test_delivery_is_taken_in_once(asker: Program, dee: Actor, site: Site, item: Item) -> None:
    expired = (clock.now().date() - timedelta(days=40)).isoformat()
    new = delivery(item, packs=2, units_per_pack=5, expires_on=expired)
    first, again = asker.post("/deliveries", new), asker.post("/deliveries", new)
    assert first.status_code == 201, first.content
    assert first.json()["lines"] == [
        {
            "site": "plaza",
            "item": item.slug,
            "lot": "L1",
            "kind": "received",
            "quantity": 20,
            "reason": "bought",
        }
    ]
    assert len(first.json()["warnings"]) == 1
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert on_shelf(dee, site.pk, item) == {"L1": 20}
    changed = {**new, "lines": [{"item": item.slug, "quantity": 1}]}
    assert asker.post("/deliveries", changed).status_code == 409


def test_transfer_count_and_disposal_move_stock(
    asker: Program, dee: Actor, site: Site, van: Site, item: Item
) -> None:
    stock(dee, site.pk, item, 100, lot="L1", expires_on=clock.now().date() + timedelta(days=300))
    line = {"item": item.slug, "quantity": 30, "any_lot": True}
    moved = {"uid": uid(), "from_site": "plaza", "to_site": "van", "lines": [line]}
    assert asker.post("/transfers", moved).status_code == 201
    pile = asker.get("/levels", site="van").json()["levels"][0]["piles"][0]
    assert (pile["lot"], pile["quantity"]) == ("L1", 30)
    counted = {"item": item.slug, "lot": "L1", "counted": 28, "seen": pile["quantity"]}
    answer = asker.post("/counts", {"uid": uid(), "site": "van", "lines": [counted]})
    assert [line["quantity"] for line in answer.json()["lines"]] == [-2]
    thrown = {"item": item.slug, "quantity": 8, "lot": "L1"}
    away = {"uid": uid(), "site": "van", "reason": "damaged", "lines": [thrown]}
    assert asker.post("/disposals", away).status_code == 201
    assert (on_shelf(dee, site.pk, item), on_shelf(dee, van.pk, item)) == ({"L1": 70}, {"L1": 20})
    assert ledger_differences(dee.organisation_id) == []
    kinds = [line["kind"] for line in asker.get("/movements").json()["items"]]
    assert kinds == ["disposed", "counted", "arrived", "sent", "received"]


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("/deliveries", {"site": "pier"}, "site"),
        ("/deliveries", {"lines": [{"item": "nothing", "quantity": 1}]}, "lines.0.item"),
        ("/deliveries", {"lines": []}, "lines"),
        ("/deliveries", {"lines": [{"item": "x" * 61, "quantity": 1}]}, "lines.0.item"),
        ("/deliveries", {"lines": [{"item": "cookers", "quantity": -1}]}, "lines.0.quantity"),
        ("/deliveries", {"lines": [{"item": "cookers", "quantity": "5"}]}, "lines.0.quantity"),
        ("/deliveries", {"at": "2199-12-31T00:00:00Z"}, "at"),
        ("/disposals", {"reason": "eaten"}, "reason"),
        ("/disposals", {"lines": [{"item": "cookers", "quantity": 1, "lot": "L9"}]}, "lines.0.lot"),
        ("/transfers", {"to_site": "plaza"}, "to_site"),
        ("/counts", {"lines": [{"item": "cookers", "counted": 1}]}, "lines.0.seen"),
    ],
)
def test_what_cannot_be_taken_is_named(
    asker: Program, dee: Actor, item: Item, path: str, wrong: dict[str, object], field: str
) -> None:
    line: dict[str, object] = {"item": item.slug, "quantity": 1}
    fine: dict[str, dict[str, object]] = {
        "/deliveries": {"site": "plaza"},
        "/disposals": {"site": "plaza", "reason": "lost"},
        "/transfers": {"from_site": "plaza", "to_site": "van"},
        "/counts": {"site": "plaza"},
    }
    answer = asker.post(path, {"uid": uid(), "lines": [line], **fine[path], **wrong})
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["fields"]
    assert not Movement.objects.of(dee).exists()


def test_more_than_is_there_is_refused_with_what_is_there(asker: Program, item: Item) -> None:
    line = {"item": item.slug, "quantity": 5}
    answer = asker.post("/disposals", {"uid": uid(), "site": "plaza", "reason": "lost", "lines": [line]})
    assert answer.status_code == 422
    assert item.name in answer.json()["detail"]


def test_site_out_of_reach_looks_like_none(
    dee: Actor, dee_member: StaffMember, site: Site, van: Site
) -> None:
    item = make_item(dee)
    stock(dee, van.pk, item, 5, lot="L1")
    narrow = program(dee_member, sites=[site])
    assert narrow.get("/levels", site="van").json() == narrow.get("/levels", site="nowhere").json()
    assert narrow.get("/movements").json()["items"] == []
    assert [lot["on_hand"] for lot in narrow.get("/lots").json()["items"]] == [0]
    answer = narrow.post("/deliveries", {**delivery(item), "site": "van"})
    assert set(answer.json()["fields"]) == {"site"}


def test_catalogue_and_lots_are_listed_by_name(asker: Program, dee: Actor, site: Site) -> None:
    made = [make_item(dee, name) for name in ("Cookers", "Alcohol pads", "Bands")]
    stock(dee, site.pk, made[0], 3, lot="L2")
    listed = asker.get("/items", limit=2).json()
    assert [row["slug"] for row in listed["items"]] == ["alcohol-pads", "bands"]
    rest = asker.get("/items", limit=2, cursor=listed["next"]).json()
    assert ([row["slug"] for row in rest["items"]], rest["next"]) == (["cookers"], None)
    assert asker.get("/items/cookers").json()["name"] == "Cookers"
    assert [(lot["item"], lot["on_hand"]) for lot in asker.get("/lots", item="cookers").json()["items"]] == [
        ("cookers", 3)
    ]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/items", 8), ("/lots", 8), ("/movements", 8)])
def test_lists_cost_the_same_number_of_queries(
    asker: Program, dee: Actor, site: Site, path: str, queries: int, number: int
) -> None:
    asker.get(path)
    for turn in range(number):
        stock(dee, site.pk, make_item(dee, f"Item {turn}"), 1, lot=f"L{turn}")
    with CaptureQueriesContext(connection) as asked:
        answer = asker.get(path)
    assert len(answer.json()["items"]) == number
    assert len(asked) == queries
