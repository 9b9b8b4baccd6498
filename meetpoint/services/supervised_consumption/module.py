"""What the service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import NoticeSource, Page, TimelineSource
from meetpoint.services.supervised_consumption import permissions
from meetpoint.services.supervised_consumption.actions.following import follow_contact
from meetpoint.services.supervised_consumption.demo import DEMO
from meetpoint.services.supervised_consumption.facts.indicators import INDICATORS
from meetpoint.services.supervised_consumption.facts.tables import FACTS
from meetpoint.services.supervised_consumption.figures import FIGURES
from meetpoint.services.supervised_consumption.options import OPTIONS
from meetpoint.services.supervised_consumption.privacy import PRIVACY
from meetpoint.services.supervised_consumption.queries.incidents import reports_due
from meetpoint.services.supervised_consumption.queries.visits import timeline

PAGES = (
    Page(
        label=_("Consumption room"),
        url_name="supervised_consumption:rooms",
        permission=permissions.VIEW,
        icon="screen",
        order=28,
    ),
)

TIMELINE = (
    TimelineSource(
        slug="room_visits",
        label=_("Consumption room"),
        permission=permissions.VIEW,
        scopes=("attendance", "overdoses"),
        read=timeline,
    ),
)

AUDIT_WORDS = {
    "room.added": _("added a consumption room"),
    "room.stations_changed": _("changed the stations of a consumption room"),
    "room.station_paused": _("took a station out of use, or put it back"),
    "room.license_entered": _("entered a licensed capacity"),
    "room.rules_written": _("wrote the rules of a consumption room"),
    "room.opened": _("opened a consumption room"),
    "room.closed": _("closed a consumption room"),
    "visit.checked_in": _("checked somebody in"),
    "visit.rules_heard": _("noted that somebody heard the rules of the room"),
    "visit.told": _("wrote down what was told of a visit"),
    "visit.over_capacity": _("let somebody in beyond the licensed capacity"),
    "visit.seated": _("gave somebody a station"),
    "visit.used": _("noted that somebody used"),
    "visit.observed": _("looked at somebody"),
    "visit.to_aftercare": _("saw somebody to aftercare"),
    "visit.cared_for": _("noted what somebody was given in aftercare"),
    "visit.ended": _("ended a visit"),
    "shelf.said": _("said from which items doses of naloxone are taken"),
    "event.responded": _("wrote in the response log"),
    "event.told": _("said what an emergency was"),
    "event.reported": _("noted that an emergency was reported"),
    "event.voided": _("took out an emergency"),
}

MODULE = Module(
    slug="supervised_consumption",
    name=_("Consumption room"),
    summary=_("A place to use where somebody looks after you. You bring your own; nobody asks who you are."),
    is_service=True,
    privacy=PRIVACY,
    permissions=permissions.PERMISSIONS,
    options=OPTIONS,
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    timeline=TIMELINE,
    notices=(NoticeSource(permission=permissions.REPORT, read=reports_due, order=5),),
    pages=PAGES,
    documents={
        "incident_report": _("Incident report of a room"),
        "shift_sheet": _("Sheet for the next shift of a room"),
        "room_month": _("The month of a room in figures"),
        "room_events": _("Emergencies in rooms"),
        "room_event": _("One emergency in a room"),
        "room_visits": _("Visits to rooms"),
        "room_visit": _("One visit to a room"),
        "rooms": _("Rooms and their stations"),
        "room_board": _("The station board of a room"),
    },
    audit_words=AUDIT_WORDS,
    on_corrected=follow_contact,
    recounts=("visit.told", "visit.cared_for", "event.told", "event.voided", "event.responded"),
    demo=DEMO,
    urls="meetpoint.services.supervised_consumption.urls",
    api="meetpoint.services.supervised_consumption.api",
    api_scopes=permissions.API_SCOPES,
)
