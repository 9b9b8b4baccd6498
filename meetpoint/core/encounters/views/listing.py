"""The list of encounters: newest first, a page at a time, its lines read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.access.guard import StaffRequest, page
from meetpoint.core.access.queries import staff_names
from meetpoint.core.consent.lists import list_response
from meetpoint.core.encounters import permissions
from meetpoint.core.encounters.models import Encounter, EncounterLine
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.words import handed_out, whom
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.queries import site_names
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.ui.listing import (
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Listing,
    Sort,
    Status,
    YesNoFilter,
)
from meetpoint.lib import clock
from meetpoint.lib.addresses import address_of_record

LOOK_BACK = timedelta(days=31)
"""How far a search by supplies goes when no first day is chosen, so that it never reads the whole history."""

ANONYMOUS, CODED, COUNTED = "anonymous", "coded", "counted"
KINDS = (
    (ANONYMOUS, gettext_lazy("Anonymous")),
    (CODED, gettext_lazy("With a code")),
    (COUNTED, gettext_lazy("Count of a group")),
)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One encounter as the list shows it."""

    encounter: Encounter
    site: str
    staff: str
    supplies: str

    @property
    def uid(self) -> UUID:
        return self.encounter.uid


def _prepare(found: Sequence[Encounter], by: Actor) -> Sequence[Row]:
    sites, staff, items = site_names(by), staff_names(by), catalogue(by.organisation_id)
    lines = lines_of(by, [encounter.pk for encounter in found])
    return [
        Row(
            encounter=encounter,
            site=sites.get(encounter.site_id, ""),
            staff=staff.get(encounter.staff_id or 0, ""),
            supplies=", ".join(handed_out(lines.get(encounter.pk, ()), items)),
        )
        for encounter in found
    ]


def _of_kind(rows: Rows, kind: str) -> Rows:
    if kind == COUNTED:
        return rows.filter(count_only=True)
    return rows.filter(count_only=False, participant__isnull=kind == ANONYMOUS)


def _with_supplies(rows: Rows, kind: str) -> Rows:
    items = Item.objects.filter(kind=kind).values("pk")
    return rows.filter(Exists(EncounterLine.objects.filter(encounter_id=OuterRef("pk"), item_id__in=items)))


def _voided(rows: Rows, voided: bool) -> Rows:
    return rows.filter(voided_at__isnull=not voided)


def _options(names: Mapping[int, str]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in names.items()]


LISTING = Listing(
    slug="encounters",
    caption=gettext_lazy("Encounters"),
    columns=(
        Column(name="when", label=gettext_lazy("When"), value=lambda row: row.encounter.occurred_at),
        Column(name="site", label=gettext_lazy("Site"), value=lambda row: row.site),
        Column(name="whom", label=gettext_lazy("For"), value=lambda row: whom(row.encounter)),
        Column(name="supplies", label=gettext_lazy("Handed out"), value=lambda row: row.supplies),
        Column(
            name="others",
            label=gettext_lazy("Others collected for"),
            value=lambda row: row.encounter.for_others or None,
            numeric=True,
            hide_on_phone=True,
        ),
        Column(name="staff", label=gettext_lazy("By"), value=lambda row: row.staff, hide_on_phone=True),
        Column(
            name="state",
            label=gettext_lazy("State"),
            value=lambda row: Status("note", _("Voided")) if row.encounter.voided_at else None,
        ),
    ),
    sorts=(Sort(name="when", label=gettext_lazy("When"), field="occurred_at", descending=True),),
    filters=(
        ChoiceFilter(
            name="site",
            label=gettext_lazy("Site"),
            lookup="site_id",
            choices=lambda by: _options(site_names(by)),
        ),
        DateRangeFilter(name="day", label=gettext_lazy("Days"), lookup="occurred_at", moments=True),
        ChoiceFilter(name="kind", label=gettext_lazy("Kind of contact"), apply=_of_kind, choices=KINDS),
        ChoiceFilter(
            name="supplies",
            label=gettext_lazy("Supplies"),
            apply=_with_supplies,
            choices=lambda _by: [(slug, str(kind.label)) for slug, kind in registry().supply_kinds.items()],
        ),
        ChoiceFilter(
            name="staff",
            label=gettext_lazy("By"),
            lookup="staff_id",
            choices=lambda by: _options(staff_names(by)),
        ),
        YesNoFilter(name="voided", label=gettext_lazy("Voided"), apply=_voided),
    ),
    prepare=_prepare,
    url=lambda row: address_of_record("encounters:detail", row.uid),
    empty_icon="log",
    empty_title=gettext_lazy("No contacts yet"),
    empty_text=gettext_lazy("Each contact that is logged stands here. Begin with Log a contact."),
)


@page(permissions.VIEW)
def encounters(request: StaffRequest) -> HttpResponseBase:
    by = request.actor
    rows = Encounter.objects.of(by).select_related("participant")
    if by.site_ids is not None:
        rows = rows.filter(site_id__in=by.site_ids)
    looks_back = "supplies" in request.GET and not request.GET.get("day_from")
    if looks_back:
        rows = rows.filter(occurred_at__gte=clock.now() - LOOK_BACK)
    context = {"looks_back": looks_back, "days": LOOK_BACK.days}
    return list_response(
        request, LISTING, rows, template="encounters/list.html", context=context, what="encounters"
    )
