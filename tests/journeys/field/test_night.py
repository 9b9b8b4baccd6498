"""The app in the field, in a real browser: works without a network, loses nothing, gives nothing away."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.field.describing.bundle import bundle
from meetpoint.core.field.models import Device, ReceivedEvent
from meetpoint.core.modules.fields import (
    MESSAGES,
    Amount,
    Choice,
    Choices,
    Count,
    Counts,
    Day,
    Field,
    FieldError,
    ShortText,
    YesNo,
)
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.models import ReversalReport
from tests.journeys.conftest import PATIENCE_MS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CANARY, COUNTY = "canary-under-the-bridge", "Canaryshire"
EVERYTHING_KEPT = (Path(__file__).parent / "kept.js").read_text().partition("\n")[2]


@pytest.fixture
def item(dee: Actor, site: Site) -> Item:
    made = make_item(dee, "Syringes", on_log=True)
    stock(dee, site.pk, made, 5_000)
    return made


def set_up(open_page: Callable[..., Page]) -> Page:
    """Set up the phone as its worker does, and wait until the app is there and its files are kept."""
    page = open_page("/field/set-up/", width=390)
    page.fill("#id_name", "Blue phone")
    page.click("button.button-large")
    page.wait_for_selector("#app[data-ready]")
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    return page


def hand_out(page: Page, item: Item, units: int, note: str = "") -> None:
    """Save one contact, and wait until it is said to be saved."""
    page.fill(f"[name='item-{item.pk}']", str(units))
    if note:
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.fill("#in-note", note)
    before = unsent(page)
    page.click("#save")
    wait_until(page, before + 1)
    expect(page.locator(f"[name='item-{item.pk}']")).to_have_value("")


def unsent(page: Page) -> int:
    return int(page.locator("#waiting").get_attribute("data-unsent") or -1)


def wait_until(page: Page, waiting: int) -> None:
    expect(page.locator("#waiting")).to_have_attribute("data-unsent", str(waiting), timeout=PATIENCE_MS)


def test_a_night_without_a_network(
    open_page: Callable[..., Page], item: Item, org: Organisation, site: Site, dee: Actor
) -> None:
    page = set_up(open_page)
    context: BrowserContext = page.context
    context.set_offline(True)
    page.reload()
    page.wait_for_selector("#app[data-ready]")

    for number in range(1, 6):
        hand_out(page, item, number, note=CANARY if number == 1 else "")
    page.click("#undo")
    wait_until(page, 6)
    assert "4" in page.locator("#shift").inner_text()

    page.fill(f"[name='item-{item.pk}']", "200000")
    page.click("#save")
    assert "Write a number from 0 to 100000." in page.locator(".error").first.inner_text()
    assert unsent(page) == 6

    page.click("text=Forms")
    page.click("text=Reversal reported, without a contact")
    page.click("text=Survived")
    page.fill("[name='f.doses']", "2")
    page.click("text=More questions")
    page.fill("[name='f.county']", COUNTY)
    page.click("#save")
    wait_until(page, 7)

    kept = page.evaluate(EVERYTHING_KEPT)
    for secret in (CANARY, COUNTY, "ana@"):
        assert secret not in kept, secret
    assert "key:false" in kept
    assert "key:true" not in kept

    page.reload()
    page.wait_for_selector("#app[data-ready]")
    assert unsent(page) == 7, "the queue outlives the page; what was seen of the shift does not"
    assert page.locator("#shift").inner_text() == "People: 0"

    def portal(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to Free Wifi</h1>")

    context.route("**/field/sync/", portal)
    context.set_offline(False)
    page.locator(".tab").last.click()
    page.click("#send")
    page.wait_for_selector("#outcome[data-outcome=portal]")
    assert unsent(page) == 7
    assert not Encounter.objects.of(org.pk).exists()

    context.unroute("**/field/sync/")
    page.click("#send")
    wait_until(page, 0)
    standing = Encounter.objects.of(org.pk).filter(voided_at=None)
    assert standing.count() == 4
    assert Encounter.objects.of(org.pk).count() == 5
    assert sum(on_shelf(dee, site.pk, item).values()) == 5_000 - (1 + 2 + 3 + 4)
    assert ReversalReport.objects.of(org.pk).get().doses == 2
    assert {row.state for row in ReceivedEvent.objects.of(org.pk)} == {"stored"}

    Device.objects.of(org.pk).update(revoked_at=Device.objects.of(org.pk).get().enrolled_at)
    page.click("#send")
    page.wait_for_selector("#outcome[data-outcome=revoked]")
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 1
    assert "Blue phone" not in page.evaluate(EVERYTHING_KEPT)
    assert Device.objects.of(org.pk).get().told_at is not None


CASES: dict[str, list[object]] = {
    "count": [
        "",
        " ",
        "7",
        "+7",
        " 007 ",
        "-1",
        "21",
        "x",
        "1.5",
        "1_0",
        "٣",
        "9" * 18,
        "9" * 19,
        "\u00a05\u00a0",
    ],
    "amount": [
        "",
        "2.5",
        "2,5",
        ".5",
        "5.",
        "-0",
        "-0.1",
        "9.50",
        "9.51",
        "1e3",
        "NaN",
        "x",
        "9.500000000000001",
    ],
    "choice": ["", "a", "b", " a ", "c"],
    "choices": [None, "", [], ["a"], ["b", "a"], ["c"], ["", "a"], "a"],
    "yes_no": ["", "1", "on", "SÍ", "si", "no", "0", None],
    "counts": [None, {}, {"a": "3"}, {"a": ""}, {"a": "x"}, {"a": "21"}, {"z": "1"}, {"b": "2", "a": "1"}],
    "date": [
        "",
        "2026-03-14",
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
        "20260314",
        "2026-3-4",
        "0000-01-01",
        "x",
    ],
    "text": ["", "word", "x" * 12, "x" * 13, "\U0001f600" * 12, "a\x00b", "\u3000word\u3000"],
    "pattern": ["123", "12", "1234", "٣٣٣", "12\n3"],
}


def declared() -> dict[str, list[Field]]:
    """A field of each kind, optional and required."""
    pairs = (("a", "Anna"), ("b", "Bert"))
    made: dict[str, list[Field]] = {kind: [] for kind in CASES}
    for required in (False, True):
        common = {"name": "f", "label": "F", "required": required}
        made["count"].append(Count(**common, minimum=0, maximum=20))
        made["amount"].append(Amount(**common, maximum=Decimal("9.5")))
        made["choice"].append(Choice(**common, choices=pairs))
        made["choices"].append(Choices(**common, choices=pairs))
        made["yes_no"].append(YesNo(**common))
        made["counts"].append(Counts(**common, choices=pairs, minimum=0, maximum=20))
        made["date"].append(Day(**common))
        made["text"].append(ShortText(**common, max_length=12))
        made["pattern"].append(ShortText(**common, pattern=r"\d{3}", help="Three digits."))
    return made


def by_server(field: Field, raw: object) -> list[object]:
    try:
        value = field.read(raw)
        return ["", value is None or value is False]
    except FieldError as problem:
        return [str(problem), False]


def test_phone_and_server_read_every_answer_alike(open_page: Callable[..., Page]) -> None:
    page = open_page("/field/", signed_in=False)
    asked = [(field, raw) for kind, fields in declared().items() for field in fields for raw in CASES[kind]]
    script = f"""async (cases) => {{
      const {{ read }} = await import({json.dumps(bundle().address("fields.js"))});
      const messages = {json.dumps({name: str(text) for name, text in MESSAGES.items()})};
      return cases.map(([field, raw]) => {{
        try {{ const value = read(field, raw, messages); return ["", value === null || value === false]; }}
        catch (problem) {{ return [problem.message, false]; }}
      }});
    }}"""
    told = page.evaluate(script, [[field.describe(), raw] for field, raw in asked])
    differ = [
        (field.kind, raw, by_server(field, raw), said)
        for (field, raw), said in zip(asked, told, strict=True)
        if by_server(field, raw) != said
    ]
    assert differ == []
