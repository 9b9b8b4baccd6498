"""Samples with what was found, for staff and for whoever holds a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.drug_checking import receipts
from meetpoint.services.drug_checking.models import (
    Abundance,
    Analysis,
    Finding,
    Level,
    Match,
    Method,
    Outcome,
    Sample,
    Seen,
    Target,
)
from meetpoint.services.drug_checking.vocabulary import label_of_substance


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample with what was found in it, as the list shows it."""

    sample: Sample
    found: tuple[str, ...]
    state: str


def live_samples(by: Actor) -> QuerySet[Sample]:
    """Return the samples in reach that stand."""
    rows = Sample.objects.of(by).filter(voided_at=None)
    return rows if by.site_ids is None else rows.filter(site_id__in=by.site_ids)


def with_findings(samples: Sequence[Sample], by: Actor) -> list[SampleRow]:
    """Return samples with what was found in each, main substances first: two queries for all of them."""
    ids = [sample.pk for sample in samples]
    named: dict[int, dict[str, bool]] = defaultdict(dict)
    seen = Seen.objects.of(by).filter(sample_id__in=ids).values_list("sample_id", "substance", "is_primary")
    for sample_id, substance, is_primary in seen:
        named[sample_id][substance] = named[sample_id].get(substance, False) or is_primary
    outcomes: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    tests = Analysis.objects.of(by).filter(sample_id__in=ids, voided_at=None).order_by("pk")
    for sample_id, method, outcome, target in tests.values_list("sample_id", "method", "outcome", "target"):
        outcomes[sample_id].append((method, outcome, target))
    return [_row(sample, named.get(sample.pk, {}), outcomes.get(sample.pk, [])) for sample in samples]


_SIGNS = {Outcome.POSITIVE.value: "+", Outcome.NEGATIVE.value: "−"}


def _row(sample: Sample, named: Mapping[str, bool], tests: Sequence[tuple[str, str, str]]) -> SampleRow:
    ordered = sorted(named, key=lambda substance: (not named[substance], substance))
    found = [label_of_substance(substance) for substance in ordered]
    found += dict.fromkeys(_strips(tests))
    if not named:
        said = [outcome for _method, outcome, _target in tests if not found or outcome not in _SIGNS]
        found += dict.fromkeys(str(Outcome(outcome).label) for outcome in said)
    state = "released" if sample.released_at else "tested" if tests else "waiting"
    return SampleRow(sample, tuple(found), state)


def _strips(tests: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    """What strips said, each with what it looked for: a negative tells of nothing else."""
    for method, outcome, target in tests:
        if method == Method.STRIP and outcome in _SIGNS:
            yield f"{Target(target).label} {_SIGNS[outcome]}"


def analyses_of(sample: Sample) -> list[Analysis]:
    """Return the standing tests of a sample, laboratories' first, with what each found."""
    found = Prefetch("findings", queryset=Finding.objects.of(sample.organisation_id).order_by("pk"))
    rows = Analysis.objects.of(sample.organisation_id).filter(sample_id=sample.pk, voided_at=None)
    return list(rows.select_related("lot").prefetch_related(found).order_by("level", "-tested_on", "pk"))


def sample_of_code(code: str, by: Actor) -> Sample | None:
    """Return the standing sample in reach that has this slip, or None."""
    return live_samples(by).filter(receipt=receipts.mark_of(code)).first()


# --- for whoever holds a slip ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """The result of a sample as the person who brought it reads it. Levels are told apart."""

    sample: Sample
    laboratory: tuple[Analysis, ...]
    on_the_spot: tuple[Analysis, ...]

    @property
    def is_unexpected(self) -> bool:
        return Match.UNEXPECTED in (self.sample.confirmed_match, self.sample.presumptive_match)

    @property
    def substances(self) -> tuple[str, ...]:
        """The substances that were found by any test, in the vocabulary's words."""
        findings = (one for test in (*self.laboratory, *self.on_the_spot) for one in test.findings.all())
        return tuple(dict.fromkeys(one.substance for one in findings if one.substance))

    @property
    def targets(self) -> tuple[str, ...]:
        """What strips were positive for."""
        return tuple(
            dict.fromkeys(t.target for t in self.on_the_spot if t.outcome == Outcome.POSITIVE and t.target)
        )

    @property
    def has_traces(self) -> bool:
        tests = (*self.laboratory, *self.on_the_spot)
        return any(one.abundance != Abundance.PRIMARY for test in tests for one in test.findings.all())


def told_under(code: str) -> Told | None:
    """Return the released result of a code, or None: alike for a code that nobody has and one that must
    wait.
    """
    sample = (
        Sample.objects.unscoped("whoever holds a slip knows its code, and no organisation")
        .filter(receipt=receipts.mark_of(code), voided_at=None, released_at__isnull=False)
        .first()
    )
    if sample is None:
        return None
    tests = analyses_of(sample)
    return Told(
        sample,
        laboratory=tuple(test for test in tests if test.level == Level.CONFIRMED),
        on_the_spot=tuple(test for test in tests if test.level == Level.PRESUMPTIVE),
    )
