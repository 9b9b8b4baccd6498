"""The list of what left the programme, or was refused to leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.access.models import StaffMember
from meetpoint.core.consent.models import Disclosure, DisclosureKind
from meetpoint.core.consent.words import ground, what_left, who_got_it
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


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One disclosure with the name of the member of staff."""

    disclosure: Disclosure
    staff: str


def with_names(rows: Sequence[Disclosure], by: Actor) -> list[Entry]:
    """Return the rows with who let them leave, in one query."""
    wanted = {row.staff_id for row in rows if row.staff_id is not None}
    names = dict(StaffMember.objects.of(by).filter(pk__in=wanted).values_list("pk", "display_name"))
    return [Entry(disclosure=row, staff=names.get(row.staff_id or 0, "")) for row in rows]


def _outcome(entry: Entry) -> Status:
    return Status("ok", _("Left")) if entry.disclosure.allowed else Status("soon", _("Refused"))


DISCLOSURES = Listing(
    slug="disclosures",
    caption=gettext_lazy("What left the programme"),
    columns=(
        Column(name="at", label=gettext_lazy("When"), value=lambda e: e.disclosure.at),
        Column(name="outcome", label=gettext_lazy("Outcome"), value=_outcome),
        Column(name="kind", label=gettext_lazy("How"), value=lambda e: e.disclosure.get_kind_display()),
        Column(name="what", label=gettext_lazy("What"), value=lambda e: what_left(e.disclosure)),
        Column(name="rows", label=gettext_lazy("Records"), value=lambda e: e.disclosure.rows, numeric=True),
        Column(
            name="recipient",
            label=gettext_lazy("To"),
            value=lambda e: who_got_it(e.disclosure),
        ),
        Column(
            name="basis",
            label=gettext_lazy("Ground"),
            value=lambda e: ground(e.disclosure),
            hide_on_phone=True,
        ),
        Column(name="staff", label=gettext_lazy("By"), value=lambda e: e.staff),
    ),
    sorts=(Sort(name="at", label=gettext_lazy("When"), field="at", descending=True),),
    filters=(
        ChoiceFilter(name="kind", label=gettext_lazy("How"), choices=DisclosureKind.choices),
        YesNoFilter(
            name="refused",
            label=gettext_lazy("Refused"),
            apply=lambda rows, refused: rows.filter(allowed=not refused),
        ),
        YesNoFilter(
            name="one",
            label=gettext_lazy("About one person"),
            apply=lambda rows, one: rows.filter(participant_id__isnull=not one),
        ),
        DateRangeFilter(name="at", label=gettext_lazy("When"), lookup="at", moments=True),
    ),
    prepare=with_names,
    empty_icon="shield",
    empty_title=gettext_lazy("Nothing has left yet"),
    empty_text=gettext_lazy("Every export, print and referral is listed here, and what was refused."),
)
