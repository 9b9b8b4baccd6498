"""The record of TEDI, the European network of drug checking services: one row for each sample.

Fields as in the network's guidelines (github.com/harmreduction/tedi_guidelines, facts only). What it calls
recommended about the person, age and gender, is not taken in: a sample has no person here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import FileRefused
from meetpoint.services.drug_checking.actions.results import Found
from meetpoint.services.drug_checking.models import Abundance, Method, Outcome
from meetpoint.services.drug_checking.reading import words
from meetpoint.services.drug_checking.reading.parsed import (
    BadCell,
    Parsed,
    Problem,
    ReadAnalysis,
    ReadSample,
    Row,
    Sheet,
    needed,
    opened,
)
from meetpoint.services.drug_checking.vocabulary.expected import ANOTHER, read_expected

REQUIRED = (
    "date", "organisation", "sample_uid", "country", "city", "sold_as", "sample_form", "colour",
    "test_method",
    "substance_1", "alert",
)  # fmt: skip
SLOTS = range(1, 10)
_YES_NO = {"yes": "", "no": "", "true": "", "false": "", "1": "", "0": "", "y": "", "n": ""}


def read_tedi(sources: Iterable[tuple[str, BinaryIO]]) -> Parsed:
    """Read files with TEDI's columns. Raises FileRefused when a needed column is missing."""
    parsed = Parsed("tedi")
    for name, file in sources:
        sheet = opened(name, file)
        if lacking := [column for column in REQUIRED if column not in sheet.header]:
            raise FileRefused(
                _("%(file)s lacks these columns of TEDI: %(columns)s.")
                % {"file": name, "columns": ", ".join(lacking)}
            )
        _read(sheet, parsed)
    return parsed


def _read(sheet: Sheet, parsed: Parsed) -> None:
    seen: dict[tuple[str, str], int] = {}
    rows = 0
    for line, row in sheet.rows():
        rows += 1
        try:
            sample, analysis = _sample(row, sheet.name, line), _analysis(row, sheet.name, line)
            key = (sample.lab, sample.lab_id)
            if key in seen:
                raise BadCell(
                    "sample_uid",
                    _("Line %(line)d has this number, too; it is used once.") % {"line": seen[key]},
                )
        except BadCell as bad:
            parsed.problems.append(
                Problem(file=sheet.name, line=line, column=bad.column, problem=bad.message)
            )
            continue
        seen[key] = line
        parsed.samples.append(sample)
        parsed.analyses.append(analysis)
    parsed.rows += rows
    parsed.files.append({"file": sheet.name, "kind": "samples", "rows": rows})


def _sample(row: Row, file: str, line: int) -> ReadSample:
    words.looked_up(needed(row, "alert"), _YES_NO, "alert")
    sold_as = needed(row, "sold_as", most=200)
    expected = read_expected(sold_as)
    return ReadSample(
        lab=_lab(row),
        lab_id=needed(row, "sample_uid", most=40),
        file=file,
        line=line,
        collected_on=words.day_of(needed(row, "date"), "date"),
        told={
            "area": needed(row, "city", most=60),
            "region": needed(row, "country", most=40),
            "expected": expected,
            "expected_words": sold_as if ANOTHER in expected else "",
            "form": words.looked_up(needed(row, "sample_form"), words.FORMS, "sample_form", unknown="other"),
            "colours": words.colours(needed(row, "colour")),
            "used_before": words.used_of(row.get("used_prior_test", "")),
        },
    )


def _analysis(row: Row, file: str, line: int) -> ReadAnalysis:
    method = words.looked_up(needed(row, "test_method"), words.METHODS, "test_method")
    found: list[Found] = []
    said: set[str] = set()
    for slot in SLOTS:
        named = row.get(f"substance_{slot}", "").strip()
        outcome = words.NOT_A_SUBSTANCE.get(words.tight(named))
        if outcome is not None:
            said.add(str(outcome))
        elif named:
            found.append(_found(row, slot))
    if not found and not said:
        raise BadCell("substance_1", _("Nothing stands here, and this column is needed."))
    if method == Method.STRIP:
        raise BadCell(
            "test_method", _("Record strips with their reading; a TEDI row cannot say what was negative.")
        )
    nothing = Outcome.NO_MATCH if Outcome.NO_MATCH in said else Outcome.NOTHING
    outcome = str(Outcome.FOUND if found else nothing)
    if method == Method.REAGENT:
        outcome = str(Outcome.POSITIVE if found else Outcome.NEGATIVE)
    return ReadAnalysis(
        lab=_lab(row),
        lab_id=needed(row, "sample_uid", most=40),
        file=file,
        line=line,
        method=method,
        outcome=outcome,
        tested_on=words.day_of(needed(row, "date"), "date"),
        laboratory=needed(row, "organisation"),
        found=tuple(found),
    )


def _found(row: Row, slot: int) -> Found:
    quantity = words.number_of(row.get(f"subs{slot}_quant", ""), f"subs{slot}_quant")
    unit = row.get(f"subs{slot}_unit", "")
    return Found(
        named=needed(row, f"substance_{slot}", most=120),
        abundance=str(Abundance.PRIMARY),
        quantity=quantity,
        unit="" if quantity is None else words.looked_up(unit, words.UNITS, f"subs{slot}_unit"),
    )


def _lab(row: Row) -> str:
    return re.sub(r"[^a-z0-9]+", "-", needed(row, "organisation").lower()).strip("-")[:40] or "tedi"
