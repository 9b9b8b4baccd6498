"""From a sample that somebody brings to the result they read, on a phone and at a desk, in both languages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.models import Sample
from meetpoint.services.drug_checking.tests.factories import lab, public_alert
from meetpoint.services.vending.queries.levels import levels_now
from meetpoint.services.vending.tests.factories import machine, slot
from tests.browser import is_within
from tests.journeys.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "language"), [(390, "es"), (1280, "en")])
def test_sample_goes_from_hand_to_result(
    open_page: Open, ana: Actor, dee: Actor, site: Site, width: int, language: str
) -> None:
    page = open_page(reverse("drug_checking:add_sample"), width=width, language=language)
    page.locator("input[name=expected][value=cocaine]").check()
    page.locator("input[name=form][value=powder], select[name=form]").first.evaluate(
        "field => { field.tagName === 'SELECT' ? field.value = 'powder' : field.checked = true }"
    )
    page.locator("input[name=strip_fentanyl][value=positive]").check()
    assert is_within(page)
    page.locator("main form button.button-large").click()
    code = page.locator(".slip-code").inner_text()
    sample = Sample.objects.of(ana).get()
    assert receipts.read(code) == receipts.code_of(sample.uid)
    lab(ana, sample, "cocaine", "fentanyl:trace", uid=uuid7())
    page.goto(reverse("drug_checking:sample", args=[sample.uid]))
    page.locator(f"form[action$='/{sample.uid}/release/'] button").click()
    for name in ("samples", "strips", "alerts", "over_time", "strip_products"):
        page.goto(reverse(f"drug_checking:{name}"))
        assert is_within(page), name
    public_alert(dee)
    _read_it(open_page, code, width, language)


def _read_it(open_page: Open, code: str, width: int, language: str) -> None:
    """Scan the slip: the code stands behind the # and nowhere afterwards; then read what is public."""
    stranger = open_page(
        f"{reverse('drug_checking:result')}#{code}", width=width, language=language, signed_in=False
    )
    stranger.get_by_text("fentanilo" if language == "es" else "fentanyl", exact=True).first.wait_for()
    assert code not in stranger.url
    assert is_within(stranger)
    for name in ("guide", "public_alerts", "public_data"):
        stranger.goto(reverse(f"drug_checking:{name}"))
        assert is_within(stranger), name


def test_sample_and_refill_without_a_network(open_page: Open, ana: Actor, dee: Actor, site: Site) -> None:
    """The worker writes a code down before anything was sent; later it is the sample's."""
    east = machine(dee)
    page = open_page("/field/set-up/", width=390)
    page.fill("#id_name", "Blue phone")
    page.click("button.button-large")
    page.wait_for_selector("#app[data-ready]")
    page.context.set_offline(True)
    page.get_by_role("button", name="Forms").click()
    page.get_by_role("button", name="A sample came in").click()
    page.get_by_text("Cocaine", exact=True).click()
    page.click("#save")
    code = page.locator("#slip").inner_text()
    assert is_within(page)
    page.click("#slip-done")
    page.locator("[name='f.receipt']").fill(printed := receipts.draw())
    page.get_by_text("Heroin", exact=True).click()
    page.click("#save")
    page.locator("#waiting[data-unsent='2']").wait_for()
    assert page.locator("#slip").count() == 0, "somebody with a printed slip needs no other code"
    page.select_option("#site", str(east.site_id))
    page.get_by_role("button", name="Refill a vending machine").click()
    page.locator("[name='f.now.A1']").fill("20")
    page.click("#save")
    page.locator("#waiting[data-unsent='3']").wait_for()
    page.context.set_offline(False)
    page.evaluate("globalThis.dispatchEvent(new Event('online'))")
    page.locator("#waiting[data-unsent='0']").wait_for()
    marks = {receipts.mark_of(receipts.read(each)) for each in (code, printed)}
    assert set(Sample.objects.of(ana).values_list("receipt", flat=True)) == marks
    assert levels_now(dee, [slot(east)]) == {slot(east).pk: 20}


def test_result_is_read_without_scripts(open_page: Open, ana: Actor, site: Site) -> None:
    page = open_page(reverse("drug_checking:result"), width=390, script=False, signed_in=False)
    page.locator("input[name=code]").fill(receipts.draw())
    page.locator("form button.button-large").click()
    page.get_by_text("may still be on its way").wait_for()
