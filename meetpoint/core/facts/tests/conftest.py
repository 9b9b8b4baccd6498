"""What the tests of facts share: a folder of their own, and the quarter that reports are tested with."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meetpoint.core.facts.reading.answers import Answer, answers
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.tests.quarter import FIRST, LAST, LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

Ask = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "home"
    settings.KEYS = tmp_path / "keys"


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site) -> Any:
    with clock.stand_at(LATER):
        yield Quarter(dee, site, van)


@pytest.fixture
def ask(dee: Actor) -> Ask:
    """`ask("encounters.contacts", by=("site",))` answers for the quarter, or for other days and sites."""

    def asked(
        code: str, *, by: tuple[str, ...] = (), first: date = FIRST, last: date = LAST, **more: Any
    ) -> Answer:
        question = Question(
            organisation_id=dee.organisation_id, codes=(code,), first=first, last=last, by=by, **more
        )
        return answers(question)[0]

    return asked


def value_of(answer: Answer) -> Any:
    """Return the one value of an answer without breakdown."""
    ((_key, value),) = answer.rows
    return value
