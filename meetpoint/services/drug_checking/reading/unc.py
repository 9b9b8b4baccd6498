"""The layout of the UNC Street Drug Analysis Lab: rows of samples, and rows of substances that were found.

Columns as in `datasets/` of github.com/opioiddatalab/drugchecking, read on 2026-11-27: `sampleid` ties the
two together, `abundance` is blank for a main substance. Flags such as `lab_fentanyl_any` are not read: they
follow from the rows of substances, and are worked out here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.services.drug_checking.actions.results import Found
from meetpoint.services.drug_checking.models import Outcome, Overdose
from meetpoint.services.drug_checking.reading import words
from meetpoint.services.drug_checking.reading.parsed import (
    BadCell,
    Parsed,
    Problem,
    ReadAnalysis,
    ReadSample,
    Row,
    Sheet,
    at_most,
    needed,
    opened,
)
from meetpoint.services.drug_checking.vocabulary.expected import ANOTHER, read_expected

LAB = "unc"
LABORATORY = "UNC Street Drug Analysis Lab"
ID, COLLECTED, COMPLETE = "sampleid", "date_collect", "date_complete"


@dataclass(slots=True)
class _Running:
    """One test while its rows are read: the line of the first, what was found, and what else it said."""

    file: str
    line: int
    found: list[Found] = field(default_factory=list)
    said: set[str] = field(default_factory=set)


def read_unc(sources: Iterable[tuple[str, BinaryIO]]) -> Parsed:
    """Read files of the layout; which is which follows from their columns. Raises FileRefused when none
    is.
    """
    parsed = Parsed("unc")
    sheets = [opened(name, file) for name, file in sources]
    for sheet in (one for one in sheets if _holds_samples(one)):
        _read_samples(sheet, parsed)
    for sheet in (one for one in sheets if _holds_substances(one)):
        _read_substances(sheet, parsed)
    if not parsed.files:
        raise FileRefused(
            _(
                "No file here has UNC's columns: sampleid with date_collect, or sampleid with substance"
                " and method."
            )
        )
    return parsed


def _holds_samples(sheet: Sheet) -> bool:
    return {ID, COLLECTED} <= set(sheet.header)


def _holds_substances(sheet: Sheet) -> bool:
    return {ID, "substance", "method"} <= set(sheet.header)


def _read_samples(sheet: Sheet, parsed: Parsed) -> None:
    seen: dict[str, int] = {}
    rows = 0
    for line, row in sheet.rows():
        rows += 1
        try:
            sample = _sample(row, sheet.name, line)
            if sample.lab_id in seen:
                raise BadCell(
                    ID,
                    _("Line %(line)d has this number, too; it is used once.") % {"line": seen[sample.lab_id]},
                )
        except BadCell as bad:
            parsed.problems.append(
                Problem(file=sheet.name, line=line, column=bad.column, problem=bad.message)
            )
            if row.get(ID, "").strip() not in seen:
                parsed.refused.add((LAB, row.get(ID, "").strip()))
            continue
        seen[sample.lab_id] = line
        parsed.samples.append(sample)
    parsed.rows += rows
    parsed.files.append({"file": sheet.name, "kind": "samples", "rows": rows})


def _sample(row: Row, file: str, line: int) -> ReadSample:
    lab_id = needed(row, ID, most=40)
    collected = words.day_of(needed(row, COLLECTED), COLLECTED)
    container = words.looked_up(row.get("sampletype", ""), words.CONTAINERS, "sampletype", unknown="")
    expected = row.get("expectedsubstance", "").strip()
    found = read_expected(expected)
    overdose = words.looked_up(row.get("overdose", "") or row.get("od", ""), words.OVERDOSES, "overdose")
    texture = row.get("texture", "")
    notes = "; ".join(
        row.get(name, "").strip()
        for name in ("texture_notes", "sensation_notes")
        if row.get(name, "").strip()
    )
    return ReadSample(
        lab=LAB,
        lab_id=lab_id,
        file=file,
        line=line,
        collected_on=collected,
        told={
            "area": at_most(row.get("county", "").strip(), "county", 60),
            "region": at_most(row.get("state", "").strip(), "state", 40),
            "expected": found,
            "expected_words": expected[:200] if ANOTHER in found else "",
            "form": words.form_of(words.several(texture, words.FORMS), container),
            "container": container,
            "colours": words.colours(row.get("color", "")),
            "textures": words.textures(texture),
            "sensations": words.several(row.get("sensations", ""), words.SENSATIONS),
            "notes": notes if len(notes) <= 600 else f"{notes[:599]}…",
            "used_before": words.used_of(row.get("consumed", "")),
            "overdose": Overdose.FATAL.value if row.get("fatal_od", "").strip() == "1" else overdose,
        },
    )


def _read_substances(sheet: Sheet, parsed: Parsed) -> None:
    running: dict[tuple[str, str, date], _Running] = {}
    rows = 0
    for line, row in sheet.rows():
        rows += 1
        try:
            _add(row, sheet.name, line, running, parsed)
        except BadCell as bad:
            parsed.problems.append(
                Problem(file=sheet.name, line=line, column=bad.column, problem=bad.message)
            )
    parsed.analyses += [_analysis(key, one) for key, one in running.items()]
    parsed.rows += rows
    parsed.files.append({"file": sheet.name, "kind": "substances", "rows": rows})


def _add(
    row: Row, file: str, line: int, running: dict[tuple[str, str, date], _Running], parsed: Parsed
) -> None:
    lab_id = needed(row, ID, most=40)
    if (LAB, lab_id) in parsed.refused:
        raise BadCell(ID, _("The row of this sample could not be taken; mend it and import again."))
    named = needed(row, "substance", most=120)
    method = words.looked_up(needed(row, "method"), words.METHODS, "method")
    tested = words.day_of(needed(row, COMPLETE), COMPLETE)
    abundance = words.looked_up(row.get("abundance", ""), words.ABUNDANCES, "abundance")
    one = running.setdefault((lab_id, method, tested), _Running(file, line))
    outcome = words.NOT_A_SUBSTANCE.get(words.tight(named))
    if outcome is not None:
        one.said.add(str(outcome))
        return
    one.found.append(
        Found(named=named, abundance=abundance, cas=row.get("cas", ""), unii=row.get("unii", ""))
    )


def _analysis(key: tuple[str, str, date], one: _Running) -> ReadAnalysis:
    lab_id, method, tested = key
    nothing = Outcome.NO_MATCH if Outcome.NO_MATCH in one.said else Outcome.NOTHING
    return ReadAnalysis(
        lab=LAB,
        lab_id=lab_id,
        file=one.file,
        line=one.line,
        method=method,
        outcome=str(Outcome.FOUND if one.found else nothing),
        tested_on=tested,
        laboratory=LABORATORY,
        found=tuple(one.found),
    )
