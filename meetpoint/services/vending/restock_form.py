"""The restock visit as a form of its own: filled in beside the machine, with or without a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Choice, Counts
from meetpoint.core.modules.forms import Answers, Filled, StandaloneForm
from meetpoint.core.organisations.models import Site, SiteKind
from meetpoint.core.supplies.queries.places import places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending.actions.restocking import Refill, restock
from meetpoint.services.vending.models import Machine
from meetpoint.services.vending.permissions import RESTOCK
from meetpoint.services.vending.queries.levels import slots_in_use

SLUG = "vending_restock"
MOST_IN_A_SLOT = 999


def save(filled: Filled, by: Actor) -> None:
    """Store a visit, once."""
    said = filled.values
    source = said.get("source")
    restock(
        Refill(
            uid=filled.uid,
            site_id=filled.site_id,
            occurred_at=filled.occurred_at,
            now=said.get("now") or {},
            found=said.get("found") or {},
            source_id=int(source) if source else None,
        ),
        by=by,
    )


def answers(actor: Actor, site_ids: Sequence[int]) -> Mapping[int, Answers]:
    """Return, for each of these sites that has a machine, its slots and the shelves it may be filled from."""
    machines = {
        machine.pk: machine.site_id
        for machine in Machine.objects.of(actor).filter(site_id__in=list(site_ids), retired_at=None)
    }
    rows: dict[int, list[tuple[str, str]]] = {site_id: [] for site_id in machines.values()}
    for slot in slots_in_use(actor, machines):
        rows[machines[slot.machine_id]].append((slot.selection, f"{slot.selection} · {slot.item.label}"))
    shelves = _shelves(actor) if machines else []
    return {
        site_id: {"now": slots, "found": slots, "source": shelves} for site_id, slots in rows.items() if slots
    }


def _shelves(actor: Actor) -> list[tuple[str, str]]:
    machines = set(Site.objects.of(actor).filter(kind=SiteKind.VENDING).values_list("pk", flat=True))
    return [
        (str(place.id), place.name)
        for place in places_of(actor).values()
        if not place.closed and place.id not in machines
    ]


RESTOCK_FORM = StandaloneForm(
    slug=SLUG,
    title=_("Refill a vending machine"),
    help=_(
        "Count what is in each slot once it is filled. What was in it before helps to find what went astray."
    ),
    fields=(
        Choice(name="source", label=_("Where the supplies come from"), policy=f"{SLUG}.source"),
        Counts(
            name="found",
            label=_("In the slot before filling"),
            help=_("Leave a slot out if you did not count it."),
            maximum=MOST_IN_A_SLOT,
        ),
        Counts(
            name="now",
            label=_("In the slot now"),
            help=_("Leave a slot out if you did not open it."),
            maximum=MOST_IN_A_SLOT,
            required=True,
        ),
    ),
    save=save,
    permission=RESTOCK,
    answers=answers,
    order=40,
    icon="box",
)
