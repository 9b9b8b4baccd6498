"""The reorder list: what is used in a week, what is there, what is missing to say when to order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from meetpoint.core.organisations.options import option_value
from meetpoint.core.supplies.models import Movement, MovementKind, ParLevel, Sourcing
from meetpoint.core.supplies.options import COVER_DAYS
from meetpoint.core.supplies.ordering import WEEKS, Advice, Batch, Use, advise, in_packs, use_of
from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.queries.levels import OUT_KINDS, piles_at
from meetpoint.core.supplies.queries.places import Place, places_of
from meetpoint.core.supplies.rules import Pile
from meetpoint.core.tenancy.actor import Actor

Missing = str
NO_LEAD_TIME: Missing = "lead_time"
NO_HISTORY: Missing = "history"


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item is ordered and how long that takes; None when nobody has said."""

    supplier: str
    lead_days: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reorder:
    """One item of the list. Without `advice`, `missing` says what is needed to give one.

    `usable` is what stands there, is not set aside and has not expired, less what went out beyond record.
    `packs` are the units of one pack; amounts to order are whole packs.
    """

    item: ItemFacts
    source: Source
    usable: int
    par: int
    use: Use | None
    advice: Advice | None
    missing: tuple[Missing, ...]
    today: date

    @property
    def weekly(self) -> int | None:
        return round(self.use.weekly) if self.use else None

    @property
    def is_due(self) -> bool:
        """Tell whether to order today."""
        return self.advice is not None and self.advice.order_by <= self.today and self.advice.about > 0

    def packed(self, units: int) -> int:
        """Return an amount in whole packs."""
        return in_packs(units, self.item.units_per_pack)


def reorder_list(actor: Actor, *, site_id: int | None = None) -> list[Reorder]:
    """Return every item in use, what is to be ordered first before what lacks something; fixed queries.

    Without a site, stock and use of all sites in reach are added up: stock can be moved.
    """
    places = places_of(actor, site_id=site_id)
    if not places:
        return []
    today = max(place.today for place in places.values())
    batches, owed = _shelves(piles_at(actor, places), places)
    use = weekly_use(actor, places, today=today)
    pars, sources = _pars(actor, places), sources_of(actor)
    cover = option_value(actor.organisation_id, COVER_DAYS)
    rows = [
        _row(
            item,
            sources.get(item.id, Source("", None)),
            weeks=use.get(item.id, [0] * WEEKS),
            batches=batches.get(item.id, []),
            owed=owed.get(item.id, 0),
            par=pars.get(item.id, 0),
            today=today,
            cover_days=cover if isinstance(cover, int) else 0,
        )
        for item in catalogue(actor.organisation_id).values()
        if not item.retired and (item.id in use or item.id in batches or pars.get(item.id))
    ]
    return sorted(rows, key=_urgency)


def weekly_use(actor: Actor, places: Mapping[int, Place], *, today: date) -> dict[int, list[int]]:
    """Return the units of each item that went out in each of the last WEEKS whole weeks, oldest first.

    A week is seven days back from the end of yesterday, at the clock of the first site. Voided encounters are
    left out, whole. Two statements.
    """
    zone = ZoneInfo(next(iter(places.values())).zone)
    end = datetime.combine(today, time(), zone)
    starts = [end - timedelta(days=7 * weeks) for weeks in range(WEEKS, -1, -1)]
    recent = Movement.objects.of(actor).filter(occurred_at__gte=starts[0])
    moved = recent.filter(
        kind__in=OUT_KINDS,
        occurred_at__lt=end,
        site_id__in=list(places),
        item_id__in=list(catalogue(actor.organisation_id)),
    )
    voided = recent.filter(kind=MovementKind.TAKEN_BACK, encounter_id__isnull=False).values("encounter_id")
    found: dict[int, list[int]] = defaultdict(lambda: [0] * WEEKS)
    # The few voided encounters are read apart, so that the sums need nothing but the item's index.
    for sign, lines in ((-1, moved), (1, moved.filter(encounter_id__in=voided))):
        for item_id, place, units in _by_week(lines, starts):
            found[item_id][place] += sign * units
    return dict(found)


def _by_week(lines: "QuerySet[Movement]", starts: Sequence[datetime]) -> "QuerySet[Movement, Any]":
    week = Case(
        *(When(occurred_at__lt=until, then=Value(place)) for place, until in enumerate(starts[1:])),
        default=Value(WEEKS - 1),
        output_field=IntegerField(),
    )
    sums = lines.order_by().annotate(week=week).values_list("item_id", "week")
    return sums.annotate(units=Sum("quantity"))


def sources_of(actor: Actor) -> dict[int, Source]:
    """Return where each item is ordered and how long that takes: its own lead time, else its supplier's."""
    rows = Sourcing.objects.of(actor).select_related("supplier")
    return {
        row.item_id: Source(
            row.supplier.name if row.supplier else "",
            row.lead_days
            if row.lead_days is not None
            else (row.supplier.lead_days if row.supplier else None),
        )
        for row in rows
    }


def _row(
    item: ItemFacts,
    source: Source,
    *,
    weeks: Sequence[int],
    batches: Sequence[Batch],
    owed: int,
    par: int,
    today: date,
    cover_days: int,
) -> Reorder:
    use = use_of(weeks)
    missing = ((NO_HISTORY,) if use is None else ()) + ((NO_LEAD_TIME,) if source.lead_days is None else ())
    advice = None
    if use is not None and source.lead_days is not None:
        advice = advise(
            use, batches, owed=owed, today=today, lead_days=source.lead_days, cover_days=cover_days, par=par
        )
    return Reorder(
        item=item,
        source=source,
        usable=sum(batch.units for batch in batches) - owed,
        par=par,
        use=use,
        advice=advice,
        missing=missing,
        today=today,
    )


def _urgency(row: Reorder) -> tuple[int, date, int]:
    # What is missing a lead time alone stands before what nobody can say anything about.
    if row.advice is not None:
        return (0, row.advice.order_by, row.item.id)
    return (1 if row.use is not None else 2, date.max, row.item.id)


def _shelves(
    piles: Sequence[Pile], places: Mapping[int, Place]
) -> tuple[dict[int, list[Batch]], dict[int, int]]:
    batches: dict[int, list[Batch]] = defaultdict(list)
    owed: dict[int, int] = defaultdict(int)
    for pile in piles:
        if pile.quantity < 0:
            owed[pile.item_id] -= pile.quantity
        elif not pile.quarantined and not pile.is_expired(places[pile.site_id].today):
            batches[pile.item_id].append(Batch(pile.quantity, pile.expires_on))
    return dict(batches), dict(owed)


def _pars(actor: Actor, places: Mapping[int, Place]) -> dict[int, int]:
    rows = ParLevel.objects.of(actor).filter(site_id__in=list(places)).order_by()
    return dict(rows.values_list("item_id").annotate(units=Sum("quantity")))
