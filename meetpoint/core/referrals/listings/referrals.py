"""The list of referrals, and that of loops which are still open."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.directory.models import ServiceKind
from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals import rules
from meetpoint.core.referrals.models import Referral
from meetpoint.core.referrals.queries import destination
from meetpoint.core.referrals.words import ReferralStatus, Urgency
from meetpoint.core.supplies.actions.posting import today_at
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Listing,
    SearchFilter,
    Sort,
    Status,
    YesNoFilter,
)
from meetpoint.lib import clock

_LEVELS = {ReferralStatus.COMPLETED: "ok", ReferralStatus.REJECTED: "soon", ReferralStatus.FAILED: "soon"}
_AGES = (7, 14, 30, 90)


def status_of(referral: Referral) -> Status:
    """Return a referral's status with the weight it should have on a page."""
    return Status(_LEVELS.get(ReferralStatus(referral.status), "note"), referral.get_status_display())


def urgency_of(word: str) -> Status | str:
    """Return how long something can wait; what is usual is said without a badge."""
    words = str(Urgency(word).label)
    return words if word == Urgency.ROUTINE else Status(word, words)


def site_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return the sites in reach, as a filter offers them."""
    sites = Site.objects.of(actor).values_list("pk", "name")
    return [(str(pk), name) for pk, name in sites if actor.reaches(pk)]


def days_open(referral: Referral) -> int:
    """Return for how many days a loop has been open, by the calendar of its site."""
    return (today_at(referral.site) - referral.local_date).days


def _open(rows: Any, wanted: bool) -> Any:
    return rows.filter(status__in=rules.OPEN) if wanted else rows.exclude(status__in=rules.OPEN)


def _ages(_actor: Actor) -> list[tuple[str, str]]:
    return [(str(days), _("%(days)d days or longer") % {"days": days}) for days in _AGES]


def _at_least(rows: Any, days: str) -> Any:
    return rows.filter(local_date__lte=clock.now().date() - timedelta(days=int(days)))


_KIND = ChoiceFilter(name="kind", label=gettext_lazy("What for"), choices=ServiceKind.choices)
_SITE = ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=site_choices)
_PLACE = SearchFilter(
    name="place", label=gettext_lazy("Where to"), lookups=("entry__name__icontains", "to_name__icontains")
)

REFERRALS = Listing(
    slug="referrals",
    caption=gettext_lazy("Referrals"),
    columns=(
        Column(name="made_at", label=gettext_lazy("Made"), value=lambda r: r.made_at),
        Column(name="kind", label=gettext_lazy("What for"), value=lambda r: r.get_kind_display()),
        Column(name="to", label=gettext_lazy("Where to"), value=destination),
        Column(name="status", label=gettext_lazy("Status"), value=status_of),
        Column(
            name="linked_on",
            label=gettext_lazy("First seen"),
            value=lambda r: r.linked_on,
            hide_on_phone=True,
        ),
        Column(name="site", label=gettext_lazy("Site"), value=lambda r: r.site.name, hide_on_phone=True),
        Column(
            name="urgency",
            label=gettext_lazy("How urgent"),
            value=lambda r: r.get_urgency_display(),
            on_page=False,
        ),
        Column(
            name="outcome",
            label=gettext_lazy("How it ended"),
            value=lambda r: r.get_outcome_display(),
            on_page=False,
        ),
        Column(
            name="days_to_service",
            label=gettext_lazy("Days to the first service"),
            value=lambda r: r.days_to_service,
            on_page=False,
        ),
    ),
    sorts=(Sort(name="made_at", label=gettext_lazy("Made"), field="made_at", descending=True),),
    filters=(
        YesNoFilter(name="open", label=gettext_lazy("Still open"), apply=_open),
        _KIND,
        ChoiceFilter(name="status", label=gettext_lazy("Status"), choices=ReferralStatus.choices),
        ChoiceFilter(name="urgency", label=gettext_lazy("How urgent"), choices=Urgency.choices),
        _SITE,
        DateRangeFilter(name="made", label=gettext_lazy("Made"), lookup="made_at", moments=True),
    ),
    url=lambda referral: reverse("referrals:detail", args=[referral.uid]),
    empty_icon="referral",
    empty_title=gettext_lazy("No referrals yet"),
    empty_text=gettext_lazy(
        "Make one here or while logging a contact. It gives a slip that closes the loop."
    ),
)

_WAITING = [
    (value, label)
    for value, label in ReferralStatus.choices
    if value in rules.OPEN and value != ReferralStatus.DRAFT
]

LOOPS = Listing(
    slug="open-loops",
    caption=gettext_lazy("Open loops"),
    columns=(
        Column(name="sent", label=gettext_lazy("Sent"), value=lambda r: r.local_date),
        Column(name="days", label=gettext_lazy("Days open"), value=days_open, numeric=True),
        Column(name="kind", label=gettext_lazy("What for"), value=lambda r: r.get_kind_display()),
        Column(name="to", label=gettext_lazy("Where to"), value=destination),
        Column(name="status", label=gettext_lazy("Status"), value=status_of),
        Column(name="urgency", label=gettext_lazy("How urgent"), value=lambda r: urgency_of(r.urgency)),
        Column(name="site", label=gettext_lazy("Site"), value=lambda r: r.site.name, hide_on_phone=True),
    ),
    sorts=(Sort(name="sent", label=gettext_lazy("Sent"), field="local_date"),),
    filters=(
        ChoiceFilter(name="age", label=gettext_lazy("Open for"), choices=_ages, apply=_at_least),
        _PLACE,
        _KIND,
        ChoiceFilter(name="status", label=gettext_lazy("Status"), choices=_WAITING),
        ChoiceFilter(name="urgency", label=gettext_lazy("How urgent"), choices=Urgency.choices),
        _SITE,
    ),
    url=lambda referral: reverse("referrals:detail", args=[referral.uid]),
    empty_icon="done",
    empty_title=gettext_lazy("Every loop is closed"),
    empty_text=gettext_lazy("Referrals that were sent and have not ended stand here, the oldest first."),
)

OF_PLACES = ("place", "kind", "site")
"""The filters of open loops that hold for the table of places, too."""
