"""What can be told from sessions, stays and rides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import OWN_WORDS, PLACES
from meetpoint.core.modules.indicators import DataSource, Indicator, Parts, Value, ratio
from meetpoint.core.sessions.words import NAVIGATION

NAVIGATOR_HOURS = "CDC OD2A LOCAL, LTC_Navigator_Hours (secondary)"
MINUTES_IN_AN_HOUR = 60

_NAVIGATION = sorted(NAVIGATION)


def _share(parts: Parts) -> Value:
    missed, came = parts.of["sessions.missed"], parts.of["sessions.attended"]
    return 100 * missed / (missed + came) if missed + came else None


INDICATORS = (
    Indicator(
        code="sessions.held",
        events=True,
        title=_("Sessions held"),
        definition=_(
            "Sessions with one person or with a group that took place in these days; those planned, cancelled"
            " or entered by mistake are left out, and those to which nobody came."
        ),
        unit=_("sessions"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="sessions",
        value=lambda sessions: sessions.count(),
        breakdowns=(*PLACES, "kind", "mode"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.people",
        events=True,
        title=_("Different people in sessions"),
        definition=_(
            "Participants with a code who came to a session at least once, each counted once for whatever is"
            " asked. People without a code are not in it, and their number stands beside it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        table="attendances",
        value=lambda rows: rows.person.nunique(where=rows.came),
        without_code=lambda rows: rows.people.sum(where=rows.came & rows.person.isnull()),
        breakdowns=(*PLACES, "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.attended",
        title=_("Attendance at sessions"),
        definition=_(
            "How often somebody came to a session, with or without a code. One person who came to four"
            " sessions counts four times."
        ),
        unit=_("attendances"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="attendances",
        value=lambda rows: rows.people.sum(where=rows.came),
        breakdowns=(*PLACES, "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.without_code",
        title=_("Attendance without a code"),
        definition=_("Of the attendance at sessions, that of people who gave no code, or were erased since."),
        unit=_("attendances"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="attendances",
        value=lambda rows: rows.people.sum(where=rows.came & rows.person.isnull()),
        breakdowns=(*PLACES, "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.missed",
        title=_("Expected and did not come"),
        definition=_("How often somebody who was expected at a session did not come."),
        unit=_("times"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="attendances",
        value=lambda rows: rows.people.sum(where=~rows.came),
        breakdowns=(*PLACES, "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.missed_share",
        title=_("Share of those expected who did not come"),
        definition=_(
            "Of those who came or were expected, how many in a hundred did not come. Cancelled sessions are"
            " left out."
        ),
        unit=_("percent"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=("sessions.missed", "sessions.attended"),
        combine=_share,
        breakdowns=("site", "month", "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.minutes",
        title=_("Minutes of sessions"),
        definition=_("How long the sessions of these days took, whoever led them and however many came."),
        unit=_("minutes"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="sessions",
        value=lambda sessions: sessions.minutes.sum(),
        breakdowns=(*PLACES, "kind", "mode"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.hours",
        title=_("Hours of sessions"),
        definition=_("Minutes of sessions, divided by sixty."),
        unit=_("hours"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=("sessions.minutes",),
        combine=lambda parts: parts.of["sessions.minutes"] / MINUTES_IN_AN_HOUR,
        breakdowns=("site", "month", "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.navigator_minutes",
        title=_("Minutes of navigation"),
        definition=_("Minutes of sessions of case management and of homeless services."),
        unit=_("minutes"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="sessions",
        value=lambda sessions: sessions.minutes.sum(where=sessions.kind.isin(_NAVIGATION)),
        breakdowns=PLACES,
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.navigator_hours",
        title=_("Hours of navigation"),
        definition=_(
            "Hours that staff spent with people in case management and homeless services. Which kinds count"
            " as navigation is our own reading."
        ),
        unit=_("hours"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=("sessions.navigator_minutes",),
        combine=lambda parts: parts.of["sessions.navigator_minutes"] / MINUTES_IN_AN_HOUR,
        breakdowns=("site", "month"),
        reference=NAVIGATOR_HOURS,
        standards=(NAVIGATOR_HOURS,),
    ),
    Indicator(
        code="sessions.stays",
        events=True,
        title=_("Stays that ended"),
        definition=_("Stays elsewhere that ended in these days, by the day of leaving."),
        unit=_("stays"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="stays",
        value=lambda stays: stays.count(),
        breakdowns=(*PLACES, "kind", "ended"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.nights",
        title=_("Nights of stays that ended"),
        definition=_(
            "All nights of the stays that ended in these days, also those before. The day of leaving is no"
            " night; stays that go on are counted when they end."
        ),
        unit=_("nights"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="stays",
        value=lambda stays: stays.nights.sum(),
        breakdowns=(*PLACES, "kind", "ended"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.nights_each",
        title=_("Nights for each stay"),
        definition=_("Nights of the stays that ended in these days, divided by the number of these stays."),
        unit=_("nights for each stay"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=("sessions.nights", "sessions.stays"),
        combine=ratio("sessions.nights", "sessions.stays"),
        breakdowns=("site", "month", "kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.rides",
        events=True,
        title=_("Rides"),
        definition=_("Rides that happened in these days, also those for which a pass was given."),
        unit=_("rides"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="rides",
        value=lambda rides: rides.count(),
        breakdowns=(*PLACES, "mode", "to_kind"),
        reference=OWN_WORDS,
    ),
    Indicator(
        code="sessions.passes",
        title=_("Transit passes given"),
        definition=_("Passes given with the rides that happened in these days."),
        unit=_("passes"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="rides",
        value=lambda rides: rides.passes.sum(),
        breakdowns=(*PLACES, "mode", "to_kind"),
        reference=OWN_WORDS,
    ),
)
