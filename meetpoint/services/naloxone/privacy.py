"""Why each column exists, and how one participant's part is given to them or erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Kept, Option, OptionType, PrivacyPlan
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.naloxone.models import NaloxoneProvision, ReversalReport
from meetpoint.services.naloxone.queries import ANSWERS, reversals_of

TIE_DAYS = "naloxone.reversal_tie_days"

_WITH_CONTACT = "as long as the contact"
_COUNTED = "as long as the programme reports on it; it names nobody"
_TRACE = Kept(why="who on the staff wrote it, for corrections", until=_COUNTED)
_VOID = Kept(why="a mistake is marked, never rubbed out", until=_COUNTED)
_ANSWER = Kept(why="what funders and planners ask about reversals", until=_COUNTED)

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "naloxone.ItemRoute": {
        "item": Kept(why="the item of the catalogue that it is about", until="as long as the item"),
        "route": Kept(why="nasal and injected naloxone are reported apart", until="as long as the item"),
    },
    "naloxone.NaloxoneProvision": {
        "encounter": Kept(why="the contact in which naloxone was handed out", until=_WITH_CONTACT),
        "supply": Kept(why="first kits and refills are reported apart", until=_WITH_CONTACT),
        "reason": Kept(why="what became of the last kit shows need", until=_WITH_CONTACT),
        "training": Kept(why="how many people learned to respond", until=_WITH_CONTACT),
    },
    "naloxone.ReversalReport": {
        "uid": Kept(why="sending a report twice stores it once", until=_COUNTED),
        "site": Kept(why="which site heard of it", until=_COUNTED),
        "participant": Kept(
            why="only when the person wants it on their own timeline", until="they are erased", personal=True
        ),
        "origin": Kept(
            why="mending a contact mends what was told in it; a keyed fingerprint",
            until="the days set by naloxone.reversal_tie_days",
        ),
        "reported_on": Kept(why="when the programme heard of it; a day, not a time", until=_COUNTED),
        "happened_month": Kept(why="when it happened; a month, not a day", until=_COUNTED),
        "county": Kept(why="where it happened, no closer than the county", until=_COUNTED),
        "zip3": Kept(why="where it happened, no closer than three digits of the ZIP code", until=_COUNTED),
        "place_type": _ANSWER,
        "product": _ANSWER,
        "doses": _ANSWER,
        "rescue_breathing": _ANSWER,
        "called_911": _ANSWER,
        "outcome": _ANSWER,
        "given_by": _ANSWER,
        "staff_id": _TRACE,
        "replaces": _VOID,
        "voided_at": _VOID,
        "voided_by": _VOID,
        "void_reason": _VOID,
    },
    "naloxone.TrainingEvent": {
        "uid": Kept(why="sending a training twice stores it once", until=_COUNTED),
        "site": Kept(why="which site held it", until=_COUNTED),
        "held_on": Kept(why="when it was held", until=_COUNTED),
        "audience": Kept(why="who was reached, as a group", until=_COUNTED),
        "topics": Kept(why="what was taught", until=_COUNTED),
        "people": Kept(why="how many came, never who", until=_COUNTED),
        "minutes": Kept(why="hours of training are reported to funders", until=_COUNTED),
        "staff_id": _TRACE,
        "recorded_at": _TRACE,
        "voided_at": _VOID,
        "voided_by": _VOID,
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return what one participant said with naloxone, and the reversals kept with their code."""
    provisions = NaloxoneProvision.objects.of(by).filter(encounter__participant_id=participant_id)
    said = provisions.order_by("encounter_id").values("encounter__local_date", "supply", "reason", "training")
    reports = (
        reversals_of(by, participant_id).order_by("id").values("reported_on", "happened_month", *ANSWERS)
    )
    return {"naloxone": list(said), "reversals": list(reports)}


def erase(by: Actor, participant_id: int) -> None:
    """Cut the tie between a participant and reversals; runs inside the caller's transaction."""
    reversals_of(by, participant_id).update(participant=None)


def retain(by: Actor, today: date) -> int:
    """Cut the tie between older reports and the contacts in which they were told; return how many.

    A report that its participant wanted to keep keeps its tie as well. Without days set, none is cut.
    """
    days = cast("int | None", option_value(by.organisation_id, TIE_DAYS))
    if days is None:
        return 0
    told_before = today - timedelta(days=days)
    tied = (
        ReversalReport.objects.of(by).filter(reported_on__lt=told_before, participant=None).exclude(origin="")
    )
    return tied.update(origin="")


OPTIONS = (
    Option(
        name=TIE_DAYS,
        label=_("Days in which a mended contact mends its reversal"),
        help=_("After that, nothing tells any more in which contact a reversal was reported."),
        type=OptionType.COUNT,
        default=3,
        source="Product choice: long enough to mend the mistakes of a shift",
        unit=_("days"),
    ),
)

PRIVACY = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
