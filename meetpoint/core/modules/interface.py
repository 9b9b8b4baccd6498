"""What a module declares about itself. Frozen, keyword-only; `registry.py` collects them at start-up.

A core package or a service has one `module.py` with `MODULE = Module(...)`. Menus, the Log screen, the
privacy plan, charts, the month's sheet and the demo are built from these declarations, so that adding
a service touches its own folder and one line of the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from meetpoint.core.modules.facts import FactTable
from meetpoint.core.modules.fields import Field, Words
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.measures import Measure
from meetpoint.core.modules.planning_inputs import PlanningInput
from meetpoint.core.modules.quality import QualityCheck

if TYPE_CHECKING:
    from random import Random

    from meetpoint.core.tenancy.actor import Actor


class Role(StrEnum):
    """The staff roles; what each may do is the sum of the permissions that name it."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    WORKER = "worker"
    PEER_WORKER = "peer_worker"
    CLINICIAN = "clinician"
    ANALYST = "analyst"
    READ_ONLY = "read_only"


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One named right, `area:noun:verb`, with the roles that hold it unless an organisation changes that.

    An administrator holds every permission; `roles` names the others.
    """

    name: str
    description: Words
    roles: frozenset[Role] = frozenset()


# --- what is kept about people ------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Why one column exists and how long it stays. `personal` columns must be reached by `erase`."""

    why: str
    until: str
    personal: bool = False


@dataclass(frozen=True, kw_only=True)
class PrivacyPlan:
    """Everything a module stores, column by column, and how one participant's part is given or erased.

    `columns` maps a model label (`"people.Participant"`) to its columns; the primary key and
    `organisation` need no entry. `export` returns plain values for one participant; `erase` removes
    or blanks every personal column for them, in the caller's transaction. `retain` runs daily and
    returns how many rows it removed. Modules without personal columns leave the three functions out.
    """

    columns: Mapping[str, Mapping[str, Kept]]
    export: Callable[[Actor, int], Mapping[str, Any]] | None = None
    erase: Callable[[Actor, int], None] | None = None
    retain: Callable[[Actor, date], int] | None = None


# --- supplies ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SupplyKind:
    """A category of supplies that a module brings: `syringes`, `naloxone`, `test_strips`…

    `counts_as_syringe` marks complete sets only; loose needles and barrels are kinds of their own and
    are never added to them (UNAIDS GAM caveat). `order` places the kind on the Log screen.
    """

    slug: str
    label: Words
    order: int = 50
    counts_as_syringe: bool = False
    counts_as_naloxone: bool = False


@dataclass(frozen=True, kw_only=True)
class StarterItem:
    """A catalogue entry that a new organisation begins with, and may change or switch off."""

    slug: str
    kind: str
    name: str
    name_es: str
    unit: str = "piece"
    units_per_pack: int = 1
    doses_per_unit: int = 0
    syringes_per_unit: int = 0
    presets: tuple[int, ...] = (1,)
    on_log: bool = False
    order: int = 50
    contents: tuple[tuple[str, int], ...] = ()


# --- encounters -------------------------------------------------------------------------------


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
    `before_save` is called with a participant's id (or None) and the values before that transaction opens;
    it refuses by raising a DomainError, and what it writes stays also when it refuses.
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
    before_save: Callable[[int | None, Mapping[str, Any], Actor], None] | None = None


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


# --- reading --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayFigure:
    """An amount that adds up over days and sites."""

    site_id: int
    day: date
    amount: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """An additive count that boards, charts and the month's sheet show.

    `by_day(organisation_id, first, last)` gives the amounts of a span of local dates, both ends
    included, voided encounters left out. `estimated` marks figures that include estimates.
    `group` is the heading under which the month's sheet prints it.
    """

    slug: str
    label: Words
    group: Words
    definition: Words
    by_day: Callable[[int, date, date], Iterable[DayFigure]]
    order: int = 50
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line on a participant's timeline."""

    at: datetime
    title: Words
    detail: Words
    site_id: int | None
    url: str = ""
    icon: str = "dot"
    uid: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class TimelineSource:
    """Gives a participant's entries before a moment, newest first, at most `limit` of them.

    `read(actor, participant_id, before, limit)`; a viewer without `permission` never sees the source.
    """

    slug: str
    label: Words
    permission: str
    read: Callable[[Actor, int, datetime, int], Sequence[TimelineEntry]]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A place in the staff navigation. `url_name` is reversed without arguments.

    `group` is main, more or settings; pages of the group `supplies` are listed on the page Supplies.
    """

    label: Words
    url_name: str
    permission: str
    icon: str
    group: str = "more"
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One sentence on the Today board, with a link to act on it."""

    text: Words
    url: str
    urgency: str = "note"  # note | soon | now
    icon: str = "bell"


@dataclass(frozen=True, kw_only=True)
class NoticeSource:
    """Says what needs somebody at a site today. `read(actor, site_id, today)`."""

    permission: str
    read: Callable[[Actor, int, date], Iterable[Notice]]
    order: int = 50


# --- settings ---------------------------------------------------------------------------------


class OptionType(StrEnum):
    """What an option's value is, and so how it is typed in and read."""

    COUNT = "count"
    AMOUNT = "amount"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Option:
    """A clinical, legal or product value that an organisation, or its place, may set; read it with
    `core.organisations.options.option_value`.

    `name` is `<module>.<what_with_unit>`. `default` is typed as `type` says (a `Decimal` for an amount) and
    needs a `source`. None means that no default may ship: `help` then says what stays off until somebody
    enters a value under their name.
    """

    name: str
    label: Words
    help: Words
    type: OptionType
    default: int | Decimal | str | bool | None = None
    source: str = ""
    unit: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()


# --- running ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Process:
    """A process that the supervisor keeps alive: `meetpoint <arguments>`."""

    slug: str
    arguments: tuple[str, ...]
    enabled: Callable[[], bool] = lambda: True


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A function that runs for every organisation once in each period."""

    slug: str
    every_minutes: int
    run: Callable[[Actor], None]


class DemoContact(Protocol):
    """A made-up contact, for which the demo asks each module what else was said.

    `kinds` counts units handed out by supply kind; `heavy` marks people who come often and take much.
    """

    @property
    def kinds(self) -> Mapping[str, int]: ...
    @property
    def local_date(self) -> date: ...
    @property
    def participant_id(self) -> int | None: ...
    @property
    def heavy(self) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A module's part of the demo.

    `sections(random, contact)` may add form values to one made-up encounter: it returns form slug →
    values. `after(actor, random)` runs once, when all encounters are in, for records of its own.
    """

    sections: Callable[[Random, DemoContact], Mapping[str, Mapping[str, Any]]] | None = None
    after: Callable[[Actor, Random], None] | None = None
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Module:
    """Everything that Meetpoint knows about one core package or one service.

    `slug` is unique; `urls` is the dotted path of a URL module, mounted at `<slug>/` unless `mount`
    says otherwise; `summary` is shown to the public. `part2` marks programmes under 42 CFR Part 2.
    `warn` gives sentences about a draft contact, which the Log screen shows; nothing is ever blocked.
    `on_lots` is called with the ids of lots that came in, were packed or got another number, inside that
    transaction, and gives sentences for whoever did it.
    `on_people` is called with the ids of participants whose records were joined, separated or told otherwise,
    inside that transaction, so that what was worked out from them is worked out again.
    `policy_fields` names the fields, other than those of its forms, that a place may forbid or ask for.
    `audit_words` says each of its audit actions plainly: `"encounter.recorded"` → "recorded an encounter".
    `quality` are the checks of its records that the page of data quality runs.
    `documents` says plainly what it lets leave, by the word that the accounting of disclosures keeps.
    `api` is the dotted path of a package with a `router` of the REST API, loaded when the first program
    asks; `api_scopes` names the permissions that a token may hold because of it, and no other may.
    """

    slug: str
    name: Words
    privacy: PrivacyPlan
    summary: Words = ""
    is_service: bool = False
    part2: bool = False
    permissions: tuple[Permission, ...] = ()
    forms: tuple[EncounterForm, ...] = ()
    supply_kinds: tuple[SupplyKind, ...] = ()
    starter_items: tuple[StarterItem, ...] = ()
    import_columns: tuple[ImportColumn, ...] = ()
    figures: tuple[Figure, ...] = ()
    measures: tuple[Measure, ...] = ()
    facts: tuple[FactTable, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    planning_inputs: tuple[PlanningInput, ...] = ()
    quality: tuple[QualityCheck, ...] = ()
    timeline: tuple[TimelineSource, ...] = ()
    pages: tuple[Page, ...] = ()
    notices: tuple[NoticeSource, ...] = ()
    processes: tuple[Process, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    policy_fields: Mapping[str, Words] | None = None
    options: tuple[Option, ...] = ()
    audit_words: Mapping[str, Words] | None = None
    documents: Mapping[str, Words] | None = None
    warn: Callable[[Actor, Draft], Iterable[str | Remark]] | None = None
    on_lots: Callable[[Actor, Sequence[int]], Iterable[str]] | None = None
    on_people: Callable[[Actor, Sequence[int]], None] | None = None
    demo: Demo | None = None
    urls: str = ""
    mount: str | None = None
    api: str = ""
    api_scopes: tuple[str, ...] = ()
