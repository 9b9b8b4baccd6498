"""The one way in which stock actions write: ledger lines and balances together, once for each batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.drawdown import MOVEMENT, change_unlotted, lock_balances
from meetpoint.core.supplies.errors import SameBatchOtherContent, refused
from meetpoint.core.supplies.models import Balance, Lot, Movement, MovementKind, Posting
from meetpoint.core.supplies.queries.catalogue import ItemFacts, catalogue
from meetpoint.core.supplies.rules import Line, Pile, problem_of_quantity
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.rows import insert_rows

Place = tuple[int, int]
_BALANCE = Balance._meta.db_table

EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
"""Before the first public syringe programmes; an earlier date is a slip of the pen."""

CLOCK_SLACK = timedelta(minutes=15)
"""How far a phone's clock may run ahead before its time counts as "in the future" (product choice)."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer of a stock action: its ledger lines, and what the person should know about them.

    `created` is False when the same batch had been posted before.
    """

    batch: UUID
    created: bool
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()


def posted_before(by: Actor, batch: UUID, digest: str) -> Posted | None:
    """Claim a batch and return None; or, when it was posted before, return that answer.

    Must run first in the action's transaction: a second request waits here for the one before it.
    Raises SameBatchOtherContent when the same identifier came with other content.
    """
    posting, claimed = Posting.objects.of(by).get_or_create(
        batch=batch, organisation_id=by.organisation_id, defaults={"digest": digest}
    )
    if claimed:
        return None
    if posting.digest != digest:
        raise SameBatchOtherContent
    written = Movement.objects.of(by).filter(batch=batch).order_by("id")
    lines = [
        Line(row.site_id, row.item_id, row.lot_id, MovementKind(row.kind), row.quantity, row.reason)
        for row in written
    ]
    return Posted(batch, created=False, lines=tuple(lines))


def locked_piles(by: Actor, site_ids: Collection[int], item_ids: Collection[int]) -> dict[Place, list[Pile]]:
    """Return what is recorded of these items at these sites, locked until the transaction ends.

    Rows are locked in the order in which everything that changes stock locks them: by id.
    """
    rows = (
        Balance.objects.of(by)
        .filter(site_id__in=site_ids, item_id__in=item_ids)
        .select_related("lot")
        .select_for_update(of=("self",))
        .order_by("id")
    )
    piles: dict[Place, list[Pile]] = defaultdict(list)
    for row in rows:
        piles[row.site_id, row.item_id].append(pile_of(row))
    return piles


def pile_of(balance: Balance) -> Pile:
    """Return a balance, with its lot fetched, as a plain value."""
    lot = balance.lot
    return Pile(
        site_id=balance.site_id,
        item_id=balance.item_id,
        lot_id=balance.lot_id,
        quantity=balance.quantity,
        number=lot.number if lot else "",
        expires_on=lot.expires_on if lot else None,
        quarantined=bool(lot and lot.quarantined_at),
    )


def post(
    by: Actor,
    batch: UUID,
    lines: Sequence[Line],
    *,
    action: str,
    fields: Mapping[str, str | int | bool | None],
    at: datetime | None = None,
    warnings: Sequence[str] = (),
) -> Posted:
    """Write ledger lines, their balances and the audit entry; the action's last step, in its transaction.

    `at` is when it happened, when that was not now. Raises DomainError for a time that cannot be.
    """
    now = clock.now()
    occurred_at = (at or now).astimezone(UTC)
    if not EARLIEST <= occurred_at <= now + CLOCK_SLACK:
        raise refused("at", _("Choose a time in the past. Late entries are welcome; future ones are not."))
    insert_rows(
        Movement,
        MOVEMENT,
        [
            (
                by.organisation_id,
                line.site_id,
                line.item_id,
                line.lot_id,
                line.kind.value,
                line.quantity,
                occurred_at,
                None,
                by.staff_id,
                batch,
                line.reason,
            )
            for line in lines
        ],
    )
    _change_balances(by.organisation_id, lines)
    audit.record(by, action, "stock_posting", [str(batch)], fields={**fields, "lines": len(lines)})
    return Posted(batch, created=True, lines=tuple(lines), warnings=tuple(warnings))


def _change_balances(organisation_id: int, lines: Sequence[Line]) -> None:
    lotted: dict[tuple[int, int, int], int] = defaultdict(int)
    unlotted: dict[Place, int] = defaultdict(int)
    for line in lines:
        if line.lot_id is None:
            unlotted[line.site_id, line.item_id] += line.quantity
        else:
            lotted[line.site_id, line.item_id, line.lot_id] += line.quantity
    lock_balances(organisation_id, [*lotted, *((*place, None) for place in unlotted)])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_BALANCE} (organisation_id, site_id, item_id, lot_id, quantity)"  # noqa: S608 - the model's own table
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (organisation_id, site_id, item_id, lot_id)"
            f" DO UPDATE SET quantity = {_BALANCE}.quantity + EXCLUDED.quantity",
            [(organisation_id, *place, change) for place, change in sorted(lotted.items())],
        )
    change_unlotted(organisation_id, unlotted)


def site_of(by: Actor, site_id: int, *, field: str = "site") -> Site:
    """Return one of the actor's sites with its organisation. Raises DomainError for any other."""
    site = Site.objects.of(by).select_related("organisation").filter(pk=site_id).first()
    if site is None or not by.reaches(site_id):
        raise refused(field, _("Choose one of your sites."))
    return site


def open_site_of(by: Actor, site_id: int, *, field: str = "site") -> Site:
    """Return one of the actor's sites that is still in use, for stock to come to."""
    site = site_of(by, site_id, field=field)
    if site.closed_on is not None and site.closed_on <= today_at(site):
        raise refused(field, _("This site is closed. Choose another."))
    return site


def item_of(by: Actor, item_id: int, *, field: str = "item") -> ItemFacts:
    """Return an item of the catalogue, retired or not. Raises DomainError when there is none."""
    item = catalogue(by.organisation_id).get(item_id)
    if item is None:
        raise refused(field, _("Choose an item of your catalogue."))
    return item


def lot_of(by: Actor, lot_id: int) -> Lot:
    """Return a lot of the organisation. Raises DomainError when there is none."""
    lot = Lot.objects.of(by).filter(pk=lot_id).first()
    if lot is None:
        raise refused("lot", _("Choose one of the lots listed."))
    return lot


def require_quantity(quantity: int, *, field: str = "quantity") -> None:
    """Do nothing for a possible number of units; otherwise raise DomainError."""
    problem = problem_of_quantity(quantity)
    if problem:
        raise refused(field, problem)


def today_at(site: Site) -> date:
    """Return today's date at a site whose organisation was fetched with it."""
    return clock.local_date(clock.now(), site.time_zone or site.organisation.time_zone)
