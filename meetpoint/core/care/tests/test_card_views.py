"""A lost code, page by page."""

import pytest
from django.test import Client

from meetpoint.core.care.tests.conftest import SHORT
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.people.queries import find_by_code, newest_code
from meetpoint.core.people.tests.factories import enrolled, participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7


def test_lost_code_gives_a_new_card_once(work: Client, ana: Actor) -> None:
    person, lost = enrolled(ana)
    address = f"/people/{person.uid}/new-code/"
    form = {"reason": "lost", "uid": uuid7(), "replacing": newest_code(ana, person)}
    assert f'value="{form["replacing"]}"' in work.get(address).content.decode()
    spoken = SHORT.search(work.post(address, form).content.decode())[1]  # type: ignore[index]
    assert find_by_code(ana, spoken) == person
    assert find_by_code(ana, lost.spoken) is None
    assert "replaced a moment ago" in work.post(address, form).content.decode()
    assert find_by_code(ana, spoken) == person


def test_lost_code_without_a_reason_is_asked_again(work: Client, ana: Actor) -> None:
    person, card = enrolled(ana)
    page = work.post(f"/people/{person.uid}/new-code/", {"uid": uuid7(), "replacing": "x"})
    assert page.status_code == 200
    assert find_by_code(ana, card.spoken) == person


@pytest.mark.parametrize("replacing", [None, "", "x", "²", "9" * 5000])
def test_lost_code_sent_without_the_code_it_replaces_is_asked_again(
    work: Client, ana: Actor, replacing: str | None
) -> None:
    person, card = enrolled(ana)
    form = {"reason": "lost", "uid": uuid7()} | ({} if replacing is None else {"replacing": replacing})
    page = work.post(f"/people/{person.uid}/new-code/", form)
    assert page.status_code == 200
    assert "not sent whole" in page.content.decode()
    assert find_by_code(ana, card.spoken) == person


def test_lost_code_by_answers_that_somebody_has(work: Client, ana: Actor, deriving: Organisation) -> None:
    answers = {"mother": "María", "month": "7", "year": "1985", "reason": "other"}
    work.post("/people/new/", {**answers, "uid": uuid7()})
    person = participant(ana)
    address = f"/people/{person.uid}/new-code/"
    answers["replacing"] = str(newest_code(ana, person))
    assert "add a digit" in work.post(address, {**answers, "uid": uuid7()}).content.decode()
    sure = work.post(address, {**answers, "uid": uuid7(), "not_theirs": "1"})
    assert "MA0785-2" in sure.content.decode()
    assert find_by_code(ana, "MA07852") == person
