"""What a plan may begin with: kits handed out, people trained, reversals that people told of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import chain

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import DayFigure
from meetpoint.core.modules.planning_inputs import Informs, PlanningInput
from meetpoint.core.modules.sums import counted_by
from meetpoint.services.naloxone.figures import (
    kits_by_day,
    reversals_by_day,
    trained_in_groups_by_day,
    trained_with_kit_by_day,
)


def trained_by_day(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return contacts with training and people at group trainings, one after the other."""
    return chain(
        trained_with_kit_by_day(organisation_id, first, last),
        trained_in_groups_by_day(organisation_id, first, last),
    )


PLANNING_INPUTS = (
    PlanningInput(
        slug="naloxone.kits",
        title=_("Naloxone kits handed out"),
        unit=_("kits"),
        parameter="kits_community",
        counted=_(
            "Units of naloxone items that are kits, at contacts. Single doses outside kits are not in it."
        ),
        count=counted_by(kits_by_day),
    ),
    PlanningInput(
        slug="naloxone.trained",
        title=_("People shown how to respond to an overdose"),
        unit=_("people"),
        parameter="education",
        counted=_(
            "Contacts with training and headcounts of group trainings. Somebody who came twice counts "
            "twice, so the share of people trained is at most this."
        ),
        count=counted_by(trained_by_day),
    ),
    PlanningInput(
        slug="naloxone.reversals",
        title=_("Reversals reported"),
        unit=_("reversals"),
        parameter="naloxone_used",
        informs=Informs.OUTCOME,
        counted=_(
            "Overdoses answered with naloxone, as people told us. Most are never told, so the model’s own "
            "number should be larger, never smaller."
        ),
        count=counted_by(reversals_by_day),
    ),
)
