"""The declaration holds together: columns, figures, facts, the API and the demo."""

from datetime import timedelta
from random import Random

import pytest
from django.apps import apps

from meetpoint.core.api.tests.programs import program, uid
from meetpoint.lib import clock
from meetpoint.services.drug_checking import demo, figures
from meetpoint.services.drug_checking.actions.samples import void_sample
from meetpoint.services.drug_checking.facts.tables import FACTS, span
from meetpoint.services.drug_checking.models import Alert, Analysis, PublishedData, Sample
from meetpoint.services.drug_checking.module import MODULE
from meetpoint.services.drug_checking.privacy import COLUMNS
from meetpoint.services.drug_checking.tests.factories import brought, lab, some_days_ago, strip


def test_privacy_plan_names_every_column_and_no_other() -> None:
    for model in apps.get_app_config("drug_checking").get_models():
        columns = {column.name for column in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[f"drug_checking.{model.__name__}"])


def test_notes_go_after_the_days_that_are_set(ana, site) -> None:
    brought(ana, site, notes="new")
    brought(ana, site, notes="old", collected_on=some_days_ago(400))
    assert MODULE.privacy.retain(ana, clock.now().date()) == 1
    assert set(Sample.objects.of(ana).values_list("notes", flat=True)) == {"", "new"}


def test_figures_count_samples_strips_and_the_unexpected(ana, site, van) -> None:
    day = some_days_ago()
    sample = brought(ana, site)
    strip(ana, sample)
    strip(ana, sample, "invalid")
    lab(ana, sample, "cocaine", "fentanyl")
    strip(ana, brought(ana, van), "negative")
    void_sample(brought(ana, site), "mistake", by=ana)
    counts = {
        figure.slug: sum(one.amount for one in figure.by_day(ana.organisation_id, day, day))
        for figure in figures.FIGURES
    }
    assert counts == {
        "drug_samples": 2,
        "drug_samples_in_laboratory": 1,
        "drug_strips_read": 2,
        "drug_strips_positive": 1,
        "drug_samples_unexpected": 1,
    }
    assert (
        list(figures.samples_by_day(ana.organisation_id, day - timedelta(days=9), day - timedelta(days=1)))
        == []
    )


def test_facts_hold_what_was_worked_out(ana, site) -> None:
    day = some_days_ago()
    lab(ana, brought(ana, site), "cocaine", "fentanyl:trace")
    rows = {table.slug: table.rows(ana.organisation_id, day, day).count() for table in FACTS}
    assert rows == {"drug_samples": 1, "drug_checks": 5, "drug_substances": 2}
    assert span(ana.organisation_id) == (day, day)
    assert span(ana.organisation_id + 999) is None


def test_api_takes_a_sample_and_its_test_once(dee_member, dee, site) -> None:
    asker = program(dee_member)
    day = some_days_ago().isoformat()
    new = {"uid": uid(), "site": "plaza", "collected_on": day, "expected": ["cocaine"]}
    first, again = asker.post("/drug-samples", new), asker.post("/drug-samples", new)
    assert (first.status_code, again["Idempotent-Replayed"]) == (201, "true")
    test = {
        "uid": uid(), "method": "gcms", "outcome": "found", "tested_on": day,
        "found": [{"named": "cocaine"}, {"named": "fentanyl", "abundance": "trace"}],
    }  # fmt: skip
    path = f"/drug-samples/{new['uid']}"
    assert asker.post(f"{path}/tests", test).status_code == 201
    assert asker.post(f"{path}/tests", test)["Idempotent-Replayed"] == "true"
    told = asker.get(path).json()
    assert (told["confirmed_match"], len(told["tests"][0]["found"])) == ("unexpected", 2)
    assert [row["uid"] for row in asker.get("/drug-samples", site="plaza").json()["items"]] == [
        str(new["uid"])
    ]
    assert Sample.objects.of(dee).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"expected": ["sweets"]}, "expected.0"),
        ({"collected_on": "2199-01-01"}, "collected_on"),
        ({"receipt": "12"}, ""),
        ({"site": "pier"}, "site"),
        ({"area": "12 Main Street"}, "area"),
    ],
)
def test_api_names_what_it_cannot_take(dee_member, dee, site, wrong, field) -> None:
    new = {"uid": uid(), "site": "plaza", "collected_on": some_days_ago().isoformat(), **wrong}
    answer = program(dee_member).post("/drug-samples", new)
    assert answer.status_code == 422
    assert not field or field in answer.json()["fields"]
    assert Sample.objects.of(dee).count() == 0


def test_demo_has_a_year_of_each_kind(dee, site, monkeypatch) -> None:
    monkeypatch.setattr(demo, "IN_A_FILE", 60)
    demo.after(dee, Random(3))
    assert Sample.objects.of(dee).count() == 60 + demo.BY_HAND
    assert set(Analysis.objects.of(dee).values_list("method", flat=True)) == {"gcms", "strip", "ftir"}
    assert set(Alert.objects.of(dee).values_list("status", flat=True)) >= {"published", "dismissed"}
    assert PublishedData.objects.of(dee).get().rows > 11
