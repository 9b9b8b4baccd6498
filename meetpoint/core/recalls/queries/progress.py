"""How far a recall has come: what was found and what of it is safe, who was told, what came back."""

from dataclasses import dataclass

from django.db.models import Sum

from meetpoint.core.recalls.models import Outcome, Recall, Step, StepKind, Told
from meetpoint.core.recalls.queries.people import people_counted
from meetpoint.core.recalls.queries.reach import Everything
from meetpoint.core.supplies.queries import disposed_as_recalled
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Units on shelves (`loose` of them not set aside), taken off, brought back; people, and people told."""

    held: int
    loose: int
    disposed: int
    brought_back: int
    people: int
    told: int
    said_used: int
    said_gone: int
    said_brought_back: int

    @property
    def to_tell(self) -> int:
        return self.people - self.told

    @property
    def is_done(self) -> bool:
        """Tell whether nothing that can be found here is left to do."""
        return not self.held and not self.to_tell


def progress_of(actor: Actor, recall: Recall, reached: Everything) -> Progress:
    """Return how far a recall has come at the sites in reach; people are those of all sites."""
    lot_ids = list(reached.lots)
    concerned, told = people_counted(actor, recall, lot_ids)
    back = Step.objects.of(actor).filter(recall=recall, kind=StepKind.BROUGHT_BACK)
    if actor.site_ids is not None:
        back = back.filter(site_id__in=actor.site_ids)
    outcomes = list(Told.objects.of(actor).filter(recall=recall).values_list("outcome", flat=True))
    return Progress(
        held=reached.units_held,
        loose=sum(one.units for one in reached.loose),
        disposed=disposed_as_recalled(actor, lot_ids),
        brought_back=back.aggregate(units=Sum("amount"))["units"] or 0,
        people=concerned,
        told=told,
        said_used=outcomes.count(Outcome.USED),
        said_gone=outcomes.count(Outcome.GONE),
        said_brought_back=outcomes.count(Outcome.BROUGHT_BACK),
    )
