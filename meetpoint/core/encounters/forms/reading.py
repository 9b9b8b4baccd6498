"""Reading an entry from what a page posted: names of inputs, times of the place, codes of people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.errors import EncounterRefused
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import kept_record
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import is_uuid7, uuid7
from meetpoint.lib.numbers import LONGEST, whole_number

ITEM, FORM = "item-", "form."
ANONYMOUS, CODE, KNOWN, COUNT = "anonymous", "code", "known", "count"
_MOST = 10**LONGEST - 1
_NO_ITEM = -1
_OWN_NAMES = {"participant": "code", "encounter.participant": "code"}


@dataclass(slots=True)
class Typed:
    """What one page posted, taken apart by the names of its inputs."""

    items: dict[int, int] = field(default_factory=dict)
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    rest: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def number(self, name: str, default: int) -> int:
        """Return a whole number, noting a problem when it is none."""
        text = self.rest.get(name, "")
        number = self.read(name, text) if text else default
        return default if number is None else number

    def read(self, name: str, text: str) -> int | None:
        """Return the whole number that was typed, or None, noting a problem, when it is none."""
        number = whole_number(text, most=_MOST)
        if number is None:
            self.problems[name] = _("Write a whole number, such as 12.")
        return number


def take_apart(post: QueryDict) -> Typed:
    """Sort what was posted into items, form answers and the rest; empty answers are left out."""
    typed = Typed()
    for name, values in post.lists():
        text = values[-1].strip() if values else ""
        if not text and len(values) < 2:
            continue
        if name.startswith(ITEM):
            _take_item(typed, name, text)
        elif name.startswith(FORM):
            slug, _dot, answer = name[len(FORM) :].partition(".")
            said = values if answer in many_answers(slug) else text
            typed.sections.setdefault(slug, {})[answer] = said
        else:
            typed.rest[name] = text
    return typed


def _take_item(typed: Typed, name: str, text: str) -> None:
    quantity = typed.read(name, text)
    if quantity:
        item_id = whole_number(name[len(ITEM) :], most=_MOST)
        typed.items[_NO_ITEM if item_id is None else item_id] = quantity


@cache
def many_answers(slug: str) -> frozenset[str]:
    """Return the names of a form's fields that take several answers."""
    form = registry().forms.get(slug)
    return frozenset(f.name for f in form.fields if f.kind == "choices") if form else frozenset()


def read_entry(post: QueryDict, *, by: Actor, site_id: int, zone: ZoneInfo) -> NewEncounter:
    """Return the entry that a page posted. Raises EncounterRefused with all that could not be read."""
    typed = take_apart(post)
    who = typed.rest.get("who", ANONYMOUS)
    counting = who == COUNT
    entry = {
        "uid": _uid(typed),
        "site_id": typed.number("site", site_id),
        "occurred_at": _moment(typed, zone),
        "participant_id": _participant_id(typed, who, by),
        "items": typed.items,
        "sections": typed.sections,
        "place_type": typed.rest.get("place_type", ""),
        "for_others": 0 if counting else typed.number("for_others", 0),
        "people": typed.number("people", 1) if counting else 1,
        "count_only": counting,
        "note": typed.rest.get("note", ""),
    }
    if typed.problems:
        raise EncounterRefused(typed.problems)
    return NewEncounter(**entry)  # type: ignore[arg-type]


def _uid(typed: Typed) -> UUID:
    """Return the page's identifier; a missing or odd one is replaced by a fresh one."""
    try:
        uid = UUID(typed.rest.get("uid", ""))
    except ValueError:
        return uuid7()
    return uid if is_uuid7(uid) else uuid7()


def _moment(typed: Typed, zone: ZoneInfo) -> datetime:
    text = typed.rest.get("occurred_at", "")
    if not text:
        return clock.now()
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        typed.problems["occurred_at"] = _("Write a date and time, such as 2026-03-14 21:30.")
        return clock.now()


def _participant_id(typed: Typed, who: str, by: Actor) -> int | None:
    if who == KNOWN:
        return _known_participant(typed, by)
    if who != CODE:
        return None
    text = typed.rest.get("code", "")
    try:
        found = find_within_tries(by, text) if text else None
    except DomainError as problem:
        typed.problems["participant"] = str(problem)
        return None
    if found is None:
        typed.problems["participant"] = (
            _("Nobody here has this code. Check it, or choose Anonymous.")
            if text
            else _("Type or scan the code, or choose Anonymous.")
        )
        return None
    return found.pk


def _known_participant(typed: Typed, by: Actor) -> int | None:
    found = participant_of(by, typed.rest.get("participant", ""))
    if found is None:
        typed.problems["participant"] = _("This person is gone. Choose Anonymous or type a code.")
    return found.pk if found else None


def participant_of(by: Actor, uid: str) -> Participant | None:
    """Return the participant with this identifier, following joined records, or None."""
    try:
        wanted = UUID(uid)
    except ValueError:
        return None
    found = Participant.objects.of(by).filter(uid=wanted, erased_at=None).first()
    return kept_record(by, found) if found else None


def input_name(key: str) -> str:
    """Return the name of the input that a problem's key is about (`visit.minutes` → `form.visit.minutes`)."""
    if key in _OWN_NAMES:
        return _OWN_NAMES[key]
    if key.startswith("encounter."):
        return key.removeprefix("encounter.")
    return _policy_inputs().get(key, f"{FORM}{key}" if "." in key else key)


def by_input(problems: Mapping[str, str]) -> dict[str, str]:
    """Return problems by the name of the input that each is about."""
    return {input_name(key): message for key, message in problems.items()}


@cache
def _policy_inputs() -> Mapping[str, str]:
    fields = ((form.slug, f) for form in registry().forms.values() for f in form.fields)
    return {f.policy: f"{FORM}{slug}.{f.name}" for slug, f in fields if f.policy}
