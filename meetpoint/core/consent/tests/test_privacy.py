"""The accounting is declared, given to the person, untied on erasure, and kept for six years."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from meetpoint.core.consent.gate import disclose
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.consent.privacy import COLUMNS, erase, export, retain, years_before
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

LEAVING = {"kind": "referral", "what": "referral_slip", "purpose": "care", "recipient": "clinic"}


def test_every_column_is_declared() -> None:
    for model in apps.get_app_config("consent").get_models():
        columns = {field.name for field in model._meta.fields} - {"id", "organisation"}
        assert columns == set(COLUMNS[model._meta.label]), model


def test_person_is_told_what_left_about_them(dee: Actor) -> None:
    disclose(dee, participant_id=7, **LEAVING)
    disclose(dee, participant_id=8, **{**LEAVING, "what": "else"})
    assert [entry["What"] for entry in export(dee, 7)["What left about you"]] == ["Referral slip"]


def test_erasure_unties_and_keeps_the_entry(dee: Actor, cai: Actor) -> None:
    disclose(dee, participant_id=7, **LEAVING)
    erase(cai, 7)
    assert Disclosure.objects.of(dee).get().participant_id == 7
    erase(dee, 7)
    assert Disclosure.objects.of(dee).get().participant_id is None


def test_entries_go_after_six_years(dee: Actor) -> None:
    today = clock.now().date()
    for _ in range(2):
        disclose(dee, **LEAVING)
    old = Disclosure.objects.of(dee).earliest("id")
    Disclosure.objects.of(dee).filter(pk=old.pk).update(at=clock.now() - timedelta(days=6 * 366))
    assert retain(dee, today) == 1
    assert Disclosure.objects.of(dee).count() == 1


@pytest.mark.parametrize(
    ("day", "before"),
    [(date(2026, 3, 1), date(2020, 3, 1)), (date(2028, 2, 29), date(2022, 2, 28))],
)
def test_six_years_before_a_leap_day(day: date, before: date) -> None:
    assert years_before(day, 6) == before
