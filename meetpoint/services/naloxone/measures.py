"""What funders ask about naloxone: kits and doses by how they are given, training, refills, reversals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.modules.measures import Answer, DataSource, Measure, Question, Span
from meetpoint.core.modules.sums import rows_with_contacts
from meetpoint.core.people.queries import kept_ids
from meetpoint.core.supplies.models import Item
from meetpoint.core.ui.numbers import say_number
from meetpoint.services.naloxone.catalogue import KIT
from meetpoint.services.naloxone.models import (
    GivenBy,
    NaloxoneProvision,
    RefillReason,
    ReversalReport,
    Route,
    Supply,
    Training,
)
from meetpoint.services.naloxone.queries import routes_of_items

IN_GROUPS, AT_CONTACTS = "groups", "contacts"


# --- kits and doses -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was handed out of one naloxone item in a span; `route` is empty when nobody said it."""

    item_id: int
    is_kit: bool
    quantity: int
    doses: int
    route: str


def handed_out(span: Span) -> list[HandedOut]:
    """Return the naloxone handed out in a span, by item."""
    routes = routes_of_items(span.organisation_id)
    lines = EncounterLine.objects.of(span.organisation_id).filter(item__kind="naloxone")
    sums = (
        rows_with_contacts(lines, span)
        .order_by()
        .values_list("item_id", "item__unit")
        .annotate(quantity=Sum("quantity"), doses=Sum("doses"))
    )
    return [
        HandedOut(item_id, unit == KIT, quantity, doses, routes.get(item_id, ""))
        for item_id, unit, quantity, doses in sums
    ]


def kits(question: Question) -> Answer:
    """Return units of kits, of one route or all."""
    if "route" not in question.where:
        return Answer(value=sum(question.sums.values()))
    items = [item for item in question.span.once(handed_out) if item.is_kit]
    return _of_route(question, {item: item.quantity for item in items})


def loose_doses(question: Question) -> Answer:
    """Return doses outside kits, of one route or all."""
    if "route" not in question.where:
        return Answer(value=sum(question.sums.values()))
    items = [item for item in question.span.once(handed_out) if not item.is_kit]
    return _of_route(question, {item: item.doses for item in items})


def _of_route(question: Question, amounts: dict[HandedOut, int]) -> Answer:
    found = sum(amount for item, amount in amounts.items() if item.route == question.where["route"])
    unsaid = {item: amount for item, amount in amounts.items() if not item.route}
    if not unsaid:
        return Answer(value=found)
    names = _names(question.span.organisation_id, unsaid)
    mend = reverse("naloxone:routes")
    if len(unsaid) == len(amounts):
        return Answer(
            missing=_("whether these are nasal or injected: %(items)s") % {"items": names}, mend=mend
        )
    left_out = _("%(number)s more are of items of which nobody said if they are nasal or injected: %(items)s")
    note = left_out % {"number": say_number(sum(unsaid.values())), "items": names}
    return Answer(value=found, notes=(note,), mend=mend)


def _names(organisation_id: int, handed: Iterable[HandedOut]) -> str:
    items = Item.objects.of(organisation_id).filter(pk__in=[one.item_id for one in handed])
    return ", ".join(item.label for item in items)


# --- what was said with it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """How many contacts gave each combination of answers of the naloxone form."""

    supply: str
    reason: str
    contacts: int


def said_with_it(span: Span) -> list[Said]:
    """Return the answers of a span about first kits, refills and their reasons."""
    rows = _provisions(span).order_by().values_list("supply", "reason").annotate(contacts=Count("pk"))
    return [Said(*row) for row in rows]


def refills(question: Question) -> Answer:
    """Return contacts in which naloxone was a refill; not recorded where nobody was asked."""
    said = question.span.once(said_with_it)
    if not any(one.supply for one in said) and _was_handed_out(question):
        return Answer(missing=_("whether it was a first kit or a refill: nobody was asked in these days"))
    return Answer(value=sum(one.contacts for one in said if one.supply == Supply.REFILL))


def resupply_reasons(question: Question) -> Answer:
    """Return contacts in which one thing became of the last kit; not recorded where nobody was asked."""
    said = question.span.once(said_with_it)
    if not any(one.reason for one in said) and _was_handed_out(question):
        return Answer(missing=_("what became of the last kit: nobody was asked in these days"))
    return Answer(value=sum(one.contacts for one in said if one.reason == question.where["reason"]))


def _was_handed_out(question: Question) -> bool:
    """Without any naloxone nobody could be asked, and a count of answers is truly nought."""
    return question.sums["naloxone_doses"] > 0


def _provisions(span: Span) -> QuerySet[NaloxoneProvision]:
    return rows_with_contacts(NaloxoneProvision.objects.of(span.organisation_id), span)


# --- people trained ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """Who was shown at contacts how to respond: participants, and contacts without a code."""

    people: int
    without_code: int
    was_asked: bool


def shown_at_contacts(span: Span) -> Shown:
    """Return who was trained at the contacts of a span; `was_asked` tells whether any contact answered."""
    kept = kept_ids(span.organisation_id)
    asked = _provisions(span).exclude(training="").order_by()
    given = asked.filter(training=Training.GIVEN)
    ids = given.exclude(encounter__participant=None).values_list("encounter__participant_id", flat=True)
    people = {kept.get(pk, pk) for pk in ids.distinct()}
    return Shown(len(people), given.filter(encounter__participant=None).count(), asked.exists())


def people_trained(question: Question) -> Answer:
    """Return people trained: headcounts of groups, different participants at contacts, or both."""
    in_groups = question.sums["naloxone_trained_in_groups"]
    how = question.where.get("how")
    if how == IN_GROUPS:
        return Answer(value=in_groups, notes=(gettext_lazy("A headcount: nobody is asked for a code."),))
    shown = question.span.once(shown_at_contacts)
    counted = shown.people if how == AT_CONTACTS else shown.people + in_groups
    unasked = _was_handed_out(question) and not shown.was_asked
    if unasked and not counted:
        return Answer(missing=_("whether anybody was trained: no contact in these days says so"))
    notes = (_("No contact in these days says whether anybody was trained."),) if unasked else ()
    return Answer(value=counted, contacts_without_code=shown.without_code, notes=notes)


# --- reversals -----------------------------------------------------------------------------------


def reversals_by_giver(span: Span) -> dict[str, int]:
    """Return the standing reports of a span, by the day on which they were told, by who gave the naloxone."""
    told = ReversalReport.objects.of(span.organisation_id).filter(
        voided_at=None, reported_on__range=(span.first, span.last)
    )
    if span.site_ids is not None:
        told = told.filter(site_id__in=span.site_ids)
    return dict(told.order_by().values_list("given_by").annotate(reports=Count("pk")))


def reversals(question: Question) -> Answer:
    """Return reported reversals, of one kind of giver or all."""
    if "given_by" not in question.where:
        return Answer(value=sum(question.sums.values()))
    by_giver = question.span.once(reversals_by_giver)
    unsaid = by_giver.get("", 0) + by_giver.get(GivenBy.UNKNOWN, 0)
    if unsaid and unsaid == sum(by_giver.values()):
        return Answer(missing=_("who gave the naloxone: none of the reports in these days says so"))
    note = ngettext(
        "%(number)s more report does not say who gave the naloxone.",
        "%(number)s more reports do not say who gave the naloxone.",
        unsaid,
    ) % {"number": say_number(unsaid)}
    return Answer(value=by_giver.get(question.where["given_by"], 0), notes=(note,) if unsaid else ())


MEASURES = (
    Measure(
        slug="naloxone.kits",
        label=gettext_lazy("Naloxone kits"),
        definition=gettext_lazy(
            "Units of naloxone items that are kits, handed out at contacts. Loose doses are not in it, and"
            " kits passed to other organisations are not in it either. Voided entries are left out."
        ),
        unit=gettext_lazy("kits"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("naloxone_kits",),
        filters={"route": tuple(Route.values)},
        compute=kits,
    ),
    Measure(
        slug="naloxone.loose_doses",
        label=gettext_lazy("Naloxone doses outside kits"),
        definition=gettext_lazy(
            "Doses handed out that were not part of a kit, by what each unit held on that day: a box counts"
            " for the doses in it."
        ),
        unit=gettext_lazy("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("naloxone_loose_doses",),
        filters={"route": tuple(Route.values)},
        compute=loose_doses,
    ),
    Measure(
        slug="naloxone.doses",
        label=gettext_lazy("Naloxone doses"),
        definition=gettext_lazy(
            "All doses handed out, in kits and outside, by what each kit held on that day."
        ),
        unit=gettext_lazy("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("naloxone_doses",),
    ),
    Measure(
        slug="naloxone.refills",
        label=gettext_lazy("Naloxone refills"),
        definition=gettext_lazy("Contacts in which the person said that they had had naloxone before."),
        unit=gettext_lazy("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("naloxone_doses",),
        compute=refills,
    ),
    Measure(
        slug="naloxone.resupply_reasons",
        label=gettext_lazy("What became of the last kit"),
        definition=gettext_lazy("Contacts in which the person said that this became of their last kit."),
        unit=gettext_lazy("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("naloxone_doses",),
        filters={"reason": tuple(RefillReason.values)},
        compute=resupply_reasons,
    ),
    Measure(
        slug="naloxone.people_trained",
        label=gettext_lazy("People trained to respond to an overdose"),
        definition=gettext_lazy(
            "The headcounts of group trainings, in which somebody who came twice counts twice, and the"
            " different participants with a code who were shown at a contact how to respond. Contacts without"
            " a code are not in it: their number stands beside it. Somebody may be in both parts."
        ),
        unit=gettext_lazy("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        figures=("naloxone_trained_in_groups", "naloxone_doses"),
        filters={"how": (IN_GROUPS, AT_CONTACTS)},
        compute=people_trained,
    ),
    Measure(
        slug="naloxone.reversals",
        label=gettext_lazy("Reversals reported"),
        definition=gettext_lazy(
            "Overdoses answered with naloxone, as people told us, by the day on which they told us."
        ),
        unit=gettext_lazy("reports"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("reversals_reported",),
        filters={"given_by": tuple(GivenBy.values)},
        compute=reversals,
    ),
)
