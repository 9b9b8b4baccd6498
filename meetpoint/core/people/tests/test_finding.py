"""Typed codes at the pace of a busy line."""

from dataclasses import replace

import pytest

from meetpoint.core.access.proof.allowances import Limit, TooManyTries
from meetpoint.core.people import codes, finding
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture(autouse=True)
def two_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "TRIES", Limit(slug="participant-code", burst=2, every_seconds=60))


def test_tries_run_out_whether_or_not_they_find_somebody(ana: Actor) -> None:
    person, card = enrolled(ana)
    assert find_within_tries(ana, card.spoken) == person
    assert find_within_tries(ana, codes.draw().spoken) is None
    with pytest.raises(TooManyTries):
        find_within_tries(ana, card.spoken)


def test_tries_are_counted_by_person(ana: Actor, dee: Actor, cai: Actor) -> None:
    _person, card = enrolled(ana)
    for by in (ana, dee, replace(cai, staff_id=ana.staff_id)):
        find_within_tries(by, card.spoken)
        find_within_tries(by, card.spoken)
    with pytest.raises(TooManyTries):
        find_within_tries(dee, card.spoken)
