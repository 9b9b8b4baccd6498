"""Finding by code: the same work for found and not found."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people import codes, recipes
from meetpoint.core.people.actions import enrol_participant
from meetpoint.core.people.errors import CodeProblem
from meetpoint.core.people.queries import code_history, find_by_code, merge_history
from meetpoint.core.people.tests.factories import enrolled
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed


def queries(by: Actor, text: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as run:
        find_by_code(by, text)
    return [query["sql"].split(" WHERE ")[0] for query in run.captured_queries]


def test_found_and_not_found_run_the_same_queries(ana: Actor) -> None:
    _person, card = enrolled(ana)
    found, absent = queries(ana, card.spoken), queries(ana, codes.draw().spoken)
    assert found == absent
    assert len(found) == 2


def test_found_and_not_found_hash_answers_alike(
    ana: Actor, deriving: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrol_participant(by=ana, answers={"mother": "María", "month": "7", "year": "1985"})
    hashed: list[str] = []
    slow_hash = recipes.slow_hash
    monkeypatch.setattr(recipes, "slow_hash", lambda salt, code: hashed.append(code) or slow_hash(salt, code))
    assert find_by_code(ana, "MA0785")
    assert find_by_code(ana, "MA0786") is None
    assert hashed == ["MA0785", "MA0786"]


def test_text_that_is_a_card_and_answers_is_looked_up_as_both(ana: Actor, deriving: Organisation) -> None:
    """Seven characters with a tie-break digit may by chance have a right check; no card is lost to that."""
    text = next(
        f"MA{month:02}{year:02}{tie}"
        for month in range(1, 13)
        for year in range(100)
        for tie in range(2, 10)
        if codes.has_right_check(f"MA{month:02}{year:02}{tie}")
    )
    answers = {"mother": "MA", "month": text[2:4], "year": text[4:6]}
    for _ in range(int(text[6])):
        last = enrol_participant(by=ana, answers=answers, not_theirs=True)
    assert find_by_code(ana, text) == last.participant


def test_typing_mistake_reaches_the_person_who_typed(ana: Actor, deriving: Organisation) -> None:
    with pytest.raises(CodeProblem, match="this has 5"):
        find_by_code(ana, "MA078")


@pytest.mark.django_db
def test_finding_needs_permission(ben: Actor) -> None:
    with pytest.raises(NotAllowed):
        find_by_code(ben, codes.EXAMPLE)


def test_histories_are_newest_first_and_stay_inside(ana: Actor, cai: Actor) -> None:
    person, _card = enrolled(ana)
    assert [code.participant_id for code in code_history(ana, [person.pk])] == [person.pk]
    assert not code_history(cai, [person.pk])
    assert not merge_history(ana, [person.pk])
