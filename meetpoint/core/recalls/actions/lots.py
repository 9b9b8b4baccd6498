"""Which lots a recall means, setting them aside, and taking them off the shelf."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.recalls import permissions
from meetpoint.core.recalls.actions.steps import locked_recall, write_step
from meetpoint.core.recalls.models import Named, Recall, RecalledLot, Step, StepKind
from meetpoint.core.recalls.queries.reach import lots_of_recall
from meetpoint.core.recalls.rules import Marked, Name, lots_meant
from meetpoint.core.supplies import actions as supplies
from meetpoint.core.supplies.errors import refused
from meetpoint.core.supplies.models import Balance, DisposalReason, Lot
from meetpoint.core.supplies.queries import lots_within
from meetpoint.core.supplies.serials import stored_serials
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


def name_more(uid: UUID, names: Sequence[Name], *, by: Actor) -> list[int]:
    """Add lots that the notice, or a later one, also names; return the lots here that are meant in addition.

    They are set aside. Raises NotAllowed, NotFound or RecallClosed.
    """
    by.require(permissions.CHANGE)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        known = set(names_of(by, [recall.pk])[recall.pk])
        keep_names(by, recall, [name for name in names if name not in known])
        found = mark_lots(by, recall)
        write_step(by, recall, StepKind.NAMED, amount=len(found))
        aside_now(by, recall)
    return found


def set_recalled_aside(uid: UUID, *, by: Actor) -> int:
    """Set every lot that a recall means aside, and all kits with some of it; return how many that were.

    Raises NotAllowed, NotFound or RecallClosed.
    """
    by.require(permissions.CHANGE)
    with transaction.atomic():
        return aside_now(by, locked_recall(by, uid))


def dispose_recalled(uid: UUID, *, site_id: int, lot_id: int, by: Actor, batch: UUID) -> int:
    """Take all of a recalled lot off the shelf of a site; return the units. Nothing is left: returns 0.

    Raises NotAllowed, NotFound, RecallClosed, or DomainError for a lot that this recall does not reach.
    """
    by.require(permissions.CHANGE, site_id=site_id)
    with transaction.atomic():
        recall = locked_recall(by, uid)
        before = Step.objects.of(by).filter(batch=batch).first()
        if before is not None:
            return before.amount
        if lot_id not in lots_of_recall(by, recall.pk)[0]:
            raise refused("lot", _("This recall does not mean that lot."))
        balance = Balance.objects.of(by).select_for_update().filter(site_id=site_id, lot_id=lot_id).first()
        units = balance.quantity if balance else 0
        if balance is None or units <= 0:
            return 0
        draw = supplies.Draw(item_id=balance.item_id, quantity=units, lot_id=lot_id)
        supplies.dispose_stock([draw], site_id=site_id, reason=DisposalReason.RECALLED, by=by, batch=batch)
        write_step(by, recall, StepKind.DISPOSED, amount=units, site_id=site_id, batch=batch)
    return units


def look_at_lots(by: Actor, lot_ids: Sequence[int]) -> list[str]:
    """See whether lots that came in, were packed or got another number are meant by an open recall.

    Those are set aside at once, whoever received them, and whoever did is told. One that is not meant any
    more, because its number had been misread, leaves the recall and stays set aside until
    somebody releases it. In the caller's transaction.
    """
    recalls = {recall.pk: recall for recall in Recall.objects.of(by).filter(closed_at=None)}
    if not recalls:
        return []
    names = names_of(by, recalls)
    lots = marked_lots(by, lot_ids)
    sentences = []
    system = Actor.system(by.organisation_id, "recall")
    for recall in recalls.values():
        meant = lots_meant(names[recall.pk], lots)
        mistaken = RecalledLot.objects.of(by).filter(recall=recall, lot_id__in=lot_ids)
        mistaken.exclude(lot_id__in=meant).delete()
        if _mark(by, recall, meant):
            write_step(by, recall, StepKind.FOUND, amount=len(meant))
        within, _packings = lots_within(by, meant)
        for lot in Lot.objects.of(by).filter(pk__in=within, quarantined_at=None).order_by("pk"):
            supplies.quarantine_lot(lot.pk, by=system)
        if meant:
            sentences.append(_("This lot is recalled (%(recall)s). Put it apart.") % {"recall": recall})
    return sentences


def keep_names(by: Actor, recall: Recall, names: Collection[Name]) -> None:
    """Store what a notice names; in the caller's transaction."""
    Named.objects.of(by).bulk_create(
        [
            Named(
                organisation_id=by.organisation_id,
                recall=recall,
                item_id=name.item_id,
                number=name.number,
                serial_from=name.serials.shown_first if name.serials else "",
                serial_to=name.serials.shown_last if name.serials else "",
            )
            for name in names
        ]
    )


def names_of(by: Actor, recall_ids: Collection[int]) -> dict[int, list[Name]]:
    """Return what the notices of some recalls name, by recall."""
    found: dict[int, list[Name]] = {pk: [] for pk in recall_ids}
    for row in Named.objects.of(by).filter(recall_id__in=list(recall_ids)).order_by("id"):
        span = stored_serials(row.serial_from, row.serial_to)
        found[row.recall_id].append(Name(row.number, span, row.item_id))
    return found


def marked_lots(by: Actor, lot_ids: Collection[int] | None = None) -> list[Marked]:
    """Return the organisation's lots, or some of them, as they are marked."""
    rows = Lot.objects.of(by) if lot_ids is None else Lot.objects.of(by).filter(pk__in=list(lot_ids))
    return [
        Marked(pk, item_id, number, stored_serials(first, last))
        for pk, item_id, number, first, last in rows.order_by("pk").values_list(
            "pk", "item_id", "number", "serial_from", "serial_to"
        )
    ]


def mark_lots(by: Actor, recall: Recall) -> list[int]:
    """Find every lot here that a recall means; return those that were not known; in a transaction."""
    return _mark(by, recall, lots_meant(names_of(by, [recall.pk])[recall.pk], marked_lots(by)))


def aside_now(by: Actor, recall: Recall) -> int:
    """Set aside what a recall reaches and is not aside yet; return how many lots. In a transaction."""
    reached, _packings = lots_of_recall(by, recall.pk)
    loose = Lot.objects.of(by).filter(pk__in=reached, quarantined_at=None).order_by("pk")
    ids = list(loose.values_list("pk", flat=True))
    for lot_id in ids:
        supplies.quarantine_lot(lot_id, by=by)
    if ids:
        write_step(by, recall, StepKind.SET_ASIDE, amount=len(ids))
    return len(ids)


def _mark(by: Actor, recall: Recall, lot_ids: Sequence[int]) -> list[int]:
    known = set(RecalledLot.objects.of(by).filter(recall=recall).values_list("lot_id", flat=True))
    fresh = [lot_id for lot_id in lot_ids if lot_id not in known]
    RecalledLot.objects.of(by).bulk_create(
        [
            RecalledLot(
                organisation_id=by.organisation_id, recall=recall, lot_id=lot_id, found_at=clock.now()
            )
            for lot_id in fresh
        ]
    )
    return fresh
