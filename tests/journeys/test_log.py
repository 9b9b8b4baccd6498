"""The Log as people use it: with a thumb, at a keyboard, without scripts, in Spanish, by screen reader."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.people.actions.enrolment import enrol_participant
from meetpoint.core.supplies.actions.catalogue import add_starter_items
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor
from tests.browser import is_within
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_TAPS, MOST_SECONDS = 8, 10


@pytest.fixture(autouse=True)
def _starter_catalogue(dee: Actor) -> None:
    add_starter_items(by=dee)


class Thumb:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.tap()


def item(slug: str) -> str:
    """Return the name of an item's input."""
    return f"item-{Item.objects.unscoped('the only organisation of this test').get(slug=slug).pk}"


def row(page: Page, slug: str) -> Locator:
    return page.locator(".stepper", has=page.locator(f'[name="{item(slug)}"]'))


def amounts(by: Actor) -> dict[str, int]:
    lines = EncounterLine.objects.of(by).filter(encounter__voided_at=None)
    return dict(lines.values_list("item__slug", "quantity"))


def saved(page: Page) -> Locator:
    return page.locator(".log-saved-line")


ON_LOG = ("syringe-1ml-28g", "naloxone-nasal-4mg-kit", "fentanyl-strip")


@pytest.fixture
def three(dee: Actor) -> tuple[str, str, str]:
    """The slugs of the first syringe, naloxone kit and test strip that stand on the Log."""
    shown = Item.objects.of(dee).filter(on_log=True).order_by("order", "pk")
    return tuple(shown.filter(kind=kind)[0].slug for kind in ("syringes", "naloxone", "test_strips"))  # type: ignore[return-value]


def test_anonymous_contact_takes_eight_taps_and_ten_seconds_at_most(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    syringes, kits, strips = three
    page, thumb = open_page("/log/", width=390), Thumb()
    begun = time.monotonic()
    thumb.tap(row(page, syringes).get_by_role("button", name=re.compile(": 40$")))
    thumb.tap(row(page, kits).get_by_role("button", name=re.compile("^More")))
    for _tap in range(2):
        thumb.tap(row(page, strips).get_by_role("button", name=re.compile("^More")))
    thumb.tap(page.get_by_role("button", name="Save"))
    expect(saved(page)).to_be_visible()
    took = time.monotonic() - begun

    assert thumb.taps <= MOST_TAPS
    assert took <= MOST_SECONDS
    assert amounts(ana) == {syringes: 40, kits: 1, strips: 2}
    assert Encounter.objects.of(ana).get().participant_id is None
    expect(saved(page)).to_contain_text("40 × ")
    expect(page.locator("summary [data-total='people']")).to_have_text("1")
    expect(page.locator(f'[name="{item(syringes)}"]')).to_have_value("0")


def test_save_is_in_reach_of_the_thumb(open_page: Open) -> None:
    page = open_page("/log/", width=390)
    box = page.get_by_role("button", name="Save").bounding_box()
    assert box is not None
    assert box["y"] > 844 * 0.6
    assert box["height"] >= 48
    assert is_within(page)


def test_saving_moves_nothing_under_the_thumb_and_puts_undo_in_its_reach(
    open_page: Open, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/", width=390)
    preset = row(page, three[0]).get_by_role("button", name=re.compile(": 20$"))
    save = page.get_by_role("button", name="Save")
    # The first on the page, since the browser that taps may scroll a little; Save stands in the window.
    on_page = "(part) => part.getBoundingClientRect().y + scrollY"
    in_window = "(part) => part.getBoundingClientRect().y"
    before = preset.evaluate(on_page), save.evaluate(in_window)
    preset.tap()
    save.tap()
    undo = saved(page).get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    after = preset.evaluate(on_page), save.evaluate(in_window)
    assert after == pytest.approx(before, abs=1)  # a pixel is the browser's rounding
    box = undo.bounding_box()
    assert box is not None
    assert box["y"] > 844 * 0.6
    assert box["height"] >= 48


def test_undo_in_place_takes_it_back_and_fills_the_form_again(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/", width=390)
    row(page, three[0]).get_by_role("button", name=re.compile(": 20$")).tap()
    page.get_by_role("button", name="Save").tap()
    saved(page).get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert amounts(ana) == {}
    expect(page.locator(f'[name="{item(three[0])}"]')).to_have_value("20")
    expect(page.locator("summary [data-total='people']")).to_have_text("0")


def test_same_as_last_repeats_the_amounts(open_page: Open, ana: Actor, three: tuple[str, str, str]) -> None:
    page = open_page("/log/", width=390)
    expect(page.locator("#log-repeat")).to_be_hidden()
    row(page, three[0]).get_by_role("button", name=re.compile(": 20$")).tap()
    page.get_by_role("button", name="Save").tap()
    expect(saved(page)).to_be_visible()
    page.locator("#log-repeat").tap()
    page.get_by_role("button", name="Save").tap()
    expect(page.locator("summary [data-total='people']")).to_have_text("2")
    quantities = EncounterLine.objects.of(ana).values_list("quantity", flat=True)
    assert list(quantities) == [20, 20]


def test_saving_twice_by_a_double_tap_stores_once(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/")
    page.locator(f'[name="{item(three[0])}"]').fill("40")
    page.get_by_role("button", name="Save").dblclick()
    expect(saved(page)).to_be_visible()
    page.wait_for_timeout(300)
    assert EncounterLine.objects.of(ana).count() == 1


def test_lost_connection_keeps_everything_and_can_be_tried_again(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/")
    box = page.locator(f'[name="{item(three[0])}"]')
    box.fill("40")
    page.route("**/log/", lambda route: route.abort())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="no connection")).to_be_visible()
    expect(box).to_have_value("40")
    page.unroute("**/log/")
    page.get_by_role("button", name="Save").click()
    expect(saved(page)).to_be_visible()
    assert amounts(ana) == {three[0]: 40}


def test_wrong_field_is_marked_and_keeps_what_was_typed(open_page: Open, three: tuple[str, str, str]) -> None:
    page = open_page("/log/")
    page.locator(f'[name="{item(three[0])}"]').fill("10")
    page.get_by_role("button", name="Save").click()
    expect(saved(page)).to_be_visible()
    page.locator(f'[name="{item(three[0])}"]').fill("40")
    page.locator("#id_for_others").fill("2000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_for_others")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_for_others")).to_be_focused()
    expect(saved(page)).to_be_hidden()
    expect(page.locator(f'[name="{item(three[0])}"]')).to_have_value("40")


def test_keyboard_alone_saves_repeats_and_undoes(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/")
    keys = page.keyboard
    keys.press("a")
    keys.type("40")
    keys.press("Tab")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(saved(page)).to_be_visible()
    assert amounts(ana) == {three[0]: 40, three[1]: 1}

    keys.press("r")
    keys.press("Enter")
    expect(page.locator("summary [data-total='people']")).to_have_text("2")
    keys.press("u")
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert Encounter.objects.of(ana).filter(voided_at=None).count() == 1


def test_keys_rest_while_words_are_typed_and_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/log/")
    page.locator("#about summary").click()
    page.locator("#id_note").fill("")
    page.locator("#id_note").press_sequentially("sack")
    expect(page.locator("#id_note")).to_have_value("sack")
    page.locator("#log-keys summary").click()
    page.locator("#log-keys-on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.name || ''") == ""


def test_scanned_code_names_the_person_and_does_not_save_yet(
    open_page: Open, dee: Actor, ana: Actor, three: tuple[str, str, str]
) -> None:
    participant, code = enrol(dee)
    page = open_page("/log/")
    page.locator("#who-code").check()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    assert not Encounter.objects.of(ana).exists()
    page.locator(f'[name="{item(three[0])}"]').fill("10")
    page.keyboard.press("Enter")
    expect(saved(page)).to_be_visible()
    assert Encounter.objects.of(ana).get().participant_id == participant
    assert code not in page.content()


def enrol(by: Actor) -> tuple[int, str]:
    enrolled = enrol_participant(by=by)
    assert enrolled.card is not None
    return enrolled.participant.pk, enrolled.card.scanned


def test_count_of_a_group_stays_in_counting(open_page: Open, ana: Actor, three: tuple[str, str, str]) -> None:
    page = open_page("/log/", width=390)
    page.locator("#who-count").tap()
    page.locator("#id_people").fill("40")
    page.locator(f'[name="{item(three[0])}"]').fill("600")
    page.get_by_role("button", name="Save").tap()
    expect(saved(page)).to_be_visible()
    expect(page.locator("#who-count")).to_be_checked()
    stored = Encounter.objects.of(ana).get()
    assert (stored.people, stored.count_only) == (40, True)
    expect(page.locator("summary [data-total='people']")).to_have_text("40")


def test_everything_works_without_scripts(open_page: Open, ana: Actor, three: tuple[str, str, str]) -> None:
    page = open_page("/log/", width=390, script=False)
    page.locator(f'[name="{item(three[0])}"]').fill("40")
    page.get_by_role("button", name="Save").click()
    expect(saved(page)).to_be_visible()
    assert amounts(ana) == {three[0]: 40}
    page.get_by_role("link", name="Same as last").click()
    expect(page.locator(f'[name="{item(three[0])}"]')).to_have_value("40")
    page.goto(page.url)
    page.go_back()
    saved(page).get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    assert amounts(ana) == {}


def test_error_without_scripts_keeps_what_was_typed(
    open_page: Open, ana: Actor, three: tuple[str, str, str]
) -> None:
    page = open_page("/log/", width=390, script=False)
    page.locator(f'[name="{item(three[0])}"]').fill("40")
    page.locator("#id_for_others").fill("2000")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_for_others")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f'[name="{item(three[0])}"]')).to_have_value("40")
    assert not Encounter.objects.of(ana).exists()


def test_spanish_is_spanish_all_over(open_page: Open, three: tuple[str, str, str]) -> None:
    page = open_page("/log/", width=390, language="es")
    row(page, three[0]).get_by_role("button", name=re.compile(": 20$")).tap()
    page.get_by_role("button", name="Guardar").tap()
    expect(saved(page).get_by_role("button", name="Deshacer")).to_be_visible()
    text = page.locator("main").inner_text()
    left = re.findall(r"\b(?:Save|Undo|Anonymous|More|Returned|Note|the|with|Same)\b", text)
    assert left == []


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", ["/log/", "/today/", "/today/trends/", "/encounters/"])
def test_pages_have_no_serious_barrier(
    open_page: Open, three: tuple[str, str, str], path: str, width: int
) -> None:
    page = open_page("/log/", width=width)
    page.locator(f'[name="{item(three[0])}"]').fill("40")
    page.get_by_role("button", name="Save").click()
    expect(saved(page)).to_be_visible()
    if path != "/log/":
        page.goto(path)
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
    found = Axe().run(page).response["violations"]
    serious = [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []
