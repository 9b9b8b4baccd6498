"""What this package declares."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Notice, NoticeSource, Page, PersonPlace, TimelineSource
from meetpoint.core.sessions import permissions, words
from meetpoint.core.sessions.demo import DEMO
from meetpoint.core.sessions.facts.indicators import INDICATORS
from meetpoint.core.sessions.facts.tables import FACTS
from meetpoint.core.sessions.options import OPTIONS
from meetpoint.core.sessions.privacy import PLAN
from meetpoint.core.sessions.queries import timeline
from meetpoint.core.sessions.queries.sessions import today_here
from meetpoint.core.tenancy.actor import Actor

ORDINARY = tuple(kind for kind in words.SessionKind.values if kind not in words.TREATING)


def sessions_today(actor: Actor, site_id: int, today: date) -> Iterable[Notice]:
    """Say how many sessions are planned at a site today."""
    number = today_here(actor, site_id, today).count()
    if number:
        text = ngettext("%(n)d session is planned today.", "%(n)d sessions are planned today.", number)
        url = f"{reverse('sessions:list')}?state=planned&site={site_id}&day_from={today}&day_to={today}"
        yield Notice(text=text % {"n": number}, url=url, icon="calendar")


MODULE = Module(
    slug="sessions",
    name=_("Sessions and stays"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    documents={
        "sessions": _("Sessions"),
        "session": _("Session"),
        "stays": _("Stays"),
        "stay": _("Stay"),
        "rides": _("Rides"),
        "attendance": _("Attendance of a session"),
        "counselling_notes": _("Counselling notes"),
    },
    facts=FACTS,
    indicators=INDICATORS,
    timeline=(
        TimelineSource(
            slug="sessions",
            label=_("Sessions"),
            permission=permissions.VIEW,
            scopes=("attendance",),
            read=timeline.sessions_of_kinds(ORDINARY),
        ),
        TimelineSource(
            slug="treating",
            label=_("Counselling and mental-health care"),
            permission=permissions.VIEW,
            scopes=("attendance", "diagnosis"),
            read=timeline.sessions_of_kinds(sorted(words.TREATING)),
        ),
        TimelineSource(
            slug="stays",
            label=_("Stays"),
            permission=permissions.VIEW_STAYS,
            scopes=("attendance",),
            read=timeline.stays,
        ),
        TimelineSource(
            slug="rides",
            label=_("Rides"),
            permission=permissions.VIEW,
            scopes=("attendance",),
            read=timeline.rides,
        ),
    ),
    person_places=(
        PersonPlace(
            label=_("Sessions and stays"),
            url_name="sessions:person",
            permission=permissions.VIEW,
            icon="calendar",
            order=20,
            says=timeline.says,
        ),
        PersonPlace(
            label=_("Counselling notes"),
            url_name="sessions:notes",
            permission=permissions.WRITE_NOTES,
            icon="lock",
            order=42,
        ),
    ),
    notices=(NoticeSource(permission=permissions.VIEW, read=sessions_today, order=35),),
    pages=(
        Page(
            label=_("Groups"),
            url_name="sessions:groups",
            group="care",
            permission=permissions.VIEW,
            icon="calendar",
            order=42,
        ),
        Page(
            label=_("Sessions"),
            url_name="sessions:list",
            group="care",
            permission=permissions.VIEW,
            icon="people",
            order=43,
        ),
        Page(
            label=_("Rides"),
            url_name="sessions:rides",
            permission=permissions.VIEW,
            icon="truck",
            group="care",
            order=44,
        ),
    ),
    options=OPTIONS,
    recounts=(
        "session.held",
        "session.ended",
        "stay.added",
        "stay.ended",
        "stay.voided",
        "ride.added",
        "ride.settled",
        "ride.voided",
    ),
    audit_words={
        "group.planned": _("planned a group"),
        "group.joined": _("wrote down that somebody comes to a group"),
        "group.left": _("took somebody off a group’s list"),
        "session.planned": _("planned a session"),
        "session.held": _("wrote down a session that took place"),
        "session.ended": _("wrote down that a session did not take place"),
        "note.written": _("wrote a counselling note"),
        "note.corrected": _("corrected a counselling note"),
        "note.opened": _("opened a counselling note"),
        "stay.added": _("wrote down a stay"),
        "stay.ended": _("wrote down how a stay ended"),
        "stay.voided": _("marked a stay as a mistake"),
        "ride.added": _("wrote down a ride"),
        "ride.settled": _("wrote down what became of a ride"),
        "ride.voided": _("marked a ride as a mistake"),
    },
    demo=DEMO,
    urls="meetpoint.core.sessions.urls",
    api="meetpoint.core.sessions.api",
    api_scopes=(
        permissions.VIEW,
        permissions.CHANGE,
        permissions.VIEW_STAYS,
        permissions.CHANGE_STAYS,
    ),
)
