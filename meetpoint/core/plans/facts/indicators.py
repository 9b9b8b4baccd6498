"""What can be told from plans: how many people work on one, what they reached, and how long that took."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import PLACES
from meetpoint.core.modules.indicators import DataSource, Indicator

OURS = "Meetpoint (ours): no published definition was followed"

INDICATORS = (
    Indicator(
        code="plans.people_planning",
        title=_("People at work on a plan"),
        definition=_(
            "Different people of whose plan something was written down in these days: a goal added, moved or"
            " put in other words. Only people with a code have a plan; who was erased since is not counted."
        ),
        unit=_("people with a code"),
        source=DataSource.PROGRAMME,
        additive=False,
        table="goal_changes",
        value=lambda changes: changes.person.nunique(),
        breakdowns=(*PLACES, "area"),
        reference=OURS,
        events=True,
    ),
    Indicator(
        code="plans.goals_reached",
        title=_("Goals reached"),
        definition=_(
            "Goals of which the person said that they are reached, by the day of that. A goal that was taken"
            " up again is counted when it is reached again."
        ),
        unit=_("goals"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="goals_reached",
        value=lambda reached: reached.count(),
        breakdowns=(*PLACES, "area"),
        reference=OURS,
        events=True,
    ),
    Indicator(
        code="plans.median_days_to_goal",
        title=_("Median days from wanting to reaching a goal"),
        definition=_(
            "Of the goals reached in these days: the days from when each was written down to when the person"
            " said that it is reached, the middle one of them. It is no measure of anybody’s effort."
        ),
        unit=_("days"),
        source=DataSource.PROGRAMME,
        additive=False,
        table="goals_reached",
        value=lambda reached: reached.days_wanted.median(),
        breakdowns=(*PLACES, "area"),
        reference=OURS,
    ),
)
