"""The lists of people: one's own, everybody's, and those who have nobody."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.organisations.models import Site
from meetpoint.core.plans.models import Part
from meetpoint.core.plans.queries.load import Case, assignments, cases, last_contacts
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.dates import in_place, say_day
from meetpoint.core.ui.listing import ChoiceFilter, Column, Listing, Sort, Status
from meetpoint.lib import clock


def _site_choices(actor: Actor) -> list[tuple[str, str]]:
    sites = Site.objects.of(actor).values_list("pk", "name")
    return [(str(pk), name) for pk, name in sites if actor.reaches(pk)]


def _colleague_choices(actor: Actor) -> list[tuple[str, str]]:
    """Return who goes along with anybody now, also those who have left."""
    found = assignments(actor).order_by("staff__display_name", "staff_id")
    rows = found.values_list("staff_id", "staff__display_name").distinct()
    return [(str(pk), name) for pk, name in rows]


def _waiting(day: date | None) -> Status | date | None:
    today = in_place(clock.now()).date()
    if day is None or day > today:
        return day
    return Status("now" if day < today else "soon", say_day(day))


def _url(case: Case) -> str:
    return reverse("plans:plan", args=[case.assignment.participant.uid])


_PERSON = Column(name="person", label=gettext_lazy("Person"), value=lambda c: c.assignment.participant.handle)
_STAFF = Column(
    name="staff", label=gettext_lazy("Goes along"), value=lambda c: c.assignment.staff.display_name
)
_REST = (
    Column(name="last", label=gettext_lazy("Last here"), value=lambda c: c.last_at),
    Column(name="due", label=gettext_lazy("Next due"), value=lambda c: _waiting(c.due_on)),
    Column(name="goals", label=gettext_lazy("Open goals"), value=lambda c: c.goals, numeric=True),
    Column(name="referrals", label=gettext_lazy("Open referrals"), value=lambda c: c.referrals, numeric=True),
    Column(name="review", label=gettext_lazy("Look again"), value=lambda c: _waiting(c.review_on)),
    Column(
        name="part",
        label=gettext_lazy("How"),
        value=lambda c: c.assignment.get_part_display(),
        hide_on_phone=True,
    ),
    Column(name="site", label=gettext_lazy("Site"), value=lambda c: c.assignment.site.name, on_page=False),
    Column(
        name="began_on",
        label=gettext_lazy("Since"),
        value=lambda c: c.assignment.began_on,
        hide_on_phone=True,
    ),
)
_SORTS = (Sort(name="began_on", label=gettext_lazy("Since"), field="began_on", descending=True),)
_PART = ChoiceFilter(name="part", label=gettext_lazy("How"), choices=Part.choices)

MINE = Listing(
    slug="my-people",
    caption=gettext_lazy("My people"),
    columns=(_PERSON, *_REST),
    sorts=_SORTS,
    filters=(_PART,),
    prepare=cases,
    url=_url,
    empty_icon="people",
    empty_title=gettext_lazy("Nobody yet"),
    empty_text=gettext_lazy(
        "Open a person’s page, then “Care plan”, and choose “Go along with this person”."
    ),
)

TEAM = Listing(
    slug="all-people",
    caption=gettext_lazy("Everybody’s people"),
    columns=(_PERSON, _STAFF, *(column for column in _REST if column.name != "part")),
    sorts=_SORTS,
    filters=(
        ChoiceFilter(
            name="staff", label=gettext_lazy("Goes along"), lookup="staff_id", choices=_colleague_choices
        ),
        ChoiceFilter(name="site", label=gettext_lazy("Site"), lookup="site_id", choices=_site_choices),
        _PART,
    ),
    prepare=cases,
    url=_url,
    empty_icon="people",
    empty_title=gettext_lazy("Nobody yet"),
    empty_text=gettext_lazy("As soon as somebody goes along with a person, they stand here."),
)

NOBODY = Listing(
    slug="without-anybody",
    caption=gettext_lazy("With nobody yet"),
    columns=(
        Column(name="person", label=gettext_lazy("Person"), value=lambda row: row[0].handle),
        Column(name="last", label=gettext_lazy("Last here"), value=lambda row: row[1]),
        Column(name="created_at", label=gettext_lazy("Enrolled"), value=lambda row: row[0].created_at),
    ),
    sorts=(Sort(name="created_at", label=gettext_lazy("Enrolled"), field="created_at", descending=True),),
    prepare=last_contacts,
    url=lambda row: reverse("plans:plan", args=[row[0].uid]),
    empty_icon="check",
    empty_title=gettext_lazy("Somebody goes along with everybody"),
    empty_text=gettext_lazy("People who came in the last 90 days and have nobody stand here."),
)


def load_words(people: int, most: int | None) -> str:
    """Return how many people somebody goes along with, beside what the organisation wishes."""
    said = ngettext("%(number)d person", "%(number)d people", people) % {"number": people}
    return said if most is None else _("%(said)s; wished: at most %(most)d") % {"said": said, "most": most}
