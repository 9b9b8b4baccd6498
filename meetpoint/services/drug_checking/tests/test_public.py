"""Pages for everybody: a result by its code, alike for unknown and not ready, and hard to guess."""

import csv
import io
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.organisations.models import Organisation
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.logs import DiscreetFormatter
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.actions.publishing import publish_data, rows_between
from meetpoint.services.drug_checking.actions.results import release
from meetpoint.services.drug_checking.models import Alert
from meetpoint.services.drug_checking.publishing import COLUMNS, DataRow, coarsened
from meetpoint.services.drug_checking.tests.factories import (
    brought,
    lab,
    public_alert,
    released,
    some_days_ago,
    strip,
)

RESULT = reverse("drug_checking:result")
QUERIES = 5
"""Whether anybody has set this up, the try and its two savepoints, and the one look for the code."""


def ask(code: str, **more: str) -> bytes:
    answer = Client().post(RESULT, {"code": code}, **more)
    assert answer.status_code == 200
    return answer.content


def without_tokens(content: bytes, code: str) -> bytes:
    """Leave out what differs by itself: the form's token and the code that was typed."""
    lines = (line for line in content.split(b"\n") if b"csrfmiddlewaretoken" not in line)
    return b"\n".join(lines).replace(code.encode(), b"CODE")


def test_result_is_told_in_plain_words_without_signing_in(ana, site) -> None:
    sample = released(ana, site, "cocaine", "fentanyl:trace", notes="smelled of chlorine")
    text = ask(receipts.spoken(receipts.code_of(sample.uid))).decode()
    for words in ("cocaine", "fentanyl", "Trace", "nobody expected", "naloxone", "Source:"):
        assert words in text
    for secret in ("chlorine", str(sample.uid), site.name, "Harbor Light"):
        assert secret not in text
    assert (
        "private" in Client().get(RESULT)["Cache-Control"]
        or "no-store" in Client().get(RESULT)["Cache-Control"]
    )


def test_unknown_and_not_ready_are_answered_alike(ana, site, django_assert_num_queries) -> None:
    waiting = brought(ana, site)
    lab(ana, waiting, "cocaine")
    codes = (receipts.draw(), receipts.code_of(waiting.uid))
    unknown, not_ready = (without_tokens(ask(code), code) for code in codes)
    assert unknown == not_ready
    assert b"still be on its way" in unknown
    for code in codes:
        browser = Client()
        with django_assert_num_queries(QUERIES):
            browser.post(RESULT, {"code": code})


def test_guessing_is_slowed_down_and_finding_is_not(ana, site) -> None:
    code = receipts.code_of(released(ana, site, "cocaine").uid)
    browser = Client(REMOTE_ADDR="203.0.113.9")
    assert {browser.post(RESULT, {"code": code}).status_code for _each in range(15)} == {200}
    answers = [browser.post(RESULT, {"code": receipts.draw()}).status_code for _each in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert browser.post(RESULT, {"code": code}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").post(RESULT, {"code": code}).status_code == 200


def test_code_is_in_no_address_and_in_no_log(ana, site, caplog) -> None:
    sample = released(ana, site, "cocaine")
    code = receipts.code_of(sample.uid)
    with caplog.at_level(logging.DEBUG):
        ask(code)
        Client().get(f"{RESULT}{code}/")
    written = [
        DiscreetFormatter("%(message)s").format(record)
        for record in caplog.records
        if record.name != "django.db.backends"
    ]
    assert not any(code in line for line in written)
    page = Client().get(RESULT).content.decode()
    assert "drug_checking/code.js" in page


@pytest.mark.parametrize("typed", ["", "12", "K7M4-QX7P-2WNDA"])
def test_what_cannot_be_a_code_is_said_beside_the_field(org, typed) -> None:
    answer = Client().post(RESULT, {"code": typed})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"code"}


def test_strip_alone_is_told_with_its_limits(ana, site) -> None:
    sample = brought(ana, site)
    strip(ana, sample, "negative")
    release([sample], by=ana)
    text = ask(receipts.code_of(sample.uid)).decode()
    assert "Negative is no promise of safety" in text
    assert "What the laboratory found" not in text


def test_public_alert_names_no_code_and_ends_by_itself(dee, site) -> None:
    one = public_alert(dee, substance="xylazine", expected="heroin")
    sheet = reverse("drug_checking:public_alert", args=[one.uid])
    text = Client().get(sheet).content.decode()
    for words in ("xylazine", "Heroin", "Kent", "Harbor Light", "wounds"):
        assert words in text
    assert b"xylazine" in Client().get(reverse("drug_checking:public_alerts")).content
    Alert.objects.of(dee).update(expires_on=clock.now().date() - timedelta(days=1))
    assert Client().get(sheet).status_code == 404


def test_published_rows_are_downloaded_as_they_were(dee, site) -> None:
    for number in range(12):
        lab(
            dee,
            brought(
                dee, site, area="Kent", region="WA", notes="secret", overdose="fatal", lab_id=f"K{number}"
            ),
            "cocaine",
            "new thing:trace",
        )
    lab(dee, brought(dee, site, area="Pine", region="WA"), "ketamine")
    made = publish_data(uuid7(), some_days_ago(20), some_days_ago(0), by=dee)
    address = reverse("drug_checking:download_data", args=[made.uid])
    text = Client().get(address).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert {row["area"] for row in rows} == {""}, (
        "one sample of Pine cannot be told apart, so Kent goes with it"
    )
    assert not any(word in text for word in ("secret", "fatal", "K1", site.name))
    assert address in Client().get(reverse("drug_checking:public_data")).content.decode()
    assert len(rows_between(some_days_ago(20), some_days_ago(0), dee)) == 13
    assert (
        Organisation.objects.get(pk=dee.organisation_id).name
        in Client().get(reverse("drug_checking:public_data")).content.decode()
    )


def row(quarter: str, region: str, area: str) -> DataRow:
    return DataRow(
        quarter=quarter, region=region, area=area, expected="cocaine", form="powder", methods=("gcms",),
        primary=("cocaine",), trace=(), unexpected="fits",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("places", "published"),
    [
        ({("2026-Q1", "WA", "Kent"): 3}, {("2026-Q1", "WA", "Kent"): 3}),
        ({("2026-Q1", "WA", "Kent"): 2, ("2026-Q1", "WA", "Pine"): 2}, {("2026-Q1", "WA", ""): 4}),
        (
            {("2026-Q1", "WA", "Kent"): 5, ("2026-Q1", "WA", "Pine"): 3, ("2026-Q1", "WA", "Elm"): 1},
            {("2026-Q1", "WA", "Kent"): 5, ("2026-Q1", "WA", ""): 4},
        ),
        ({("2026-Q1", "WA", "Kent"): 1, ("2026-Q2", "OR", "Elm"): 2}, {("2026", "", ""): 3}),
        ({("2026-Q1", "WA", "Kent"): 1}, {}),
    ],
)
def test_no_place_stands_for_fewer_than_the_smallest_group(places, published) -> None:
    rows = [row(*place) for place, count in places.items() for _each in range(count)]
    told = coarsened(rows, 3)
    counts: dict[tuple[str, str, str], int] = {}
    for one in told:
        counts[one.place] = counts.get(one.place, 0) + 1
    assert counts == published
    assert all(count >= 3 for count in counts.values())
