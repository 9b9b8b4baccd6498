"""Stored encounters turned into what programs are told, a page of them in as few queries as possible."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from meetpoint.core.encounters.api.shapes import EncounterShape, RecordedShape, ShortageShape
from meetpoint.core.encounters.entry import Recorded
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries import lines_of
from meetpoint.core.encounters.queries.said import notes_of, sections_said
from meetpoint.core.encounters.views.saving import shortage_words
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import VIEW
from meetpoint.core.supplies.drawdown import Shortage
from meetpoint.core.supplies.models import Movement, MovementKind
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor


def shapes_of(by: Actor, encounters: Sequence[Encounter]) -> list[EncounterShape]:
    """Return the encounters in the same order. Seven queries and those of the forms, however many."""
    ids = [encounter.pk for encounter in encounters]
    sites = dict(Site.objects.of(by).values_list("pk", "slug"))
    met = [encounter.participant_id for encounter in encounters] if by.may(VIEW) else []
    people = _uids(Participant, by, met)
    replaced = _uids(Encounter, by, [encounter.replaces_id for encounter in encounters])
    lines, items = lines_of(by, ids), catalogue(by.organisation_id)
    sections, notes = sections_said(by, ids), notes_of(by, ids)
    return [
        EncounterShape(
            uid=encounter.uid,
            site=sites[encounter.site_id],
            occurred_at=encounter.occurred_at,
            recorded_at=encounter.recorded_at,
            local_date=encounter.local_date,
            participant=people.get(encounter.participant_id),
            people=encounter.people,
            count_only=encounter.count_only,
            for_others=encounter.for_others,
            place_type=encounter.place_type,
            items={items[line.item_id].slug: line.quantity for line in lines.get(encounter.pk, ())},
            syringes=sum(line.syringes for line in lines.get(encounter.pk, ())),
            doses=sum(line.doses for line in lines.get(encounter.pk, ())),
            sections=sections.get(encounter.pk, {}),
            note=notes.get(encounter.pk, ""),
            replaces=replaced.get(encounter.replaces_id),
            voided_at=encounter.voided_at,
            void_reason=encounter.void_reason,
        )
        for encounter in encounters
    ]


def programmes_in(shapes: Iterable[EncounterShape]) -> Iterator[str]:
    """Yield the modules whose answers are among these encounters, for the disclosure gate."""
    modules = registry().module_of_form
    return (modules[slug] for shape in shapes for slug in shape.sections)


def recorded_shape(recorded: Recorded, by: Actor) -> RecordedShape:
    """Return the answer to an encounter, read from the ledger, so that a repeated request reads the same."""
    items = catalogue(by.organisation_id)
    short = Movement.objects.of(by).filter(encounter_id=recorded.id, kind=MovementKind.SHORTFALL)
    found = tuple(
        Shortage(recorded.id, item_id, -quantity)
        for item_id, quantity in short.order_by("id").values_list("item_id", "quantity")
    )
    return RecordedShape(
        uid=recorded.uid,
        warnings=shortage_words(found, items),
        shortages=[ShortageShape(item=items[one.item_id].slug, quantity=one.quantity) for one in found],
    )


def _uids(
    model: type[Participant] | type[Encounter], by: Actor, ids: Iterable[int | None]
) -> dict[int | None, UUID]:
    wanted = {pk for pk in ids if pk is not None}
    return dict(model.objects.of(by).filter(pk__in=wanted).values_list("pk", "uid")) if wanted else {}
