"""What a module declares about itself. Frozen, keyword-only; `registry.py` collects them at start-up.

A core package or a service has one `module.py` with `MODULE = Module(...)`. Menus, the Log screen, the
privacy plan, charts, the month's sheet and the demo are built from these declarations, so that adding
a service touches its own folder and one line of the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from meetpoint.core.modules.facts import FactTable
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.forms import Draft, EncounterForm, ImportColumn, Remark, StandaloneForm
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.links import Linkable
from meetpoint.core.modules.pages import NoticeSource, Page, PersonPlace, TimelineSource
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


# --- figures --------------------------------------------------------------------------------


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
    `standalone_forms` are forms of their own, which are not part of a contact.
    `on_people` is called with the ids of participants whose records were joined, separated or told otherwise,
    inside that transaction, so that what was worked out from them is worked out again.
    `on_corrected` is called with the ids of an encounter that was corrected and of the one in its place,
    inside that transaction, for records that stand on a contact and are no answers in it; raising refuses it.
    `policy_fields` names the fields, other than those of its forms, that a place may forbid or ask for.
    `audit_words` says each of its audit actions plainly: `"encounter.recorded"` → "recorded an encounter".
    `recounts` names those of them after which days that are over may be counted otherwise.
    `quality` are the checks of its records that the page of data quality runs.
    `documents` says plainly what it lets leave, by the word that the accounting of disclosures keeps.
    `api` is the dotted path of a package with a `router` of the REST API, loaded when the first program
    asks; `api_scopes` names the permissions that a token may hold because of it, and no other may.
    `linkable` says how other services may point at its records.
    """

    slug: str
    name: Words
    privacy: PrivacyPlan
    summary: Words = ""
    is_service: bool = False
    part2: bool = False
    permissions: tuple[Permission, ...] = ()
    forms: tuple[EncounterForm, ...] = ()
    standalone_forms: tuple[StandaloneForm, ...] = ()
    supply_kinds: tuple[SupplyKind, ...] = ()
    starter_items: tuple[StarterItem, ...] = ()
    import_columns: tuple[ImportColumn, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: tuple[FactTable, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    planning_inputs: tuple[PlanningInput, ...] = ()
    quality: tuple[QualityCheck, ...] = ()
    timeline: tuple[TimelineSource, ...] = ()
    pages: tuple[Page, ...] = ()
    person_places: tuple[PersonPlace, ...] = ()
    notices: tuple[NoticeSource, ...] = ()
    processes: tuple[Process, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    policy_fields: Mapping[str, Words] | None = None
    options: tuple[Option, ...] = ()
    audit_words: Mapping[str, Words] | None = None
    recounts: tuple[str, ...] = ()
    documents: Mapping[str, Words] | None = None
    warn: Callable[[Actor, Draft], Iterable[str | Remark]] | None = None
    on_lots: Callable[[Actor, Sequence[int]], Iterable[str]] | None = None
    on_people: Callable[[Actor, Sequence[int]], None] | None = None
    on_corrected: Callable[[Actor, int, int], None] | None = None
    demo: Demo | None = None
    urls: str = ""
    mount: str | None = None
    api: str = ""
    api_scopes: tuple[str, ...] = ()
    linkable: Linkable | None = None
