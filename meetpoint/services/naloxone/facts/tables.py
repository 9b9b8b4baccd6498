"""The facts of this service: what was said with naloxone, reversals, trainings, and how items are given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Max, Min, QuerySet, Value, When

from meetpoint.core.encounters.facts.tables import OF_CONTACT, SAID, WHOSE_CONTACT, contact_span, of_contacts
from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactColumn, FactTable, FactType
from meetpoint.core.supplies.facts import ABOUT_ITEMS
from meetpoint.core.supplies.models import Item
from meetpoint.services.naloxone.models import (
    Audience,
    GivenBy,
    NaloxoneProvision,
    Outcome,
    Product,
    RefillReason,
    ReversalPlace,
    ReversalReport,
    Route,
    Supply,
    Training,
    TrainingEvent,
    YesNoUnknown,
)
from meetpoint.services.naloxone.queries import routes_of_items


def _routes(organisation_id: int, _first: date, _last: date) -> QuerySet[Item]:
    said = routes_of_items(organisation_id)
    cases = [When(pk=item_id, then=Value(route)) for item_id, route in sorted(said.items())]
    route = Case(*cases, default=Value(""), output_field=CharField())
    return Item.objects.of(organisation_id).filter(pk__in=said).annotate(route=route).order_by("pk")


def _told(organisation_id: int) -> QuerySet[ReversalReport]:
    return ReversalReport.objects.of(organisation_id).filter(voided_at=None)


def _reversals(organisation_id: int, first: date, last: date) -> QuerySet[ReversalReport]:
    return _told(organisation_id).filter(reported_on__range=(first, last))


def _held(organisation_id: int) -> QuerySet[TrainingEvent]:
    return TrainingEvent.objects.of(organisation_id).filter(voided_at=None).order_by()


def _trainings(organisation_id: int, first: date, last: date) -> QuerySet[TrainingEvent]:
    return _held(organisation_id).filter(held_on__range=(first, last))


def _ends(rows: QuerySet[Any], day: str) -> tuple[date, date] | None:
    found = rows.aggregate(first=Min(day), last=Max(day))
    return (found["first"], found["last"]) if found["first"] else None


FACTS = (
    FactTable(
        slug="naloxone_routes",
        meaning="One row for each naloxone item of which somebody said how it is given.",
        key="item",
        rows=_routes,
        columns=(
            FactColumn(
                name="item", type=FactType.ITEM, source="pk", meaning="The item’s number.", why=ABOUT_ITEMS
            ),
            facts.word(
                "route",
                tuple(Route.values),
                "How the item is given.",
                why=ABOUT_ITEMS,
                labels=tuple(Route.choices),
                mend="naloxone:routes",
            ),
        ),
    ),
    FactTable(
        slug="naloxone_said",
        meaning="One row for each standing contact in which something was said with naloxone.",
        span=contact_span,
        rows=of_contacts(NaloxoneProvision),
        columns=(
            *OF_CONTACT,
            WHOSE_CONTACT,
            facts.word("supply", tuple(Supply.values), "A first kit or a refill.", why=SAID),
            facts.word("reason", tuple(RefillReason.values), "What became of the last kit.", why=SAID),
            facts.word("training", tuple(Training.values), "Whether it was shown how to respond.", why=SAID),
        ),
    ),
    FactTable(
        slug="reversals",
        meaning="One row for each standing report of a reversal, by the day on which it was told.",
        span=lambda organisation_id: _ends(_told(organisation_id), "reported_on"),
        rows=_reversals,
        columns=(
            facts.day("reported_on", "The day on which somebody told of it; not that of the overdose."),
            facts.site(),
            facts.count("doses", "How many doses were given, where that was told."),
            facts.word("place_type", tuple(ReversalPlace.values), "The kind of place.", why=SAID),
            facts.word("product", tuple(Product.values), "What was given.", why=SAID),
            facts.word("outcome", tuple(Outcome.values), "What became of the person.", why=SAID),
            facts.word("given_by", tuple(GivenBy.values), "Who gave it, by their part in it.", why=SAID),
            facts.word(
                "called_911", tuple(YesNoUnknown.values), "Whether emergency services were called.", why=SAID
            ),
        ),
    ),
    FactTable(
        slug="trainings",
        meaning="One row for each standing group training.",
        span=lambda organisation_id: _ends(_held(organisation_id), "held_on"),
        rows=_trainings,
        columns=(
            facts.day("held_on", "The day on which it was held."),
            facts.site(),
            facts.word("audience", tuple(Audience.values), "Whom it was for.", why=SAID),
            facts.count("people", "The headcount; nobody was asked who they are."),
        ),
    ),
)
