"""What a module declares about forms: parts of a contact, forms of their own, columns of old logs.

A form is data: pages, phones without a network and imports render and check it from its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from meetpoint.core.modules.fields import Choice, Counts, Field, Words

if TYPE_CHECKING:
    from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, slots=True)
class RecordedEncounter:
    """What a service learns about the encounter to which its section belongs."""

    id: int
    uid: UUID
    organisation_id: int
    site_id: int
    participant_id: int | None
    staff_id: int | None
    occurred_at: datetime
    local_date: date


@dataclass(frozen=True, slots=True)
class Section:
    """One form's cleaned values for one recorded encounter."""

    encounter: RecordedEncounter
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class EncounterForm:
    """A form that a worker may fill in as part of a contact, described as data.

    The Log screen (and, later, the phone without a network) renders and validates it from `fields`.
    `save` stores a batch of sections inside the caller's transaction; `load` gives the stored values
    back, by encounter id, in the shape `save` took, so that a correction starts from what was said.
    `on_log` puts the fields on the Log screen itself; otherwise the form opens under "More".
    `permission` is what a worker needs to fill it in; empty means that recording encounters is enough.
    `on_void` is called with the ids of encounters that are being voided, inside that transaction, by
    forms whose records do not stand on the encounter itself; the others are left out by joining it.
    `before_save` is called with a participant's id (or None), the values, the actor and the site's id before
    that transaction opens; it refuses by raising a DomainError, and what it writes stays when it refuses.
    """

    slug: str
    title: Words
    fields: tuple[Field, ...]
    save: Callable[[Sequence[Section], Actor], None]
    load: Callable[[Actor, Sequence[int]], Mapping[int, Mapping[str, Any]]]
    help: Words = ""
    offline: bool = True
    on_log: bool = False
    order: int = 50
    permission: str = ""
    supply_kinds: tuple[str, ...] = ()
    icon: str = "plus"
    on_void: Callable[[Sequence[int], Actor], None] | None = None
    before_save: Callable[[int | None, Mapping[str, Any], Actor, int], None] | None = None


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A contact as it stands on the Log screen or as it was just saved: what a warning may look at.

    `units` counts units handed out by supply kind; `syringes` and `doses` are what they add up to.
    `values` holds each form's cleaned values by form slug. `uid` names the encounter, once it is stored.
    """

    site_id: int
    local_date: date
    participant_id: int | None = None
    units: Mapping[str, int] = field(default_factory=dict)
    syringes: int = 0
    doses: int = 0
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    uid: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One sentence about a contact on the Log screen, with a link (`act`) for what it asks for."""

    text: str
    url: str = ""
    act: Words = ""


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """A column of the logs that programmes bring along, which the module understands.

    `words` are headers as programmes write them, in English and Spanish; case, accents and signs do not
    matter. A column either counts an item or answers a form. The first names a supply `kind`, the `item`
    that a starter catalogue has for it (else the first of the kind on the Log screen is meant), and the
    `unit` in which it counts: `units`, `packs` or `doses`. The second names a `form`; `answers` turns a
    cell's text into raw values for it, `{}` when nothing was said, and raises FieldError.
    """

    slug: str
    label: Words
    words: tuple[str, ...]
    kind: str = ""
    item: str = ""
    unit: str = "units"
    form: str = ""
    answers: Callable[[str], Mapping[str, str]] | None = None


# --- forms that stand by themselves ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """One standalone form as somebody filled it in, its values read and checked.

    `uid` was made where it was filled in; `occurred_at` is that device's clock, and `local_date` the day at
    the site. Both are the worker's word: a device without a network may have a wrong clock.
    """

    uid: UUID
    site_id: int
    staff_id: int | None
    occurred_at: datetime
    local_date: date
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """A code that somebody takes along: it follows from the form's `uid` (`lib.slip_codes`), so that a phone
    without a network can say it at once. It is shown once the form is saved, below `title`, and kept nowhere.

    Where the field `instead` was filled in, a printed slip was given along, and nothing more is shown.
    """

    title: Words
    help: Words = ""
    instead: str = ""


Answers = Mapping[str, Sequence[tuple[str, Words]]]
"""What may be chosen: field name → pairs of stored word and label."""


@dataclass(frozen=True, kw_only=True)
class StandaloneForm:
    """A form that is not part of a contact: a machine that was refilled, a sample that came in.

    `save` stores it inside the caller's transaction, once: with a `uid` that is stored already it changes
    nothing. It refuses by raising a DomainError, and then the form is kept for review. `answers` gives, for
    some sites, what may be chosen there, for `Choice` and `Counts` fields that name no choices themselves. A
    phone takes them along, so they say nothing of a person; a site that it leaves out does not offer the
    form. `permission` is what a worker needs to fill it in. `undo` takes back what `save` stored under a uid,
    for a slip that was noticed at once; it tells whether there was such a thing. Without it somebody looks.
    `slip` says that a code is taken along.
    """

    slug: str
    title: Words
    fields: tuple[Field, ...]
    save: Callable[[Filled, Actor], None]
    permission: str
    answers: Callable[[Actor, Sequence[int]], Mapping[int, Answers]] | None = None
    undo: Callable[[UUID, Actor], bool] | None = None
    help: Words = ""
    slip: Slip | None = None
    offline: bool = True
    order: int = 50
    icon: str = "plus"

    def at(self, answers: Answers) -> tuple[Field, ...]:
        """Return the fields with what may be chosen at one site filled in."""
        return tuple(
            replace(each, choices=tuple(answers[each.name]))
            if isinstance(each, Choice | Counts) and each.name in answers
            else each
            for each in self.fields
        )
