"""Which standalone forms somebody may fill in, and where."""

from collections.abc import Mapping
from dataclasses import dataclass

from meetpoint.core.modules.fields import Field
from meetpoint.core.modules.forms import Answers, StandaloneForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Requirement
from meetpoint.core.organisations.policy import Policy, policy_for
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One form as one person may fill it in: its open sites in reach, and what may be chosen at each."""

    form: StandaloneForm
    places: Mapping[int, Place]
    answers: Mapping[int, Answers]
    policy: Policy

    def fields_at(self, site_id: int) -> tuple[Field, ...]:
        """Return the fields of one site, without those that the place forbids."""
        fields = self.form.at(self.answers.get(site_id, {}))
        return tuple(field for field in fields if not self.policy.is_forbidden(self.policy_name(field)))

    def policy_name(self, field: Field) -> str:
        """Return the name by which rules of the place speak of a field."""
        return policy_name(self.form, field)

    def is_asked(self, field: Field) -> bool:
        """Tell whether the place asks for a field."""
        return self.policy.requirement(self.policy_name(field)) == Requirement.REQUIRED


def policy_name(form: StandaloneForm, field: Field) -> str:
    """Return the name by which rules of the place speak of a form's field."""
    return field.policy or f"{form.slug}.{field.name}"


def offers(by: Actor) -> list[Offer]:
    """Return every form that the actor may fill in somewhere."""
    made = (_offer(form, by) for form in registry().standalone_forms.values())
    return [each for each in made if each.places]


def offer(slug: str, by: Actor) -> Offer | None:
    """Return one form, or None when there is none of this name; its places may be none."""
    form = registry().standalone_forms.get(slug)
    return _offer(form, by) if form else None


def _offer(form: StandaloneForm, by: Actor) -> Offer:
    policy = policy_for(by.organisation_id)
    if not by.may(form.permission):
        return Offer(form=form, places={}, answers={}, policy=policy)
    places = {place.id: place for place in places_of(by).values() if not place.closed}
    if form.answers is None:
        return Offer(form=form, places=places, answers={}, policy=policy)
    answers = form.answers(by, tuple(places))
    return Offer(
        form=form,
        places={pk: place for pk, place in places.items() if pk in answers},
        answers=answers,
        policy=policy,
    )
