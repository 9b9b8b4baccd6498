"""How long a document may stay, and which information it may hold."""

from datetime import date, timedelta

import pytest

from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.documents import rules
from meetpoint.core.documents.models import Kind

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, True), (3660, True), (3661, False)])
def test_document_is_kept_from_today_to_ten_years(days: int, may: bool) -> None:
    assert rules.may_keep_until(TODAY + timedelta(days=days), TODAY) is may


@pytest.mark.parametrize(("days", "over"), [(-1, True), (0, False), (1, False)])
def test_time_is_over_the_day_after(days: int, over: bool) -> None:
    assert rules.is_over(TODAY + timedelta(days=days), TODAY) is over


def test_every_kind_says_which_information_it_may_hold_and_none_counselling() -> None:
    assert set(rules.SCOPES) == set(Kind)
    assert not any(Scope.COUNSELLING_NOTES in scopes for scopes in rules.SCOPES.values())
    assert all(rules.SCOPES.values())
