"""Machines through the API, and the way in for what they report where a broker cannot be reached."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Status
from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import by_name, cut
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Asked, Body, Rows, Shape, Slug
from meetpoint.core.consent.reads import let_out
from meetpoint.core.organisations.models import Organisation
from meetpoint.services.vending.intake.envelope import KINDS, Raw, topic_of
from meetpoint.services.vending.intake.taking import take_in
from meetpoint.services.vending.models import Machine
from meetpoint.services.vending.permissions import SEND, VIEW
from meetpoint.services.vending.queries.machines import MachineState, machines_of, states_of

MOST_MESSAGES = 500
_EXAMPLE: JsonDict = {
    "kind": "vend",
    "payload": (
        '{"v": 1, "device": "east-01", "boot": "01JQ7Z8Q2M", "seq": 1042, "ts": "2026-03-03T21:19:02Z",'
        ' "sel": "A1", "qty": 1, "result": "dispensed", "access": "open"}'
    ),
}

router = Router()


class SlotShape(Shape):
    """A slot as it stands; `level` is null where nobody knows it, `days` where too little use is known."""

    selection: str
    item: str
    level: int | None
    capacity: int
    days: int | None
    empty_since: datetime | None


class MachineShape(Shape):
    """A machine with its slots."""

    device: str
    site: str
    access: str
    seen_at: datetime | None
    silent_since: datetime | None
    slots: list[SlotShape]


class MessageBody(Body):
    """One message as a machine would publish it; `payload` is the same text as on its topic."""

    kind: Annotated[str, Field(pattern=f"^({'|'.join(KINDS)})$")]
    payload: Annotated[str, Field(max_length=1_500_000)]


class MessagesBody(Body):
    """What a machine has to tell, in its own order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"messages": [_EXAMPLE]}]})

    messages: Annotated[list[MessageBody], Field(min_length=1, max_length=MOST_MESSAGES)]


class TakenShape(Shape):
    """What came of it: new, known before, and kept for review. All of them may be forgotten by the sender."""

    stored: int
    known: int
    kept: int


@router.get("/machines", response=Rows[MachineShape], summary="List vending machines with what is in them")
@scope(VIEW)
def list_machines(request: ApiRequest, asked: Query[Asked]) -> Rows[MachineShape]:
    by = request.actor
    found = cut(machines_of(by), asked, by_name("device"))
    let_out(request, "vending_machines", rows=len(found.rows), programmes=("vending",), identifies=False)
    return Rows(items=[_shape(state) for state in states_of(by, found.rows)], next=found.next)


@router.get("/machines/{slug:slug}", response=MachineShape, summary="Read one vending machine")
@scope(VIEW)
def read_machine(request: ApiRequest, slug: Slug) -> MachineShape:
    by = request.actor
    machine = found_for(by, Machine, may=VIEW, device=slug)
    let_out(request, "vending_machines", rows=1, programmes=("vending",), identifies=False)
    return _shape(states_of(by, [machine])[0])


@router.post(
    "/machines/{slug:slug}/messages", response={200: TakenShape}, summary="Send what a machine has to tell"
)
@scope(SEND)
def send_messages(request: ApiRequest, slug: Slug, said: MessagesBody) -> Status[TakenShape]:
    """For machines that cannot reach the broker. Sending a message again stores nothing twice."""
    by = request.actor
    machine = found_for(by, Machine, may=SEND, device=slug)
    programme = Organisation.objects.values_list("slug", flat=True).get(pk=by.organisation_id)
    taken = take_in(
        [Raw(topic_of(programme, machine.device, each.kind), each.payload.encode()) for each in said.messages]
    )
    return Status(200, TakenShape(stored=taken.stored, known=taken.known, kept=taken.kept))


def _shape(state: MachineState) -> MachineShape:
    machine = state.machine
    slots: list[Any] = [
        SlotShape(
            selection=level.slot.selection,
            item=level.slot.item.slug,
            level=level.level,
            capacity=level.slot.capacity,
            days=level.whole_days,
            empty_since=level.empty_since,
        )
        for level in state.levels
    ]
    return MachineShape(
        device=machine.device,
        site=machine.site.slug,
        access=machine.access,
        seen_at=machine.seen_at,
        silent_since=state.silent_since,
        slots=slots,
    )
