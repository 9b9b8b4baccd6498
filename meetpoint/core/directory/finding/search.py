"""The search over the directory: conditions looked up in one table of words, and hours in one of minutes.

Both databases answer alike, without extensions. What fits few entries is found by its words and then sorted;
what fits many is walked in the order of names until a page is full. Which of the two it is takes one count of
each condition, cut off early, and one look at those that fit all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import CharField, Exists, Lookup, OuterRef, Q, QuerySet

from meetpoint.core.directory.finding.weeks import DAY, WEEK
from meetpoint.core.directory.finding.words import CODE, LONGEST, PLACE, words_in
from meetpoint.core.directory.models import DirectoryEntry, EntryWord, OpenSpan
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor

MANY = 2_000
"""From so many entries on, walking in the order of names is quicker than sorting (measured at 50,000)."""
COUNTED = 6_000
"""As far as rows are counted; of conditions that more rows fit, any will do to begin with."""
MOST_WORDS = 8


@CharField.register_lookup
class Begins(Lookup):
    """Words that begin so, in a form for which each database uses its index. For folded words only."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        begin = str(self.rhs)
        if connection.vendor == "sqlite":
            return f"({column} >= %s AND {column} < %s)", [*parameters, begin, *parameters, begin + "\x7f"]
        return f"{column} LIKE %s", [*parameters, begin + "%"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What somebody looks for. Words and places may be begun only; codes are as `finding.facets` has them."""

    words: str = ""
    place: str = ""
    kind: str = ""
    codes: tuple[str, ...] = ()
    open_at: datetime | None = None
    stale_before: date | None = None


@dataclass(frozen=True)
class _Condition:
    """Rows of a table beside entries; an entry fits that has one of them."""

    model: Any
    condition: Q

    def rows(self, actor: Actor) -> QuerySet[Any]:
        return self.model.objects.of(actor).filter(self.condition)  # type: ignore[no-any-return] # a model of any kind

    def beside(self, entry: str) -> Exists:
        """Tell that an entry has such a row. Its own scope would draw the databases to the wrong index."""
        return Exists(self.model.objects.filter(self.condition, entry=OuterRef(entry)))

    def also(self, actor: Actor) -> Exists:
        """Tell of a row that its entry has such a row, too: many at once.

        PostgreSQL walks two lists side by side where both are of one organisation, a tenth of the time.
        """
        if connection.vendor == "sqlite":
            return self.beside("entry")
        return Exists(self.rows(actor).filter(entry=OuterRef("entry")))


def search(actor: Actor, sought: Sought) -> QuerySet[DirectoryEntry]:
    """Return the entries in use that fit everything: up to three queries now, and one when they are read."""
    entries = DirectoryEntry.objects.of(actor).filter(in_use=True)
    if sought.kind:
        entries = entries.filter(kind=sought.kind)
    if sought.stale_before is not None:
        entries = entries.filter(Q(checked_on=None) | Q(checked_on__lt=sought.stale_before))
    conditions = _conditions(actor, sought)
    if not conditions:
        return entries
    few = _few(actor, conditions)
    if few is not None:
        return entries.filter(pk__in=few)
    for condition in conditions:
        entries = entries.filter(condition.beside("pk"))
    return entries


def _conditions(actor: Actor, sought: Sought) -> list[_Condition]:
    words = [(word, 1) for word in words_in(sought.words)][:MOST_WORDS]
    words += [(f"{PLACE}{word}"[:LONGEST], 2) for word in words_in(sought.place)][:MOST_WORDS]
    found = [
        _Condition(EntryWord, Q(word__begins=word) if len(word) > shortest else Q(word=word))
        for word, shortest in words
    ]
    found += [_Condition(EntryWord, Q(word=f"{CODE}{code.casefold()}"[:LONGEST])) for code in sought.codes]
    if sought.open_at is not None:
        found.append(_Condition(OpenSpan, _open(actor, sought.open_at)))
    return found


def _open(actor: Actor, moment: datetime) -> Q:
    """Return the spans that hold a moment on the programme's clock, those that began last week included."""
    zone = Organisation.objects.filter(pk=actor.organisation_id).values_list("time_zone", flat=True).get()
    here = moment.astimezone(ZoneInfo(zone))
    minute = here.weekday() * DAY + here.hour * 60 + here.minute
    today = here.date()
    holds = Q(opens__gt=minute - DAY, opens__lte=minute, closes__gt=minute)
    if minute < DAY:  # what began on Sunday may go on; nothing lasts longer than a day
        late = minute + WEEK
        holds |= Q(opens__gt=late - DAY, closes__gt=late)
    return holds & Q(valid_from__lte=today, valid_to__gte=today)


def _few(actor: Actor, conditions: list[_Condition]) -> list[int] | None:
    """Return the keys of all entries that fit, or None when they are too many to be sorted quickly."""
    rarest = conditions[0]
    if len(conditions) > 1:
        counts = _counts(actor, conditions)
        rarest = conditions[counts.index(min(counts))]
    rows = rarest.rows(actor)
    for condition in conditions:
        if condition is not rarest:
            rows = rows.filter(condition.also(actor))
    found = list(rows.order_by().values_list("entry_id", flat=True)[: MANY + 1])
    return None if len(found) > MANY else list(set(found))


def _counts(actor: Actor, conditions: list[_Condition]) -> list[int]:
    """Return how many rows fit each condition, counted no further than what makes a difference."""
    parts: list[str] = []
    parameters: list[Any] = []
    for condition in conditions:
        rows = condition.rows(actor).order_by().values("entry_id")[:COUNTED]
        sql, given = rows.query.sql_with_params()
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 - put together by the ORM
        parameters += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return list(cursor.fetchone())
