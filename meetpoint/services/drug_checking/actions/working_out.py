"""Working out, from the tests of a sample, what it was checked for, what was seen in it, and whether that
fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.rows import insert_rows
from meetpoint.services.drug_checking.models import (
    Abundance,
    Analysis,
    Check,
    Finding,
    Level,
    Match,
    Method,
    Outcome,
    Sample,
    Seen,
    words_in,
)
from meetpoint.services.drug_checking.rules import checks_of
from meetpoint.services.drug_checking.vocabulary.expected import unexpected

AT_A_TIME = 900
"""SQLite takes that many parameters in one statement on every version that is still about."""

UNLISTED = ""


@dataclass(slots=True)
class _Tested:
    """The tests of one sample: method, target, outcome and findings, by analysis; and substances, by
    level.
    """

    tests: dict[int, tuple[str, str, str, list[str]]] = field(default_factory=dict)
    seen: dict[tuple[str, str], bool] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)


def work_out(sample_ids: Sequence[int], by: Actor) -> None:
    """Put `Check`, `Seen` and the matches of some samples in line with their standing tests.

    Runs inside the caller's transaction. Samples that were voided lose theirs.
    """
    touched: set[tuple[str, str]] = set()
    for start in range(0, len(sample_ids), AT_A_TIME):
        touched |= _work_out(sample_ids[start : start + AT_A_TIME], by)
    _mark_first(touched, by)


def _work_out(ids: Sequence[int], by: Actor) -> set[tuple[str, str]]:
    before = Seen.objects.of(by).filter(sample_id__in=ids)
    touched = set(before.values_list("substance", "level"))
    before.delete()
    Check.objects.of(by).filter(sample_id__in=ids).delete()
    samples = dict(Sample.objects.of(by).filter(pk__in=ids, voided_at=None).values_list("pk", "expected"))
    tested = _tested(samples, by)
    _insert(tested, by)
    _match(samples, tested, by)
    return touched | {key for one in tested.values() for key in one.seen}


def _tested(sample_ids: Iterable[int], by: Actor) -> dict[int, _Tested]:
    found: dict[int, _Tested] = defaultdict(_Tested)
    standing = Analysis.objects.of(by).filter(sample_id__in=list(sample_ids), voided_at=None)
    of_analysis: dict[int, tuple[int, str]] = {}
    for pk, sample_id, method, level, target, outcome in standing.order_by("pk").values_list(
        "pk", "sample_id", "method", "level", "target", "outcome"
    ):
        of_analysis[pk] = (sample_id, level)
        one = found[sample_id]
        one.tests[pk] = (method, target, outcome, [])
        # A strip looks for one thing only: it cannot say that nothing unexpected is there.
        if method != Method.STRIP and outcome in (Outcome.FOUND, Outcome.NOTHING):
            one.levels.add(level)
    rows = Finding.objects.of(by).filter(analysis__in=standing.values("pk"))
    for analysis_id, substance, abundance in rows.values_list("analysis_id", "substance", "abundance"):
        if substance == UNLISTED:
            continue
        sample_id, level = of_analysis[analysis_id]
        one = found[sample_id]
        one.tests[analysis_id][3].append(substance)
        key = (substance, level)
        one.seen[key] = one.seen.get(key, False) or abundance == Abundance.PRIMARY
    return found


def _insert(tested: dict[int, _Tested], by: Actor) -> None:
    owner = by.organisation_id
    insert_rows(
        Check,
        ("organisation_id", "sample_id", "target", "level", "found"),
        [
            (owner, sample_id, target, level, found)
            for sample_id, one in tested.items()
            for (target, level), found in checks_of(one.tests.values()).items()
        ],
    )
    insert_rows(
        Seen,
        ("organisation_id", "sample_id", "substance", "level", "is_primary", "is_first"),
        [
            (owner, sample_id, substance, level, is_primary, False)
            for sample_id, one in tested.items()
            for (substance, level), is_primary in one.seen.items()
        ],
    )


def _match(samples: dict[int, str], tested: dict[int, _Tested], by: Actor) -> None:
    columns = {Level.PRESUMPTIVE: "presumptive_match", Level.CONFIRMED: "confirmed_match"}
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, expected in samples.items():
        one = tested.get(pk) or _Tested()
        alike[_fit(one, expected, Level.PRESUMPTIVE), _fit(one, expected, Level.CONFIRMED)].append(pk)
    for (presumptive, confirmed), ids in alike.items():
        values = dict(zip(columns.values(), (presumptive, confirmed), strict=True))
        Sample.objects.of(by).filter(pk__in=ids).update(**values)


def _fit(one: _Tested, expected: str, level: str) -> str:
    if level not in one.levels:
        return ""
    strange = unexpected(words_in(expected), [name for name, at in one.seen if at == level])
    return "" if strange is None else Match.UNEXPECTED if strange else Match.FITS


def _mark_first(touched: set[tuple[str, str]], by: Actor) -> None:
    """Mark, of each substance and level, the sample that was collected first."""
    for substance, level in sorted(touched):
        rows = Seen.objects.of(by).filter(substance=substance, level=level)
        for first in rows.order_by("sample__collected_on", "sample_id").values_list("pk", flat=True)[:1]:
            rows.filter(is_first=True).exclude(pk=first).update(is_first=False)
            rows.filter(pk=first, is_first=False).update(is_first=True)
