"""One month of one room, as Health Canada's form and OnPoint's sheet ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving import client
from meetpoint.core.modules.registry import registry
from meetpoint.core.people.demographics import GENDER
from meetpoint.services.supervised_consumption.facts.indicators import INDICATORS, PREFIX
from meetpoint.services.supervised_consumption.models import EventType, Room, Route, Substance

SMALL = 10
"""Health Canada does not publish numbers under ten (health-infobase.canada.ca, notes)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the month. `value` is None where nothing can be told; `note` says what it is not."""

    code: str
    label: str
    value: Any
    unit: str
    note: str = ""

    @property
    def is_small(self) -> bool:
        return isinstance(self.value, int) and 0 < self.value < SMALL


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    title: str
    rows: Sequence[Row]


GROUPED = (
    ("substances", "substance", Substance.choices),
    ("substances", "route", Route.choices),
    ("emergencies", "what", EventType.choices),
    ("unique_people", "gender", GENDER),
    ("unique_people", "age_band", ()),
)


def month_of_room(room: Room, first: date) -> list[Group]:
    """Return the month's lines, all from one state of the facts. People are of this room and month alone.

    Raises AnalysisUnavailable when no worker answers.
    """
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    about: dict[str, Any] = {
        "organisation_id": room.organisation_id,
        "first": first,
        "last": last,
        "site_ids": (room.site_id,),
    }
    questions = [Question(codes=tuple(one.code for one in INDICATORS), **about)]
    questions += [Question(codes=(f"{PREFIX}.{code}",), by=(by,), **about) for code, by, _labels in GROUPED]
    whole, *parts = client.ask_all(questions)
    groups = [Group(_("The month"), [_row(answer) for answer in whole])]
    titles = (
        _("By substance"),
        _("By way of using"),
        _("By kind of emergency"),
        _("People by gender"),
        _("People by age"),
    )
    for title, (_code, by, labels), (answer,) in zip(titles, GROUPED, parts, strict=True):
        groups.append(Group(title, _broken_down(answer, by, dict(labels))))
    return groups


def _row(answer: dict[str, Any]) -> Row:
    indicator = registry().indicators[answer["code"]]
    value = answer["rows"][0]["value"] if answer["rows"] else None
    without = answer["contacts_without_code"]
    note = ""
    if answer["code"] == f"{PREFIX}.unique_people":
        note = _("%(number)d visits without a code are not in it. Months cannot be added.") % {
            "number": without or 0
        }
    return Row(answer["code"], str(indicator.title), _tidy(value), str(indicator.unit), note)


def _broken_down(answer: dict[str, Any], by: str, labels: dict[str, Any]) -> list[Row]:
    indicator = registry().indicators[answer["code"]]
    rows = []
    for one in answer["rows"]:
        word = one[by]
        if not one["value"]:
            continue
        label = str(labels.get(word, word)) if word else _("Not said")
        rows.append(Row(f"{answer['code']}:{word or ''}", label, _tidy(one["value"]), str(indicator.unit)))
    return rows


def _tidy(value: Any) -> Any:
    return (
        round(value, 1)
        if isinstance(value, float) and not value.is_integer()
        else int(value)
        if isinstance(value, float)
        else value
    )
