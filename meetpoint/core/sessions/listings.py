"""The lists of sessions and of rides."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetpoint.core.organisations.models import Site
from meetpoint.core.sessions import words
from meetpoint.core.sessions.models import Ride, Session
from meetpoint.core.sessions.words import RideOutcome, State
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import ChoiceFilter, Column, DateRangeFilter, Listing, Sort, Status

_LEVELS = {State.HELD: "ok", State.MISSED: "soon"}
_RIDES = {RideOutcome.HAPPENED: "ok", RideOutcome.DID_NOT_WORK: "soon"}


def state_of(session: Session) -> Status:
    """Return what became of a session, with the weight it has on a page."""
    return Status(_LEVELS.get(State(session.state), "note"), session.get_state_display())


def outcome_of(ride: Ride) -> Status:
    """Return what became of a ride, with the weight it has on a page."""
    return Status(_RIDES.get(RideOutcome(ride.outcome), "note"), ride.get_outcome_display())


def name_of(session: Session) -> str:
    """Return what a session is called: its group's name, or its kind."""
    return session.series.title if session.series else session.get_kind_display()


def _sites(actor: Actor) -> list[tuple[str, str]]:
    sites = Site.objects.of(actor).values_list("pk", "name")
    return [(str(pk), name) for pk, name in sites if actor.reaches(pk)]


SESSIONS = Listing(
    slug="sessions",
    caption=_("Sessions"),
    columns=(
        Column(name="starts_at", label=_("When"), value=lambda s: s.starts_at),
        Column(name="what", label=_("What"), value=name_of),
        Column(name="state", label=_("State"), value=state_of),
        Column(name="came", label=_("Came"), value=lambda s: s.came, numeric=True),
        Column(
            name="minutes", label=_("Minutes"), value=lambda s: s.minutes, numeric=True, hide_on_phone=True
        ),
        Column(name="site", label=_("Site"), value=lambda s: s.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="starts_at", label=_("When"), field="starts_at", descending=True),),
    filters=(
        ChoiceFilter(name="kind", label=_("What kind"), choices=words.SessionKind.choices),
        ChoiceFilter(name="state", label=_("State"), choices=State.choices),
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=_sites),
        DateRangeFilter(name="day", label=_("Day"), lookup="local_date"),
    ),
    url=lambda session: reverse("sessions:session", args=[session.uid]),
    empty_icon="calendar",
    empty_title=_("No sessions yet"),
    empty_text=_("Plan one here or on a participant’s page, and write down afterwards how it went."),
)

RIDES = Listing(
    slug="rides",
    caption=_("Rides"),
    columns=(
        Column(name="on", label=_("Day"), value=lambda r: r.on),
        Column(name="mode", label=_("How"), value=lambda r: r.get_mode_display()),
        Column(name="from", label=_("From"), value=lambda r: r.get_from_kind_display(), hide_on_phone=True),
        Column(name="to", label=_("To"), value=lambda r: r.get_to_kind_display()),
        Column(name="outcome", label=_("State"), value=outcome_of),
        Column(name="passes", label=_("Passes"), value=lambda r: r.passes, numeric=True, hide_on_phone=True),
        Column(name="site", label=_("Site"), value=lambda r: r.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="on", label=_("Day"), field="on", descending=True),),
    filters=(
        ChoiceFilter(name="mode", label=_("How"), choices=words.RideMode.choices),
        ChoiceFilter(name="outcome", label=_("State"), choices=RideOutcome.choices),
        ChoiceFilter(name="site", label=_("Site"), lookup="site_id", choices=_sites),
        DateRangeFilter(name="day", label=_("Day"), lookup="on"),
    ),
    url=lambda ride: reverse("sessions:ride", args=[ride.uid]),
    empty_icon="truck",
    empty_title=_("No rides yet"),
    empty_text=_("Write down a ride, a voucher or a pass, and what became of it."),
)
