"""Proposing alerts from what was just found: a person decides on each (docs of the field know no numeric
rule).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import cast

from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows
from meetpoint.services.drug_checking.models import (
    Alert,
    Check,
    Level,
    Overdose,
    Sample,
    Seen,
    Status,
    Target,
    Trigger,
    words_in,
)
from meetpoint.services.drug_checking.options import NEW_AFTER, RECENT
from meetpoint.services.drug_checking.vocabulary import Family, substances
from meetpoint.services.drug_checking.vocabulary.expected import class_of, unexpected

DANGEROUS = frozenset(
    {Family.FENTANYLS, Family.NITAZENES, Family.ALPHA2, Family.BENZODIAZEPINES, Family.SYNTHETIC_CANNABINOIDS}
)
"""Families that can stop breathing or leave somebody asleep for hours: found unexpectedly, each is
proposed.
"""

_BY_STRIP = {
    Target.FENTANYL: "fentanyl",
    Target.XYLAZINE: "xylazine",
    Target.MEDETOMIDINE: "medetomidine",
    Target.NITAZENES: "nitazene",
    Target.BENZODIAZEPINES: "benzodiazepine",
}
"""What a strip speaks of, where it cannot tell which of a family it was."""

STANDING = (Status.PROPOSED, Status.PUBLISHED)


def propose(sample_ids: Sequence[int], by: Actor) -> int:
    """Propose alerts for recent samples of the caller's transaction, and return how many.

    One is proposed for a substance with an effect that was not seen for a long time, for a dangerous one
    that was not expected, and for what was found where an overdose was involved. The same substance sold as
    the same thing in the same region is proposed once while an alert about it stands.
    """
    recent = cast("int | None", option_value(by.organisation_id, RECENT)) or 0
    since = clock.now().date() - timedelta(days=recent)
    samples = Sample.objects.of(by).filter(pk__in=sample_ids, voided_at=None, collected_on__gte=since)
    standing = set(
        Alert.objects.of(by).filter(status__in=STANDING).values_list("substance", "expected", "area")
    )
    rows = []
    for sample in samples:
        for substance, level, trigger in _reasons(sample, by):
            expected = class_of(sample.expected_slugs)
            if (substance, expected, sample.area) not in standing:
                standing.add((substance, expected, sample.area))
                rows.append(_row(sample, substance, level, trigger, by))
    insert_rows(Alert, _COLUMNS, rows)
    return len(rows)


def _reasons(sample: Sample, by: Actor) -> Iterable[tuple[str, str, str]]:
    seen = list(Seen.objects.of(by).filter(sample_id=sample.pk).values_list("substance", "level"))
    checks = Check.objects.of(by).filter(sample_id=sample.pk, found=True, level=Level.PRESUMPTIVE)
    by_strip = [
        (_BY_STRIP[Target(target)], Level.PRESUMPTIVE) for target in checks.values_list("target", flat=True)
    ]
    overdose = sample.overdose in (Overdose.INVOLVED, Overdose.FATAL)
    for substance, level in dict.fromkeys([*seen, *by_strip]):
        known = substances()[substance]
        if not known.has_effect:
            continue
        strange = unexpected(sample.expected_slugs, [substance])
        if known.family in DANGEROUS and strange:
            yield substance, level, Trigger.UNEXPECTED
        elif known.family in DANGEROUS and overdose:
            yield substance, level, Trigger.OVERDOSE
        elif level == Level.CONFIRMED and _is_new(substance, sample.pk, sample.collected_on, by):
            yield substance, level, Trigger.FIRST_SEEN


def _is_new(substance: str, sample_id: int, day: date, by: Actor) -> bool:
    """Whether an organisation that has looked for a while did not see a substance for as long as is set."""
    days = cast("int | None", option_value(by.organisation_id, NEW_AFTER))
    if not days:
        return False
    since = day - timedelta(days=days)
    before = Seen.objects.of(by).filter(sample__collected_on__range=(since, day)).exclude(sample_id=sample_id)
    looked = (
        Seen.objects.of(by)
        .filter(level=Level.CONFIRMED, sample__collected_on__lt=day)
        .exclude(sample_id=sample_id)
    )
    return looked.exists() and not before.filter(substance=substance).exists()


_COLUMNS = (
    "organisation_id", "uid", "sample_id", "trigger", "status", "substance", "level", "expected", "form",
    "colours", "area", "note", "note_es", "proposed_at",
)  # fmt: skip


def _row(sample: Sample, substance: str, level: str, trigger: str, by: Actor) -> tuple[object, ...]:
    return (
        by.organisation_id, uuid7(), sample.pk, trigger, Status.PROPOSED.value, substance, str(level),
        class_of(sample.expected_slugs), sample.form, ",".join(words_in(sample.colours)), sample.area, "", "",
        clock.now(),
    )  # fmt: skip
