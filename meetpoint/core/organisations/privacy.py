"""The privacy plan: what is kept about organisations, sites and rules. None of it is about a participant."""

from meetpoint.core.modules.interface import Kept, PrivacyPlan

_LASTS = "as long as the organisation"
_HISTORY = "as long as the organisation: figures of the past were made under it"

_GROUND = {
    "source": Kept(why="where the rule or value is written", until=_HISTORY),
    "effective_from": Kept(why="the day from which it holds", until=_HISTORY),
    "verified_on": Kept(why="when somebody checked the source", until=_HISTORY),
    "verified_by": Kept(why="who checked the source or decided the value", until=_HISTORY),
}

PLAN = PrivacyPlan(
    columns={
        "organisations.Organisation": {
            "name": Kept(why="shown on pages, cards and reports", until=_LASTS),
            "slug": Kept(why="short name in addresses and file names", until=_LASTS),
            "time_zone": Kept(why="to know which day it is there", until=_LASTS),
            "language": Kept(why="language of cards and reports", until=_LASTS),
            "policy_pack": Kept(why="which place's rules hold", until=_LASTS),
            "policy_version": Kept(why="tells processes that rules changed", until=_LASTS),
            "code_scheme": Kept(why="how participants' codes are made", until=_LASTS),
            "code_recipe": Kept(why="how participants' codes are made", until=_LASTS),
            "created_at": Kept(why="when the organisation was set up", until=_LASTS),
        },
        "organisations.Site": {
            "name": Kept(why="where people are met", until=_LASTS),
            "slug": Kept(why="short name in addresses and file names", until=_LASTS),
            "kind": Kept(why="to report by kind of place", until=_LASTS),
            "time_zone": Kept(why="to know which day it is there", until=_LASTS),
            "area": Kept(why="part of town, to report by area", until=_LASTS),
            "closed_on": Kept(why="last day on which contacts may be recorded", until=_LASTS),
        },
        "organisations.FieldRule": {
            "field": Kept(why="the question that the rule is about", until=_HISTORY),
            "requirement": Kept(why="whether it may or must be asked", until=_HISTORY),
            **_GROUND,
        },
        "organisations.Setting": {
            "name": Kept(why="which setting this is", until=_HISTORY),
            "value": Kept(why="what it is set to", until=_HISTORY),
            **_GROUND,
        },
    }
)
