"""An encounter as a program sends it, read into what the action takes; refusals in its words."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext as _

from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.consent.deciding.preparing import Reach
from meetpoint.core.encounters.api.shapes import EncounterBody
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.errors import EncounterRefused
from meetpoint.core.encounters.forms.reading import FORM, ITEM, input_name, participant_of
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError

NOBODY = 0
"""No row has this id: what is not known is refused by the action, as on the page."""


def read_body(said: EncounterBody, *, by: Actor, reach: Reach) -> NewEncounter:
    """Return the entry to be recorded; somebody beyond `reach` is taken for somebody who is not there.

    Raises EncounterRefused for items that are not in the catalogue.
    """
    ids = {item.slug: item.id for item in catalogue(by.organisation_id).values()}
    unknown = {
        f"items.{slug}": _("This item is not in the catalogue.") for slug in said.items if slug not in ids
    }
    if unknown:
        raise EncounterRefused(unknown)
    return NewEncounter(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        occurred_at=said.occurred_at,
        participant_id=_participant_id(said, by, reach),
        items={ids[slug]: quantity for slug, quantity in said.items.items()},
        sections=said.sections,
        place_type=said.place_type,
        for_others=said.for_others,
        people=said.people,
        count_only=said.count_only,
        note=said.note,
    )


def _participant_id(said: EncounterBody, by: Actor, reach: Reach) -> int | None:
    if said.participant is None:
        return None
    found = participant_of(by, str(said.participant))
    return found.pk if found and reach.holds(found.pk) else NOBODY


@contextmanager
def in_their_words(said: EncounterBody, *, by: Actor) -> Iterator[None]:
    """Name the fields of a refusal as the request names them."""
    try:
        yield
    except (EncounterRefused, FieldForbidden) as problem:
        raise Problem(problem.status, str(problem), fields=_renamed(problem, said, by)) from None


def _renamed(problem: DomainError, said: EncounterBody, by: Actor) -> Mapping[str, str]:
    places = {f"{ITEM}{item.id}": f"items.{item.slug}" for item in catalogue(by.organisation_id).values()}
    places |= {slug: f"sections.{slug}" for slug in said.sections}
    return {places.get(key) or _place_of(key): words for key, words in problem.fields.items()}


def _place_of(key: str) -> str:
    if key.startswith("items."):
        return key
    name = input_name(key)
    if name == "code":
        return "participant"
    return f"sections.{name.removeprefix(FORM)}" if name.startswith(FORM) else name
