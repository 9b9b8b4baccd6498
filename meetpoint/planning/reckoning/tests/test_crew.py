import os
import signal

import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.crew import Crew
from meetpoint.planning.reckoning.draws import Asked, Warm, go_on
from meetpoint.planning.reckoning.summary import summary_of
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS

ASKED = Asked(content=content_of(NUMBERS, SETTINGS, SETTINGS.portfolios[:1]), sets=5, infections=False)


@pytest.fixture(scope="module")
def warm() -> Warm:
    made = Warm(threads=0)
    made.runs(ASKED)
    return made


@pytest.fixture
def crew(warm):
    made = Crew(warm, 2)
    yield made
    made.close()


def test_processes_give_the_answer_of_one_to_the_last_bit(crew, warm) -> None:
    assert summary_of(*crew.runs(ASKED)) == summary_of(*warm.runs(ASKED))


class Enough(Exception):
    pass


def test_question_that_is_dropped_leaves_the_processes_free_for_the_next(crew, warm) -> None:
    def enough() -> None:
        raise Enough

    for _each in range(3):
        with pytest.raises(Enough):
            crew.runs(ASKED, enough)
    assert summary_of(*crew.runs(ASKED)) == summary_of(*warm.runs(ASKED))


class Refusing(Warm):
    """What the engine refuses only once it runs."""

    def runs(self, asked, stopping=go_on):
        raise PlanError("a hazard is -1")


def test_what_the_engine_refuses_comes_back_from_a_process(crew) -> None:
    with pytest.raises(PlanError, match="people_at_risk"):
        crew.runs(Asked(content={"place": {}}, sets=2))
    refusing = Crew(Refusing(threads=0), 2)
    with pytest.raises(PlanError, match="a hazard is -1"):
        refusing.runs(ASKED)
    refusing.close()


def test_one_process_goes_on_when_another_was_killed(crew, warm) -> None:
    os.kill(crew._processes[0].pid, signal.SIGKILL)
    crew._processes[0].join()
    assert summary_of(*crew.runs(ASKED)) == summary_of(*warm.runs(ASKED))
