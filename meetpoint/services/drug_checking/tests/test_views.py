"""Pages of staff: who sees what, what a form keeps and says, what lists cost."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from meetpoint.core.encounters.tests.factories import make_item
from meetpoint.core.supplies.tests.factories import stock
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.models import (
    Alert,
    Analysis,
    LabFile,
    PublishedData,
    Sample,
    StripProduct,
)
from meetpoint.services.drug_checking.tests.factories import (
    alert,
    brought,
    lab,
    public_alert,
    released,
    some_days_ago,
    strip,
)

FILES = Path(__file__).parent / "files"
LIST_QUERIES = 6
"""The session, the frame's sites, the filter's sites, the samples, what was seen in them, and their tests."""


def page(name: str, *args: object) -> str:
    return reverse(f"drug_checking:{name}", args=args)


def test_worker_takes_a_sample_in_and_is_given_its_slip(sign_in, ana_member, ana, site) -> None:
    browser, uid = sign_in(None, ana_member), uuid7()
    said = {
        "uid": uid,
        "site": site.pk,
        "expected": ["cocaine"],
        "form": "powder",
        "strip_fentanyl": "negative",
    }
    answer = browser.post(page("add_sample"), said)
    assert (answer.status_code, answer.url) == (302, page("receipt", uid))
    assert browser.post(page("add_sample"), said).status_code == 302
    assert (Sample.objects.of(ana).count(), Analysis.objects.of(ana).count()) == (1, 1)
    slip = browser.get(answer.url).content.decode()
    assert receipts.spoken(receipts.code_of(uid)) in slip
    assert "<svg" in slip


def test_list_says_which_strip_was_negative_and_that_nothing_matched(sign_in, ana_member, ana, site) -> None:
    sample = brought(ana, site)
    strip(ana, sample, "negative", "xylazine")
    lab(ana, sample, method="ftir", outcome="no_match")
    text = sign_in(None, ana_member).get(page("samples")).content.decode()
    assert "Xylazine −, No match in the library" in text


def test_form_of_its_own_shows_the_code_once_saved_unless_a_slip_was_printed(
    sign_in, ana_member, ana, site
) -> None:
    browser, uid, address = sign_in(None, ana_member), uuid7(), reverse("field:form", args=["sample"])
    said = {"uid": uid, "site": site.pk, "expected": ["cocaine"]}
    for _each in range(2):
        assert receipts.spoken(receipts.code_of(uid)) in browser.post(address, said).content.decode()
    printed = {**said, "uid": uuid7(), "receipt": receipts.draw()}
    assert browser.post(address, printed).status_code == 302
    assert Sample.objects.of(ana).count() == 2


def test_wrong_answers_are_kept_and_said_beside_their_fields(sign_in, ana_member, ana, site) -> None:
    said = {"uid": uuid7(), "site": site.pk, "receipt": "12", "area": "12 Main Street", "form": "cake"}
    answer = sign_in(None, ana_member).post(page("add_sample"), said)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"receipt", "area", "form"}
    assert b"12 Main Street" in answer.content
    assert Sample.objects.of(ana).count() == 0


def test_printed_slip_is_shown_once_and_never_again(sign_in, ana_member, ana, site) -> None:
    browser, code = sign_in(None, ana_member), receipts.draw()
    sample = brought(ana, site, code=code)
    assert code.encode() not in browser.get(page("receipt", sample.uid)).content
    assert browser.get(page("slips"), {"count": 3}).content.count(b"slip-code") == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(
    sign_in, ana_member, ana, site, rows, django_assert_num_queries
) -> None:
    for _each in range(rows):
        lab(ana, brought(ana, site), "cocaine", "fentanyl:trace")
    browser = sign_in(None, ana_member)
    browser.get(page("samples"))
    with django_assert_num_queries(LIST_QUERIES):
        answer = browser.get(page("samples"))
    assert answer.content.count(b"cocaine, fentanyl") == rows


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"found": "fentanyl"}, {"A"}),
        ({"state": "waiting"}, {"C"}),
        ({"state": "tested"}, {"B"}),
        ({"state": "released"}, {"A"}),
        ({"expected": "heroin"}, {"C"}),
        ({"q": "kit-b"}, {"B"}),
    ],
)
def test_list_can_be_narrowed(sign_in, ana_member, ana, site, asked, shown) -> None:
    samples = {
        "A": released(ana, site, "cocaine", "fentanyl"),
        "B": brought(ana, site, lab_id="KIT-B"),
        "C": brought(ana, site, expected=("heroin",)),
    }
    strip(ana, samples["B"], "negative")
    text = sign_in(None, ana_member).get(page("samples"), asked).content.decode()
    assert {name for name, sample in samples.items() if str(sample.uid) in text} == shown


def test_test_with_findings_is_typed_in_lines(sign_in, ana_member, ana, site) -> None:
    sample, browser = brought(ana, site), sign_in(None, ana_member)
    said = {
        "uid": uuid7(), "method": "lcms", "tested_on": some_days_ago(), "outcome": "found",
        "found": "cocaine; ; 72.5; %\nfentanyl; trace", "detection_limit": "0.1", "limit_unit": "%",
    }  # fmt: skip
    assert browser.post(page("add_test", sample.uid), {**said, "found": "cocaine; heaps"}).status_code == 200
    assert browser.post(page("add_test", sample.uid), {**said, "limit_unit": ""}).status_code == 200
    assert browser.post(page("add_test", sample.uid), said).status_code == 302
    text = browser.get(page("sample", sample.uid)).content.decode()
    assert "72.5" in text
    assert "Something unexpected" in text
    test = Analysis.objects.of(ana).get()
    assert browser.post(page("void_test", test.uid)).status_code == 302
    assert Analysis.objects.of(ana).get().voided_at is not None


def test_result_is_released_held_back_and_the_sample_voided(sign_in, ana_member, ana, site) -> None:
    sample, browser = brought(ana, site), sign_in(None, ana_member)
    strip(ana, sample)
    for name, is_released in (("release", True), ("hold_back", False)):
        assert browser.post(page(name, sample.uid)).status_code == 302
        sample.refresh_from_db()
        assert (sample.released_at is not None) == is_released
    assert browser.post(page("void_sample", sample.uid), {"reason": "twice"}).status_code == 302
    assert b"no longer counts" in browser.get(page("sample", sample.uid)).content


def test_strips_are_read_one_after_the_other(sign_in, ana_member, ana, dee, site) -> None:
    lot = stock(dee, site.pk, make_item(dee.organisation_id, "strip-y", "test_strips"), 20, lot="L9")
    sample, browser = brought(ana, site), sign_in(None, ana_member)
    said = {"uid": uuid7(), "site": site.pk, "target": "fentanyl", "reading": "positive", "lot": lot.pk}
    code = receipts.spoken(receipts.code_of(sample.uid))
    assert (
        b"No sample here has this slip"
        in browser.post(page("strips"), {**said, "code": receipts.draw()}).content
    )
    answer = browser.post(page("strips"), {**said, "code": code})
    assert answer.url == f"{page('strips')}?target=fentanyl"
    test = Analysis.objects.of(ana).get()
    assert (test.outcome, test.lot_number, test.sample_id) == ("positive", "L9", sample.pk)
    assert b"strip-drawing" in browser.get(page("strips")).content


def test_strip_is_described_with_its_source(sign_in, dee_member, dee, site) -> None:
    item = make_item(dee.organisation_id, "strip-z", "test_strips")
    browser, url = sign_in(None, dee_member), page("strip_product", item.slug)
    said = {"target": "fentanyl", "cutoff_ng_ml": "20", "water": "5 mL"}
    assert set(browser.post(url, said).context["form"].errors) == {"source", "verified_on"}
    assert browser.post(url, {**said, "source": "Packet", "verified_on": "2026-01-02"}).status_code == 302
    assert StripProduct.objects.of(dee).get().water == "5 mL"
    assert b"5 mL" in browser.get(page("strip_products")).content


def test_file_is_previewed_with_its_bad_rows_then_taken_in(sign_in, dee_member, dee, site) -> None:
    browser = sign_in(None, dee_member)
    names = ("analysis_dataset.csv", "lab_detail.csv")
    files = [SimpleUploadedFile(name, (FILES / name).read_bytes()) for name in names]
    said = {"uid": uuid7(), "site": site.pk, "layout": "unc", "lab_files": files}
    brought_it = browser.post(page("lab"), said)
    assert brought_it.status_code == 302, brought_it.context["form"].errors
    shown = browser.get(brought_it.url).content.decode()
    assert "31Feb2024" in shown
    assert Sample.objects.of(dee).count() == 0
    uid = LabFile.objects.of(dee).get().uid
    assert browser.post(page("take_in_lab_file", uid), {}).status_code == 302
    assert (Sample.objects.of(dee).count(), LabFile.objects.of(dee).count()) == (4, 0)
    wrong = SimpleUploadedFile("x.csv", b"a,b\n1,2\n")
    again = browser.post(page("lab"), {**said, "uid": uuid7(), "lab_files": [wrong]})
    assert again.status_code == 200
    assert again.context["form"].errors


def test_alert_is_decided_on_once(sign_in, dee_member, ana_member, dee) -> None:
    browser, one = sign_in(None, dee_member), alert(dee)
    assert browser.get(page("alert", one.uid)).status_code == 200
    assert (
        browser.post(page("publish_alert", one.uid), {"note": "Look out", "area": "Kent"}).status_code == 302
    )
    assert browser.post(page("dismiss_alert", one.uid)).status_code == 409
    assert browser.post(page("withdraw_alert", one.uid)).status_code == 302
    assert Alert.objects.of(dee).get().status == "withdrawn"
    assert sign_in(None, ana_member).post(page("publish_alert", one.uid)).status_code == 403
    said = {"uid": uuid7(), "substance": "xylazine", "level": "confirmed", "expected": "", "area": ""}
    assert browser.post(page("write_alert"), said).status_code == 302
    assert b"xylazine" in browser.get(page("alerts")).content


def test_alert_shows_the_supplies_that_go_with_it(sign_in, dee_member, dee, site) -> None:
    stock(dee, site.pk, make_item(dee.organisation_id, "naloxone-kit", "naloxone"), 12, lot="N1")
    one = public_alert(dee, substance="fentanyl")
    text = sign_in(None, dee_member).get(page("alert", one.uid)).content.decode()
    assert "Have these on hand" in text
    assert "12" in text


def test_over_time_keeps_levels_apart(sign_in, ana_member, ana, site) -> None:
    sample = brought(ana, site)
    lab(ana, sample, "cocaine", "fentanyl:trace")
    strip(ana, sample, "negative")
    browser = sign_in(None, ana_member)
    confirmed = browser.get(page("over_time")).content.decode()
    assert "100%" in confirmed
    assert "<svg" in confirmed
    by_strip = browser.get(page("over_time"), {"level": "presumptive", "months": "24"}).content.decode()
    assert "0%" in by_strip
    assert "100%" not in by_strip


def test_data_set_is_published_in_place_of_the_last(sign_in, dee_member, dee, site) -> None:
    for _each in range(12):
        lab(dee, brought(dee, site, area="Kent", region="WA"), "cocaine")
    browser = sign_in(None, dee_member)
    said = {"uid": uuid7(), "first": some_days_ago(30), "last": some_days_ago(0)}
    assert (
        browser.post(
            page("publish"), {**said, "first": some_days_ago(0), "last": some_days_ago(30)}
        ).status_code
        == 200
    )
    for uid in (uuid7(), uuid7()):
        assert browser.post(page("publish"), {**said, "uid": uid}).status_code == 302
    public = PublishedData.objects.of(dee).get(withdrawn_at=None)
    assert public.rows == 12
    assert browser.post(page("withdraw_data", public.uid)).status_code == 302
    assert not PublishedData.objects.of(dee).filter(withdrawn_at=None).exists()


def test_other_organisation_finds_nothing(sign_in, cai_member, ana, site) -> None:
    sample, browser = released(ana, site, "cocaine"), sign_in(None, cai_member)
    assert browser.get(page("sample", sample.uid)).status_code == 404
    assert str(sample.uid).encode() not in browser.get(page("samples")).content
