"""Why each column about plans exists. Plans hold sums and a model's numbers, and nothing about a person."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_PLAN = "the organisation is closed"
_WORK = "the work is done"


def _kept(why: str, until: str = _PLAN) -> Kept:
    return Kept(why=why, until=until)


PRIVACY = PrivacyPlan(
    columns={
        "planning.Plan": {
            "uid": _kept("names the plan; random"),
            "title": _kept("tells plans apart"),
            "numbers": _kept("the place: people at risk, deaths by year, where they come from; sums only"),
            "settings": _kept("services today, prices, ways to spend; who stands by an unmeasured effect"),
            "made_by": _kept("whom to ask about it"),
            "made_at": _kept("how old it is"),
            "changed_at": _kept("which came last"),
            "closed_at": _kept("that it was put away"),
        },
        "planning.PlanRun": {
            "uid": _kept("names the run; random"),
            "plan": _kept("whose question it is"),
            "kind": _kept("what it works out"),
            "state": _kept("how far it is"),
            "question": _kept("what exactly was asked, so that it can be asked again"),
            "result": _kept("what the model says; sums and intervals"),
            "versions": _kept("which model and numbers gave the result"),
            "seed": _kept("gives the same result again"),
            "done": _kept("how far it is"),
            "total": _kept("how far it is"),
            "staff_id": _kept("whose rights the work uses"),
            "asked_at": _kept("how old it is"),
            "finished_at": _kept("when it was done"),
            "worker": _kept("which process works on it; random", _WORK),
            "worked_until": _kept("when a silent process is given up", _WORK),
            "attempts": _kept("when to stop trying", _WORK),
            "stop_reason": _kept("why it stopped"),
        },
    }
)
