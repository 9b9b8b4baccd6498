"""What the Log shows: items and forms in use here, without what the place forbids, with what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from meetpoint.core.encounters.forms.reading import ANONYMOUS, FORM, ITEM
from meetpoint.core.encounters.models import PlaceType
from meetpoint.core.modules.fields import Choice, Field
from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Requirement
from meetpoint.core.organisations.policy import Policy
from meetpoint.core.people import permissions as people
from meetpoint.core.supplies.queries import ItemFacts
from meetpoint.core.tenancy.actor import Actor

MOST_RADIOS = 4
"""Up to so many answers stand side by side; more of them fold into a list (product choice)."""

MOST_PRESETS = 4
PEOPLE_PRESETS = (5, 10, 20, 40)
BEGINNING = {"who": ANONYMOUS, "people": "1", "for_others": "0"}


class Said:
    """What was typed before, by the name of each input: from a post, or put together for a correction."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    @classmethod
    def posted(cls, post: QueryDict) -> "Said":
        return cls(dict(post.lists()))

    def one(self, name: str, default: str = "") -> str:
        return next(iter(self._values.get(name, ())), default)

    def __getitem__(self, name: str) -> str:
        """Let templates say `said.note`."""
        return self.one(name, BEGINNING.get(name, ""))

    def all(self, name: str) -> Sequence[str]:
        return self._values.get(name, ())

    def says(self, prefix: str) -> bool:
        return any(name.startswith(prefix) and any(values) for name, values in self._values.items())


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One item with its amount. `kind` says to which total it adds."""

    name: str
    label: str
    kind: str
    value: str
    presets: tuple[int, ...]
    error: str


@dataclass(frozen=True, kw_only=True)
class ItemGroup:
    """Items of one kind, for the part of the screen that is seldom needed."""

    kind: str
    label: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One choice of a field. `leads_to` is the slug of the form worth opening next."""

    value: str
    label: str
    chosen: bool
    leads_to: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """One field of a form as it is drawn. `widget` names the template's branch; `asked`: required here."""

    field: Field
    name: str
    id: str
    widget: str
    value: str
    answers: tuple[Answer, ...]
    error: str
    asked: bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """One form. `kinds` are the supply kinds with which it is worth filling in."""

    form: EncounterForm
    boxes: tuple[Box, ...]
    folded: tuple[Box, ...]
    is_open: bool
    is_folded_open: bool

    @property
    def kinds(self) -> str:
        return " ".join(self.form.supply_kinds)


@dataclass(frozen=True, kw_only=True)
class Screen:
    """Everything between the totals and the Save button."""

    items: tuple[ItemRow, ...]
    more_items: tuple[ItemGroup, ...]
    on_log: tuple[Part, ...]
    more: tuple[Part, ...]
    more_items_open: bool
    about_open: bool
    may_code: bool
    may_note: bool
    places: tuple[tuple[str, str], ...]
    said: Said
    errors: Mapping[str, str]
    people_presets: tuple[int, ...] = PEOPLE_PRESETS


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the drawing starts from: what was typed, what was wrong, and remembered amounts by item id."""

    said: Said
    errors: Mapping[str, str]
    remembered: Mapping[int, int]


def screen_for(by: Actor, items: Mapping[int, ItemFacts], policy: Policy, draft: Draft) -> Screen:
    """Return the screen for one worker at one place."""
    said, errors = draft.said, draft.errors
    shown = [item for item in items.values() if not item.retired or said.one(f"{ITEM}{item.id}")]
    more = [item for item in shown if not item.on_log]
    parts = [part for form in registry().forms.values() if (part := _part(form, by, policy, draft))]
    may_note, may_place = (not policy.is_forbidden(f"encounter.{name}") for name in ("note", "place_type"))
    about = ("occurred_at", "place_type", "note")
    return Screen(
        items=tuple(_row(item, draft) for item in shown if item.on_log),
        more_items=tuple(_groups(more, draft)),
        on_log=tuple(part for part in parts if part.form.on_log),
        more=tuple(part for part in parts if not part.form.on_log),
        more_items_open=any(said.one(f"{ITEM}{item.id}") not in ("", "0") for item in more),
        about_open=any(said.one(name) or name in errors for name in about),
        may_code=not policy.is_forbidden("encounter.participant") and by.may(people.VIEW),
        may_note=may_note,
        places=tuple((value, str(label)) for value, label in PlaceType.choices) if may_place else (),
        said=said,
        errors=errors,
    )


def _row(item: ItemFacts, draft: Draft) -> ItemRow:
    name = f"{ITEM}{item.id}"
    remembered = draft.remembered.get(item.id)
    presets = dict.fromkeys([*item.presets[:MOST_PRESETS], *([remembered] if remembered else [])])
    return ItemRow(
        name=name,
        label=item.label,
        kind=item.kind,
        value=draft.said.one(name, "0"),
        presets=tuple(sorted(presets)) if item.on_log else (),
        error=draft.errors.get(name, ""),
    )


def _groups(items: Iterable[ItemFacts], draft: Draft) -> Iterable[ItemGroup]:
    by_kind: dict[str, list[ItemRow]] = {}
    for item in items:
        by_kind.setdefault(item.kind, []).append(_row(item, draft))
    kinds = registry().supply_kinds
    for slug, rows in by_kind.items():
        label = str(kinds[slug].label) if slug in kinds else slug
        yield ItemGroup(kind=slug, label=label, rows=tuple(rows))


def _part(form: EncounterForm, by: Actor, policy: Policy, draft: Draft) -> Part | None:
    if form.permission and not by.may(form.permission):
        return None
    boxes = [box for field in form.fields if (box := _box(form, field, policy, draft))]
    if not boxes:
        return None
    folded = tuple(box for box in boxes if box.field.folded)
    return Part(
        form=form,
        boxes=tuple(box for box in boxes if not box.field.folded),
        folded=folded,
        is_open=draft.said.says(f"{FORM}{form.slug}.") or any(box.error for box in boxes),
        is_folded_open=any(_is_said(box) or box.error for box in folded),
    )


def _is_said(box: Box) -> bool:
    return bool(box.value) or any(answer.chosen for answer in box.answers)


def _box(form: EncounterForm, field: Field, policy: Policy, draft: Draft) -> Box | None:
    requirement = policy.requirement(field.policy or f"{form.slug}.{field.name}")
    if requirement == Requirement.FORBIDDEN:
        return None
    name = f"{FORM}{form.slug}.{field.name}"
    answers = _answers(field, draft.said.all(name)) if isinstance(field, Choice) else ()
    return Box(
        field=field,
        name=name,
        id=f"id_{form.slug}_{field.name}",
        widget=_widget(field, answers),
        value="" if answers else draft.said.one(name),
        answers=answers,
        error=draft.errors.get(name, ""),
        asked=requirement == Requirement.REQUIRED,
    )


def _answers(field: Choice, said: Sequence[str]) -> tuple[Answer, ...]:
    leads = dict(field.leads_to)
    return tuple(
        Answer(value=value, label=str(label), chosen=value in said, leads_to=leads.get(value, ""))
        for value, label in field.choices
    )


def _widget(field: Field, answers: Sequence[Answer]) -> str:
    if field.kind == "choice":
        return "radios" if len(answers) <= MOST_RADIOS and not field.folded else "select"
    return {"choices": "ticks", "yes_no": "tick", "count": "count", "amount": "amount", "date": "date"}.get(
        field.kind, "text"
    )


def typed_as(value: Any) -> list[str]:
    """Return a cleaned value as its input would have posted it."""
    if isinstance(value, tuple | list):
        return [str(part) for part in value]
    if value is True:
        return ["1"]
    return [value.isoformat() if isinstance(value, date) else str(value)]
