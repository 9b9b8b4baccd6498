"""Taking in what a laboratory's files said: each sample and each result once, however often they come."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.supplies.queries import Place
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.rows import insert_rows, next_ids
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.actions.proposing import propose
from meetpoint.services.drug_checking.actions.results import FINDING_COLUMNS, findings_rows, release
from meetpoint.services.drug_checking.actions.samples import NewSample, insert_samples
from meetpoint.services.drug_checking.actions.working_out import AT_A_TIME, work_out
from meetpoint.services.drug_checking.models import Analysis, Finding, Sample
from meetpoint.services.drug_checking.reading.parsed import Parsed, Problem, ReadAnalysis, ReadSample
from meetpoint.services.drug_checking.rules import level_of
from meetpoint.services.drug_checking.vocabulary import substance_called

NAMES = UUID("5a0f0f52-5f0e-5c1e-9d7d-3b1a6d7b9c21")
"""The name space in which identifiers of imported records are made from what a file calls them."""

Key = tuple[str, str]


@dataclass(slots=True)
class Outcome:
    """What came of an import, or would come of it."""

    layout: str
    site: str
    files: list[dict[str, object]]
    rows: int
    samples: Counter[str] = field(default_factory=lambda: Counter(added=0, known=0))
    results: Counter[str] = field(default_factory=lambda: Counter(added=0, changed=0, known=0))
    substances: Counter[str] = field(default_factory=lambda: Counter(added=0))
    not_listed: Counter[str] = field(default_factory=Counter)
    alerts_proposed: int = 0
    released: int = 0
    errors: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data, errors in the order of their lines."""
        return {
            "layout": self.layout,
            "site": self.site,
            "files": self.files,
            "rows": self.rows,
            "samples": dict(self.samples),
            "results": dict(self.results),
            "substances": dict(self.substances),
            "not_listed": dict(self.not_listed.most_common()),
            "alerts_proposed": self.alerts_proposed,
            "released": self.released,
            "errors": [asdict(problem) for problem in self.errors],
        }


@dataclass(slots=True)
class _Plan:
    """What is to be written: samples and tests that are new, tests that changed, the ids of old ones."""

    samples: list[ReadSample] = field(default_factory=list)
    numbered: list[tuple[int, str]] = field(default_factory=list)
    analyses: list[tuple[ReadAnalysis, str, UUID]] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)


def import_samples(
    parsed: Parsed, place: Place, *, by: Actor, dry_run: bool = False, tell: bool = False
) -> Outcome:
    """Store the good rows of a file, all in one transaction; say what is wrong with the others.

    A laboratory's number finds the sample that was taken in with that number, and adds its results there;
    another makes a sample of its own, at `place`. The same file again changes nothing; a result that the
    laboratory corrected takes the place of the earlier one, which stays in the history. `tell` lets the
    results of samples with a slip be read at once. Raises NotAllowed.
    """
    by.require(permissions.IMPORT, site_id=place.id)
    outcome = Outcome(parsed.layout, place.name, parsed.files, parsed.rows, errors=list(parsed.problems))
    parsed.samples = _not_to_come(parsed, place, outcome)
    with transaction.atomic():
        plan, standing = _planned(parsed, outcome, by)
        if not dry_run:
            _write(plan, standing, outcome, place, by, tell=tell)
    outcome.errors.sort(key=lambda problem: (problem.file, problem.line))
    return outcome


def _not_to_come(parsed: Parsed, place: Place, outcome: Outcome) -> list[ReadSample]:
    fine = [sample for sample in parsed.samples if sample.collected_on <= place.today]
    kept = {(sample.lab, sample.lab_id) for sample in fine}
    for sample in parsed.samples:
        if (sample.lab, sample.lab_id) not in kept:
            parsed.refused.add((sample.lab, sample.lab_id))
            outcome.errors.append(
                Problem(
                    file=sample.file, line=sample.line, column="date", problem=_("This day is still to come.")
                )
            )
    return fine


def _planned(parsed: Parsed, outcome: Outcome, by: Actor) -> tuple[_Plan, dict[Key, int]]:
    plan = _Plan()
    keys = {(one.lab, one.lab_id) for one in parsed.samples}
    keys |= {(one.lab, one.lab_id) for one in parsed.analyses}
    standing, unlabelled = _standing(keys, by)
    plan.numbered = [(pk, key[0]) for key, pk in unlabelled.items()]
    standing |= unlabelled
    for sample in parsed.samples:
        is_known = (sample.lab, sample.lab_id) in standing
        outcome.samples["known" if is_known else "added"] += 1
        if not is_known:
            plan.samples.append(sample)
    coming = {(sample.lab, sample.lab_id) for sample in plan.samples}
    stored = _stored([standing[key] for key in keys if key in standing], by)
    for analysis in parsed.analyses:
        _plan_one(analysis, plan, outcome, standing=standing, coming=coming, stored=stored, parsed=parsed)
    return plan, standing


def _plan_one(
    analysis: ReadAnalysis,
    plan: _Plan,
    outcome: Outcome,
    *,
    standing: dict[Key, int],
    coming: set[Key],
    stored: dict[tuple[int, str], tuple[int, str]],
    parsed: Parsed,
) -> None:
    key = (analysis.lab, analysis.lab_id)
    if key not in standing and key not in coming:
        why = (
            _("The row of this sample could not be taken; mend it and import again.")
            if key in parsed.refused
            else _("No sample has this number, here or in these files.")
        )
        outcome.errors.append(Problem(file=analysis.file, line=analysis.line, column="sampleid", problem=why))
        return
    digest = _digest(analysis)
    before = stored.get((standing.get(key, 0), _source(analysis)))
    if before is not None and before[1] == digest:
        outcome.results["known"] += 1
        return
    if before is not None:
        plan.replaced.append(before[0])
    outcome.results["added" if before is None else "changed"] += 1
    plan.analyses.append((analysis, digest, uuid5(NAMES, "/".join((*key, _source(analysis), digest)))))
    outcome.substances["added"] += len({one.named.casefold() for one in analysis.found})
    outcome.not_listed.update(
        one.named for one in analysis.found if substance_called(one.named, cas=one.cas, unii=one.unii) is None
    )


def _write(
    plan: _Plan, standing: dict[Key, int], outcome: Outcome, place: Place, by: Actor, *, tell: bool
) -> None:
    insert_samples([_new(sample, place, by) for sample in plan.samples], by)
    for pk, lab in plan.numbered:
        Sample.objects.of(by).filter(pk=pk).update(lab=lab)
    found, _without = _standing({(one.lab, one.lab_id) for one in plan.samples}, by)
    standing |= found
    for ids in _pieces(plan.replaced):
        Analysis.objects.of(by).filter(pk__in=ids).update(voided_at=clock.now(), voided_by=by.staff_id)
    touched = _insert_analyses(plan, standing, by)
    if not touched and not plan.samples:
        return
    work_out(touched, by)
    outcome.alerts_proposed = propose_all(touched, by)
    if tell:
        outcome.released = _tell(touched, by)
    counts = {**{f"samples_{k}": v for k, v in outcome.samples.items()}, "results": len(plan.analyses)}
    record(
        by, "lab.imported", "lab_file", [outcome.layout], fields={**counts, "bad_rows": len(outcome.errors)}
    )
    _forget(touched, plan, by)


def _insert_analyses(plan: _Plan, standing: dict[Key, int], by: Actor) -> list[int]:
    ids = next_ids(Analysis, len(plan.analyses))
    now = clock.now()
    rows, findings = [], []
    for pk, (one, digest, uid) in zip(ids, plan.analyses, strict=True):
        rows.append(
            (
                pk, by.organisation_id, uid, standing[one.lab, one.lab_id], one.method,
                level_of(one.method), "",
                one.outcome, one.tested_on, "", one.laboratory, "", "", "", _source(one), digest,
                by.staff_id, now,
            )
        )  # fmt: skip
        findings += findings_rows(pk, one.found, by.organisation_id)
    columns = (
        "id", "organisation_id", "uid", "sample_id", "method", "level", "target", "outcome", "tested_on",
        "instrument", "laboratory", "limit_unit", "limit_source", "lot_number", "source", "digest",
        "staff_id",
        "recorded_at",
    )  # fmt: skip
    insert_rows(Analysis, columns, rows)
    insert_rows(Finding, FINDING_COLUMNS, findings)
    return sorted({standing[one.lab, one.lab_id] for one, _digest, _uid in plan.analyses})


def propose_all(sample_ids: Sequence[int], by: Actor) -> int:
    """Propose alerts for many samples; see `propose`."""
    return sum(propose(ids, by) for ids in _pieces(sample_ids))


def _tell(sample_ids: Sequence[int], by: Actor) -> int:
    return sum(release(list(Sample.objects.of(by).filter(pk__in=ids)), by=by) for ids in _pieces(sample_ids))


def _forget(touched: Sequence[int], plan: _Plan, by: Actor) -> None:
    days = {sample.collected_on for sample in plan.samples}
    for ids in _pieces(touched):
        days |= set(Sample.objects.of(by).filter(pk__in=ids).values_list("collected_on", flat=True))
    forget_days(by.organisation_id, days, now=clock.now())


def _new(sample: ReadSample, place: Place, by: Actor) -> NewSample:
    told: dict[str, Any] = dict(sample.told)
    return NewSample(
        uid=uuid5(NAMES, f"{by.organisation_id}/{sample.lab}/{sample.lab_id}"),
        site_id=place.id,
        collected_on=sample.collected_on,
        lab=sample.lab,
        lab_id=sample.lab_id,
        **told,
    )


def _standing(keys: Iterable[Key], by: Actor) -> tuple[dict[Key, int], dict[Key, int]]:
    """Return the samples of these laboratories' numbers, and those that were taken in with a number alone.

    Voided ones are among them: a number is never used again.
    """
    wanted = set(keys)
    labs = {lab_id: lab for lab, lab_id in wanted}
    known: dict[Key, int] = {}
    alone: dict[Key, int] = {}
    for ids in _pieces(sorted(labs)):
        rows = Sample.objects.of(by).filter(lab_id__in=ids).values_list("lab", "lab_id", "pk")
        for lab, lab_id, pk in rows:
            if (lab, lab_id) in wanted:
                known[lab, lab_id] = pk
            elif not lab:
                alone[labs[lab_id], lab_id] = pk
    return known, {key: pk for key, pk in alone.items() if key not in known}


def _stored(sample_ids: Sequence[int], by: Actor) -> dict[tuple[int, str], tuple[int, str]]:
    """Return, by sample and source, the last test that came from a file: one that staff took out stays
    out.
    """
    found: dict[tuple[int, str], tuple[int, str]] = {}
    for ids in _pieces(sample_ids):
        rows = Analysis.objects.of(by).filter(sample_id__in=ids).exclude(source="").order_by("pk")
        found |= {(sample, source): (pk, digest) for sample, source, pk, digest in rows.values_list(
            "sample_id", "source", "pk", "digest"
        )}  # fmt: skip
    return found


def _source(analysis: ReadAnalysis) -> str:
    """What tells a test of a sample again in another file: how and when it was done."""
    return f"{analysis.method}:{analysis.tested_on.isoformat()}"


def _digest(analysis: ReadAnalysis) -> str:
    lines = sorted(
        f"{one.named}|{one.abundance}|{one.quantity}|{one.unit}|{one.score}" for one in analysis.found
    )
    return hashlib.sha256("\n".join([analysis.outcome, *lines]).encode()).hexdigest()[:32]


def _pieces(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[start : start + AT_A_TIME] for start in range(0, len(ids), AT_A_TIME))
