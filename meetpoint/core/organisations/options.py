"""Clinical, legal and product values by name: the organisation's own, its place's, or the shipped default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Amount, Choice, Count, Field, ShortText
from meetpoint.core.modules.interface import Option, OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Setting
from meetpoint.core.organisations.packs import Confidence, PackOption
from meetpoint.core.organisations.policy import pack_of, version_and_day

Value = int | Decimal | str | bool | None

YES, NO = "yes", "no"


class Origin(StrEnum):
    """Where a value comes from."""

    OWN = "own"
    PLACE = "place"
    DEFAULT = "default"
    NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True, slots=True)
class OptionInForce:
    """An option's value on a day, and on what ground; `value` is None when nobody has set it."""

    option: Option
    value: Value
    origin: Origin
    source: str = ""
    effective_from: date | None = None
    verified_on: date | None = None
    verified_by: str = ""


def option_value(organisation_id: int, name: str, on: date | None = None) -> Value:
    """Return the value in force, typed as the option declares; None means: not set, so what needs it is off.

    `on` is a local date, today by default. Costs one small query, as `policy_for` does. Raises KeyError
    for a name that no module declares, LookupError for an unknown organisation.
    """
    return option_in_force(organisation_id, name, on).value


def option_in_force(organisation_id: int, name: str, on: date | None = None) -> OptionInForce:
    """Return an option's value with its source; see option_value."""
    option = registry().options[name]
    version, today = version_and_day(organisation_id)
    return _in_force(option, _load(organisation_id, version), on or today)


def options_in_force(organisation_id: int) -> list[OptionInForce]:
    """Return every declared option as it stands today, in the order of the modules."""
    version, today = version_and_day(organisation_id)
    layers = _load(organisation_id, version)
    return [_in_force(option, layers, today) for option in registry().options.values()]


def shipped(option: Option) -> OptionInForce:
    """Return what ships with an option: its default with its source, or nothing."""
    origin = Origin.NOWHERE if option.default is None else Origin.DEFAULT
    return OptionInForce(option=option, value=option.default, origin=origin, source=option.source)


def field_of(option: Option) -> Field:
    """Return the form field that reads this option's value."""
    match option.type:
        case OptionType.COUNT:
            return Count(name="value", label=option.label, help=option.help)
        case OptionType.AMOUNT:
            return Amount(name="value", label=option.label, help=option.help, unit=option.unit)
        case OptionType.TEXT:
            return ShortText(name="value", label=option.label, help=option.help, max_length=400)
    choices = ((YES, _("Yes")), (NO, _("No"))) if option.type == OptionType.YES_NO else option.choices
    return Choice(name="value", label=option.label, help=option.help, choices=choices)


def read_value(option: Option, text: str) -> Value:
    """Return what was typed as the option's own type, None for nothing. Raises FieldError."""
    value: Value = field_of(option).read(text)
    return value == YES if option.type == OptionType.YES_NO and value is not None else value


def written(option: Option, value: Value) -> str:
    """Return a value as `read_value` reads it."""
    if option.type == OptionType.YES_NO and value is not None:
        return YES if value else NO
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _Layers:
    """An organisation's own values, newest first, and those of its place, by name."""

    own: Mapping[str, Sequence[OptionInForce]]
    place: Mapping[str, OptionInForce]


@lru_cache(maxsize=128)
def _load(organisation_id: int, version: int) -> _Layers:
    own: dict[str, list[OptionInForce]] = {}
    for row in Setting.objects.of(organisation_id).order_by("name", "-effective_from"):
        if row.name in registry().options:
            own.setdefault(row.name, []).append(_own(row))
    pack = pack_of(organisation_id)
    given = pack.options if pack else ()
    return _Layers(own, {row.name: _placed(row) for row in given if row.confidence == Confidence.VERIFIED})


def _in_force(option: Option, layers: _Layers, day: date) -> OptionInForce:
    own = next((row for row in layers.own.get(option.name, ()) if _has_begun(row, day)), None)
    if own is not None and own.value is not None:
        return own
    place = layers.place.get(option.name)
    return place if place is not None and _has_begun(place, day) else shipped(option)


def _own(row: Setting) -> OptionInForce:
    option = registry().options[row.name]
    return OptionInForce(
        option=option,
        value=read_value(option, row.value),
        origin=Origin.OWN,
        source=row.source,
        effective_from=row.effective_from,
        verified_on=row.verified_on,
        verified_by=row.verified_by,
    )


def _placed(given: PackOption) -> OptionInForce:
    option = registry().options[given.name]
    return OptionInForce(
        option=option,
        value=read_value(option, given.value),
        origin=Origin.PLACE,
        source=given.source,
        effective_from=given.effective_from,
        verified_on=given.verified_on,
    )


def _has_begun(row: OptionInForce, day: date) -> bool:
    return row.effective_from is None or row.effective_from <= day
