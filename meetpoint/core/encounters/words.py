"""How an encounter is said in words: who it was for, what was handed out, what was answered."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.queries.contacts import Line
from meetpoint.core.modules.fields import Choice, Field
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.people.handles import handle
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.ui.dates import say_day

VOID_WORDS = {
    "undo": gettext_lazy("Undone right after saving"),
    "mistake": gettext_lazy("Recorded by mistake"),
    "duplicate": gettext_lazy("Recorded twice"),
    "asked": gettext_lazy("The person asked for it"),
    "corrected": gettext_lazy("Replaced by a correction"),
    "import": gettext_lazy("Its import was undone"),
}


def whom(encounter: Encounter) -> str:
    """Return "Anonymous", a participant's mark, or how many were counted; the participant must be loaded."""
    if encounter.count_only:
        return ngettext("%(number)d person counted", "%(number)d people counted", encounter.people) % {
            "number": encounter.people
        }
    return handle(encounter.participant.uid) if encounter.participant else _("Anonymous")


def handed_out(lines: Sequence[Line], items: Mapping[int, ItemFacts]) -> list[str]:
    """Return "40 × Syringe 1 mL" for each line, in the reader's language."""
    return [amount(line.quantity, items[line.item_id]) for line in lines]


def amount(quantity: int, item: ItemFacts) -> str:
    """Return "40 × Syringe 1 mL" in the reader's language."""
    return f"{quantity} × {item.label}"


def answers(form: EncounterForm, values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was said in a form as pairs of label and words, in the form's order."""
    return [
        (str(field.label), answer(field, values[field.name])) for field in form.fields if field.name in values
    ]


def answer(field: Field, value: Any) -> str:
    """Return one answer in words."""
    if isinstance(field, Choice):
        labels = dict(field.choices)
        chosen = value if isinstance(value, tuple | list) else (value,)
        return ", ".join(str(labels.get(word, word)) for word in chosen)
    if value is True:
        return _("Yes")
    return say_day(value) if field.kind == "date" else str(value)
