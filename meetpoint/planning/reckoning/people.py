"""The plan person by person, week by week: chance itself is in the intervals, beside what is not known."""

from __future__ import annotations

from dataclasses import replace

from meetpoint.planning.engine.ensembles.jobs import Ensemble, run_ensemble
from meetpoint.planning.engine.ensembles.store import Store
from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.engine.scenarios.building import plans_of
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.asked import Progress, Question, Result
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.reckoning.pasts import Pasts
from meetpoint.planning.reckoning.summary import summary_of

REPLICATES = 40
MOST_PEOPLE = 2_000_000
"""More people than this would need more memory than a small server has."""


def people(question: Question, progress: Progress, *, replicates: int = REPLICATES) -> Result:
    """Run today's services and every portfolio. What is finished is kept in a file, so that a run which was
    broken off goes on where it was, and gives the same result to the last digit.
    """
    if question.numbers.people_at_risk > MOST_PEOPLE:
        raise PlanError(f"person by person, at most {MOST_PEOPLE:,} people at risk can be run here.")
    content = content_of(question.numbers, question.settings, question.settings.portfolios, step="week")
    asked = Asked(content=content, sets=replicates, seed=question.seed, deaths=question.final_deaths)
    study = replace(asked.study(), seed=question.seed)
    ensemble = Ensemble(study=study, backend="individual", replicates=replicates, seed=question.seed)
    results = run_ensemble(ensemble, store=Store(question.kept), progress=progress)
    runs = {name: [result[name] for result in results] for name in results[0]}
    return summary_of(study, plans_of(study), runs, Pasts(Warm().runs).along(asked))
