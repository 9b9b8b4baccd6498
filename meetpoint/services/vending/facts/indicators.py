"""What can be told about machines: items, naloxone, attempts, stock-outs, uptime."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import PLACES
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import DataSource, Indicator, Number, Parts
from meetpoint.services.vending.models import Result

OWN_WORDS = "Meetpoint’s own definition; no source publishes one"
FAILURES = (Result.JAM.value, Result.EMPTY.value, Result.FAILED.value)
_MINUTES, _SILENT = "vending.minutes_in_use", "vending.minutes_silent"
_HELD, _EMPTY = "vending.slot_minutes", "vending.slot_minutes_empty"


def uptime(parts: Parts) -> Number | None:
    """Return percent of the minutes in use in which a machine was heard from."""
    minutes = parts.of[_MINUTES]
    return 100 * (minutes - parts.of[_SILENT]) / minutes if minutes else None


def stockout_rate(parts: Parts) -> Number | None:
    """Return percent of slot-hours in which a slot was empty."""
    return 100 * parts.of[_EMPTY] / parts.of[_HELD] if parts.of[_HELD] else None


def _of_days(
    code: str, column: str, title: Words, definition: Words, figures: tuple[str, ...] = ()
) -> Indicator:
    return Indicator(
        code=code,
        title=title,
        definition=definition,
        unit=_("minutes"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="machine_days",
        value=lambda days: getattr(days, column).sum(),
        breakdowns=PLACES,
        reference=OWN_WORDS,
        figures=figures,
    )


_GIVEN = (
    Indicator(
        code="vending.items",
        title=_("Items handed out by machines"),
        definition=_(
            "Units that vending machines and cabinets handed out."
            " A cabinet that was opened counts as one unit."
        ),
        unit=_("units"),
        source=DataSource.ENCOUNTER,
        additive=True,
        estimated=True,
        table="vends",
        value=lambda vends: vends.quantity.sum(),
        breakdowns=(*PLACES, "kind", "access"),
        reference=OWN_WORDS,
        figures=("vending_items",),
    ),
    Indicator(
        code="vending.naloxone_doses",
        title=_("Naloxone doses from machines"),
        definition=_(
            "Doses handed out by machines, free of charge. They are part of all naloxone doses, too."
        ),
        unit=_("doses"),
        source=DataSource.ENCOUNTER,
        additive=True,
        estimated=True,
        table="vends",
        value=lambda vends: vends.doses.sum(),
        breakdowns=(*PLACES, "access"),
        reference=OWN_WORDS,
        figures=("vending_naloxone_doses",),
    ),
    Indicator(
        code="vending.over_limit",
        title=_("Vends beyond a limit"),
        definition=_(
            "Vends that a machine let through because it had not yet heard of those at another. Nothing"
            " follows from them; they tell how well machines keep one another informed."
        ),
        unit=_("vends"),
        source=DataSource.ENCOUNTER,
        additive=True,
        table="vends",
        value=lambda vends: vends.count(where=vends.over_limit),
        breakdowns=PLACES,
        reference=OWN_WORDS,
    ),
)

_ATTEMPTS = (
    Indicator(
        code="vending.not_given",
        title=_("Vends that failed"),
        definition=_("Attempts at a machine that ended in a jam, an empty slot or another fault."),
        unit=_("attempts"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="vend_attempts",
        value=lambda attempts: attempts.count(where=attempts.result.isin(FAILURES)),
        breakdowns=(*PLACES, "result"),
        reference=OWN_WORDS,
        figures=("vending_not_given",),
    ),
    Indicator(
        code="vending.limited",
        title=_("Vends kept back by a limit"),
        definition=_("Attempts that a machine refused because a personal code had reached its limit."),
        unit=_("attempts"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="vend_attempts",
        value=lambda attempts: attempts.count(where=attempts.result == Result.LIMIT.value),
        breakdowns=PLACES,
        reference=OWN_WORDS,
        figures=("vending_limited",),
    ),
)

_DAYS = (
    _of_days(
        _MINUTES,
        "minutes",
        _("Minutes of machines in use"),
        _("From when a machine is added until it is retired."),
    ),
    _of_days(
        _SILENT,
        "minutes_silent",
        _("Minutes without word from a machine"),
        _("Minutes in which a machine in use was not heard from. It may have worked all the same."),
        ("vending_minutes_silent",),
    ),
    _of_days(
        _HELD, "slot_minutes", _("Minutes of slots in use"), _("Minutes in use, of all slots together.")
    ),
    _of_days(
        _EMPTY,
        "slot_minutes_empty",
        _("Minutes of empty slots"),
        _("Minutes in which slots were empty, of all slots together."),
    ),
    Indicator(
        code="vending.slot_days_empty",
        title=_("Slot-days out of stock"),
        definition=_("For each day, how many slots were empty at some time of it, all machines together."),
        unit=_("slot-days"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="machine_days",
        value=lambda days: days.slots_empty.sum(),
        breakdowns=PLACES,
        reference=OWN_WORDS,
        figures=("vending_slot_days_empty",),
    ),
    Indicator(
        code="vending.uptime",
        title=_("Uptime of machines"),
        definition=_("Of the time in which machines were in use, how much they were heard from."),
        unit=_("percent"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=(_MINUTES, _SILENT),
        combine=uptime,
        reference=OWN_WORDS,
    ),
    Indicator(
        code="vending.stockout_rate",
        title=_("Time out of stock"),
        definition=_("Of the time in which slots were in use, how much they were empty, all slots alike."),
        unit=_("percent"),
        source=DataSource.PROGRAMME,
        additive=False,
        of=(_HELD, _EMPTY),
        combine=stockout_rate,
        reference=OWN_WORDS,
    ),
)

INDICATORS = (*_GIVEN, *_ATTEMPTS, *_DAYS)
