"""The addresses at which stock is changed, each by the same action as its page."""

from ninja import Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.supplies import actions, permissions
from meetpoint.core.supplies.actions import Count, Delivery, Draw, Posted
from meetpoint.core.supplies.api.names import Names
from meetpoint.core.supplies.api.shapes import (
    CountBody,
    DeliveryBody,
    DeliveryLine,
    DisposalBody,
    DrawLine,
    PostedShape,
    TransferBody,
)

router = Router()


@router.post("/deliveries", response={201: PostedShape}, summary="Receive a delivery")
@scope(permissions.RECEIVE)
def receive(request: ApiRequest, said: DeliveryBody) -> Status[PostedShape]:
    """A lot that is not known yet is made; expired stock is taken in with a warning."""
    by = request.actor
    names = Names(by)
    site_id = site_called(said.site, by=by).pk
    deliveries = [_delivery(line, site_id, names, place=place) for place, line in enumerate(said.lines)]
    return _answer(request, actions.receive_stock(deliveries, by=by, batch=said.uid, at=said.at), names)


@router.post("/transfers", response={201: PostedShape}, summary="Move stock to another site")
@scope(permissions.MOVE)
def transfer(request: ApiRequest, said: TransferBody) -> Status[PostedShape]:
    by = request.actor
    names = Names(by)
    posted = actions.transfer_stock(
        _draws(said.lines, names),
        from_site_id=site_called(said.from_site, by=by, field="from_site").pk,
        to_site_id=site_called(said.to_site, by=by, field="to_site").pk,
        by=by,
        batch=said.uid,
        at=said.at,
    )
    return _answer(request, posted, names)


@router.post("/disposals", response={201: PostedShape}, summary="Dispose of stock")
@scope(permissions.DISPOSE)
def dispose(request: ApiRequest, said: DisposalBody) -> Status[PostedShape]:
    by = request.actor
    names = Names(by)
    posted = actions.dispose_stock(
        _draws(said.lines, names),
        site_id=site_called(said.site, by=by).pk,
        reason=said.reason,
        by=by,
        batch=said.uid,
        at=said.at,
    )
    return _answer(request, posted, names)


@router.post("/counts", response={201: PostedShape}, summary="Count a shelf")
@scope(permissions.COUNT)
def count(request: ApiRequest, said: CountBody) -> Status[PostedShape]:
    """The answer’s lines are the differences; none means that the ledger was right."""
    by = request.actor
    names = Names(by)
    counts = []
    for place, line in enumerate(said.lines):
        item_id = names.item(line.item, field=f"lines.{place}.item")
        lot_id = names.lot(item_id, line.lot, field=f"lines.{place}.lot")
        counts.append(Count(item_id, lot_id, line.counted, line.seen))
    posted = actions.count_stock(
        counts, site_id=site_called(said.site, by=by).pk, by=by, batch=said.uid, at=said.at
    )
    return _answer(request, posted, names)


def _delivery(line: DeliveryLine, site_id: int, names: Names, *, place: int) -> Delivery:
    return Delivery(
        site_id=site_id,
        item_id=names.item(line.item, field=f"lines.{place}.item"),
        quantity=line.quantity,
        packs=line.packs,
        units_per_pack=line.units_per_pack,
        lot_number=line.lot,
        expires_on=line.expires_on,
        product=line.product,
        reason=line.reason,
    )


def _draws(lines: list[DrawLine], names: Names) -> list[Draw]:
    draws = []
    for place, line in enumerate(lines):
        item_id = names.item(line.item, field=f"lines.{place}.item")
        lot_id = names.lot(item_id, line.lot, field=f"lines.{place}.lot")
        draws.append(Draw(item_id=item_id, quantity=line.quantity, lot_id=lot_id, any_lot=line.any_lot))
    return draws


def _answer(request: ApiRequest, posted: Posted, names: Names) -> Status[PostedShape]:
    request.replayed = not posted.created
    lines = names.lines(posted.lines)
    return Status(201, PostedShape(uid=posted.batch, warnings=list(posted.warnings), lines=lines))
