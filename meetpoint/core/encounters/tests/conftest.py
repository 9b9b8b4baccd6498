"""What the tests of encounters share: some items, and a form that only they know."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from meetpoint.core.encounters.tests.factories import make_item
from meetpoint.core.modules.fields import Choice, Count, ShortText, YesNo
from meetpoint.core.modules.forms import EncounterForm, Section
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.models import Item
from meetpoint.core.tenancy.actor import Actor


@pytest.fixture
def syringes(org: Organisation) -> Item:
    return make_item(org.pk, "syringe-1ml", "syringes", syringes_per_unit=1, presets="20,40", order=1)


@pytest.fixture
def kits(org: Organisation) -> Item:
    return make_item(org.pk, "naloxone-kit", "naloxone", unit="kit", doses_per_unit=2, order=2)


@pytest.fixture
def foreign_item(other_org: Organisation) -> Item:
    return make_item(other_org.pk, "their-syringe")


class Visits:
    """A form that remembers what it was given, in place of a service's table."""

    def __init__(self) -> None:
        self.stored: dict[int, dict[str, Any]] = {}
        self.voided: list[int] = []

    def save(self, sections: Sequence[Section], by: Actor) -> None:
        self.stored |= {section.encounter.id: dict(section.values) for section in sections}

    def load(self, by: Actor, encounter_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        return {pk: self.stored[pk] for pk in encounter_ids if pk in self.stored}

    def void(self, encounter_ids: Sequence[int], by: Actor) -> None:
        self.voided += encounter_ids

    def form(self) -> EncounterForm:
        return EncounterForm(
            slug="visit",
            title="Visit",
            fields=(
                Count(name="minutes", label="Minutes", maximum=600, presets=(5, 10)),
                Choice(name="mood", label="Mood", choices=(("fine", "Fine"), ("low", "Low"))),
                YesNo(name="talked", label="Talked", folded=True),
                ShortText(name="words", label="Words", folded=True),
            ),
            save=self.save,
            load=self.load,
            on_void=self.void,
            on_log=True,
            order=90,
        )


@pytest.fixture
def visits(use_form: Callable[[EncounterForm], None]) -> Visits:
    """The form `visit`, in use during this test."""
    made = Visits()
    use_form(made.form())
    return made


@pytest.fixture
def use_form() -> Iterator[Callable[[EncounterForm], None]]:
    """Put a form into the registry for the length of a test."""
    before = dict(registry().forms)
    yield lambda form: registry().forms.update({form.slug: form})
    registry().forms.clear()
    registry().forms.update(before)
