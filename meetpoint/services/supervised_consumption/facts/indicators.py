"""What can be told about rooms: Health Canada's and OnPoint's rows, and the formulas of the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import PLACES
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import Aggregate, DataSource, Indicator, Number, Parts
from meetpoint.services.supervised_consumption.figures import OVERDOSE, VISITS
from meetpoint.services.supervised_consumption.models.events import OVERDOSES

CANADA = "Health Canada, supervised consumption sites, standard form since March 2020"
ONPOINT = "OnPoint NYC, first year of its two centres (bettercareplaybook.org)"
JAMA = "Grouped places: jamanetwork.com/journals/jamanetworkopen/fullarticle/2794323"
FIELD = "Formula in use in the field; OnPoint and Insite publish it"
OWN_WORDS = "Meetpoint’s own definition"

PREFIX = "supervised_consumption"
FROM_CONTACTS = ("room_visits", "room_substances")
_VISITS, _MINUTES = f"{PREFIX}.visits", f"{PREFIX}.station_minutes"
_WAITED, _OPEN = f"{PREFIX}.wait_minutes", f"{PREFIX}.open_station_minutes"
_EVENTS, _OVERDOSES = f"{PREFIX}.emergencies", f"{PREFIX}.overdoses"
_NALOXONE, _EMS = f"{PREFIX}.emergencies_with_naloxone", f"{PREFIX}.emergencies_with_ems"


def _over(above: str, below: str, times: int) -> Callable[[Parts], Number | None]:
    def share(parts: Parts) -> Number | None:
        return times * parts.of[above] / parts.of[below] if parts.of[below] else None

    return share


def _count(
    code: str,
    table: str,
    value: Aggregate,
    *,
    title: Words,
    definition: Words,
    unit: Words,
    reference: str,
    by: tuple[str, ...] = (),
    **more: Any,
) -> Indicator:
    """Return something that adds up over days and sites."""
    return Indicator(
        code=code,
        title=title,
        definition=definition,
        unit=unit,
        source=DataSource.ENCOUNTER if table in FROM_CONTACTS else DataSource.PROGRAMME,
        additive=True,
        table=table,
        value=value,
        breakdowns=(*PLACES, *by),
        reference=reference,
        **more,
    )


def _ratio(
    code: str,
    above: str,
    below: str,
    times: int,
    *,
    title: Words,
    definition: Words,
    unit: Words,
    reference: str,
) -> Indicator:
    return Indicator(
        code=code,
        title=title,
        definition=definition,
        unit=unit,
        source=DataSource.ENCOUNTER,
        additive=False,
        of=(above, below),
        combine=_over(above, below, times),
        reference=reference,
    )


def _given(column: str, title: Words, definition: Words, reference: str = CANADA) -> Indicator:
    return _count(
        f"{PREFIX}.{column}",
        "room_visits",
        lambda visits: visits[column].sum(),
        title=title,
        definition=definition,
        unit=_("visits"),
        reference=reference,
    )


_OF_VISITS = (
    _count(
        _VISITS,
        "room_visits",
        lambda visits: visits.had_station.sum(),
        title=_("Visits to the consumption room"),
        definition=VISITS,
        unit=_("visits"),
        reference=CANADA,
        by=("place_group", "alone", "exit", "gender", "age_band"),
        headline=True,
        events=True,
        figures=("room_visits",),
        standards=(CANADA, ONPOINT),
    ),
    Indicator(
        code=f"{PREFIX}.unique_people",
        title=_("Different people in the room"),
        definition=_(
            "Participants with a code who had a station at least once, each counted once for whatever is"
            " asked. Months cannot be added: somebody who comes in two months is one person in each, and one"
            " in both."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        events=True,
        table="room_visits",
        value=lambda visits: visits.person.nunique(where=visits.had_station),
        without_code=lambda visits: visits.count(where=visits.person.isnull() & visits.had_station),
        breakdowns=(*PLACES, "gender", "age_band"),
        reference=CANADA,
        standards=(CANADA, ONPOINT),
    ),
    _count(
        f"{PREFIX}.left_without_station",
        "room_visits",
        lambda visits: visits.count(where=~visits.had_station & (visits.exit != "")),
        title=_("Check-ins that ended without a station"),
        definition=_("People who left the line, or were not let in."),
        unit=_("check-ins"),
        reference=OWN_WORDS,
        by=("exit",),
    ),
    _count(
        f"{PREFIX}.public_use_averted",
        "room_visits",
        lambda visits: visits.count(
            where=visits.had_station & visits.place_group.isin(["public", "semipublic"])
        ),
        title=_("Use in public averted"),
        definition=_("Visits of people who would have used in a public or semi-public place otherwise."),
        unit=_("visits"),
        reference=JAMA,
        standards=(ONPOINT,),
        events=True,
    ),
    _count(
        f"{PREFIX}.would_be_alone",
        "room_visits",
        lambda visits: visits.count(where=visits.had_station & (visits.alone == "yes")),
        title=_("Would have used alone"),
        definition=_("Visits of people who said that they would have used alone otherwise."),
        unit=_("visits"),
        reference=ONPOINT,
        standards=(ONPOINT,),
        events=True,
    ),
    _count(
        f"{PREFIX}.substances",
        "room_substances",
        lambda used: used.count(),
        title=_("Substances reported"),
        definition=_(
            "Each substance of a visit counts once; by substance, it is visits with that substance."
        ),
        unit=_("substances"),
        reference=CANADA,
        by=("substance", "route"),
        standards=(CANADA,),
    ),
    _given("wound_care", _("Wound care in the room"), _("Visits with wound care."), CANADA),
    _given("education", _("Advice in the room"), _("Visits in which safer use was talked about."), CANADA),
    _given("kit_given", _("Naloxone taken along"), _("Visits after which naloxone was taken along."), CANADA),
    _given("referred", _("Referrals out of the room"), _("Visits with a referral."), CANADA),
    _given(
        "was_checked",
        _("Used after checking"),
        _("Visits that name a sample that was checked here."),
        OWN_WORDS,
    ),
    _given("had_aftercare", _("Went on to aftercare"), _("Visits with aftercare."), ONPOINT),
)

_OF_TIME = (
    _count(
        _MINUTES,
        "room_visits",
        lambda visits: visits.station_minutes.sum(),
        title=_("Minutes at stations"),
        definition=_("From sitting down to leaving the station, all visits together."),
        unit=_("minutes"),
        reference=OWN_WORDS,
    ),
    _count(
        _WAITED,
        "room_visits",
        lambda visits: visits.wait_minutes.sum(where=visits.had_station),
        title=_("Minutes of waiting"),
        definition=_("From check-in to the first station, all visits together."),
        unit=_("minutes"),
        reference=OWN_WORDS,
    ),
    _count(
        _OPEN,
        "room_openings",
        lambda openings: openings.station_minutes.sum(),
        title=_("Station minutes on offer"),
        definition=_(
            "Minutes in which the room was open, times its stations in use. An opening counts once it is"
            " closed, and for 36 hours at most."
        ),
        unit=_("minutes"),
        reference=OWN_WORDS,
    ),
    _ratio(
        f"{PREFIX}.utilisation",
        _MINUTES,
        _OPEN,
        100,
        title=_("Station utilisation"),
        definition=_("Minutes at stations for each hundred station minutes on offer."),
        unit=_("percent"),
        reference=FIELD,
    ),
    _ratio(
        f"{PREFIX}.mean_stay",
        _MINUTES,
        _VISITS,
        1,
        title=_("Mean stay at a station"),
        definition=_("Minutes at stations for each visit."),
        unit=_("minutes"),
        reference=FIELD,
    ),
    _ratio(
        f"{PREFIX}.mean_wait",
        _WAITED,
        _VISITS,
        1,
        title=_("Mean wait"),
        definition=_("Minutes of waiting for each visit."),
        unit=_("minutes"),
        reference=FIELD,
    ),
)


def _events(
    code: str, value: Aggregate, title: Words, definition: Words, reference: str = CANADA, **more: Any
) -> Indicator:
    return _count(
        code,
        "room_events",
        value,
        title=title,
        definition=definition,
        unit=_("emergencies"),
        reference=reference,
        by=("what", "outcome"),
        events=True,
        **more,
    )


_OF_EVENTS = (
    _events(
        _EVENTS,
        lambda events: events.count(),
        _("Emergencies in the room"),
        _("Every emergency in the log, overdoses and others. Those begun by a slip are left out."),
        standards=(CANADA,),
    ),
    _events(
        _OVERDOSES,
        lambda events: events.count(where=events.what.isin(OVERDOSES)),
        _("Overdoses answered in the room"),
        OVERDOSE,
        figures=("room_overdoses",),
        standards=(CANADA, ONPOINT),
        headline=True,
    ),
    _events(
        _NALOXONE,
        lambda events: events.had_naloxone.sum(),
        _("Emergencies with naloxone"),
        _("Emergencies in which naloxone was given."),
        standards=(CANADA, ONPOINT),
    ),
    _events(
        f"{PREFIX}.emergencies_with_oxygen",
        lambda events: events.had_oxygen.sum(),
        _("Emergencies with oxygen"),
        _("Emergencies in which oxygen was given."),
        ONPOINT,
        standards=(ONPOINT,),
    ),
    _events(
        _EMS,
        lambda events: events.had_ems.sum(),
        _("Emergencies with an ambulance"),
        _("Emergencies in which an ambulance was called or came."),
        standards=(CANADA, ONPOINT),
    ),
    _events(
        f"{PREFIX}.deaths",
        lambda events: events.count(where=events.outcome == "death"),
        _("Deaths in the room"),
        _("Emergencies that ended with a death."),
        standards=(CANADA, ONPOINT),
    ),
    _ratio(
        f"{PREFIX}.overdose_rate",
        _OVERDOSES,
        _VISITS,
        1000,
        title=_("Overdoses per 1,000 visits"),
        definition=_("Overdoses divided by visits, times a thousand."),
        unit=_("per 1,000 visits"),
        reference=FIELD,
    ),
    _ratio(
        f"{PREFIX}.naloxone_share",
        _NALOXONE,
        _EVENTS,
        100,
        title=_("Share with naloxone"),
        definition=_("Of all emergencies, those in which naloxone was given."),
        unit=_("percent"),
        reference=FIELD,
    ),
    _ratio(
        f"{PREFIX}.ems_rate",
        _EMS,
        _EVENTS,
        100,
        title=_("Share with an ambulance"),
        definition=_("Of all emergencies, those in which an ambulance was called or came."),
        unit=_("percent"),
        reference=ONPOINT,
    ),
    Indicator(
        code=f"{PREFIX}.median_seconds_to_action",
        title=_("Median time to the first action"),
        definition=_(
            "From when an emergency was recognised to the first thing that was done, in the middle of all of"
            " them. Emergencies without an action in the log are left out."
        ),
        unit=_("seconds"),
        source=DataSource.PROGRAMME,
        additive=False,
        table="room_events",
        value=lambda events: events.seconds.median(),
        breakdowns=(*PLACES, "what"),
        reference=FIELD,
    ),
)

INDICATORS = (*_OF_VISITS, *_OF_TIME, *_OF_EVENTS)
