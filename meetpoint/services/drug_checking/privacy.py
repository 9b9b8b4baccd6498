"""Why each column is kept and until when. No column leads to a person: samples are anonymous."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.drug_checking.actions.files import forget_old
from meetpoint.services.drug_checking.models import Sample
from meetpoint.services.drug_checking.options import NOTE_DAYS

_LASTING = "as long as the programme reports on it; it names nobody"
_WITH_SAMPLE = "as long as the sample"
_TOLD = Kept(why="what was told about the sample, to read a result by", until=_LASTING)
_TRACE = Kept(why="who on the staff wrote it, for corrections", until=_LASTING)
_VOID = Kept(why="a mistake is marked, never rubbed out", until=_LASTING)
_RESULT = Kept(why="what the test was and what it found", until=_WITH_SAMPLE)
_ALERT = Kept(why="what a warning says, and on what ground", until=_LASTING)
_PACKET = Kept(why="how a strip is used and read, as its packet says", until="as long as the item")

COLUMNS: Mapping[str, Mapping[str, Kept]] = {
    "drug_checking.Sample": {
        "uid": Kept(why="sending a sample twice stores it once", until=_LASTING),
        "site": Kept(why="where it was taken in", until=_LASTING),
        "receipt": Kept(
            why="whoever holds the slip finds the result; a keyed fingerprint, never the code", until=_LASTING
        ),
        "lab": Kept(why="whose number the next column holds", until=_LASTING),
        "lab_id": Kept(why="the laboratory’s number, which joins its results to the sample", until=_LASTING),
        "collected_on": Kept(why="when it was collected; a day, not a time", until=_LASTING),
        "area": Kept(why="where it was collected, no closer than a county or city", until=_LASTING),
        "region": Kept(why="the state or country, for the public data set", until=_LASTING),
        **dict.fromkeys(
            (
                "expected",
                "expected_words",
                "counted_as",
                "form",
                "container",
                "colours",
                "textures",
                "sensations",
                "used_before",
                "overdose",
            ),
            _TOLD,
        ),
        "notes": Kept(
            why="what was seen and felt, in a few words", until="the days set by drug_checking.note_days"
        ),
        "presumptive_match": Kept(why="whether tests on the spot fit what was expected", until=_LASTING),
        "confirmed_match": Kept(why="whether the laboratory’s tests fit what was expected", until=_LASTING),
        "staff_id": _TRACE,
        "recorded_at": _TRACE,
        "released_at": Kept(why="since when a result may be read under its code", until=_LASTING),
        "released_by": _TRACE,
        "voided_at": _VOID,
        "voided_by": _VOID,
        "void_reason": _VOID,
    },
    "drug_checking.Analysis": {
        "uid": Kept(why="sending a test twice stores it once", until=_WITH_SAMPLE),
        "sample": Kept(why="the sample that was tested", until=_WITH_SAMPLE),
        **dict.fromkeys(
            ("method", "level", "target", "outcome", "tested_on", "instrument", "laboratory"), _RESULT
        ),
        **dict.fromkeys(
            ("detection_limit", "limit_unit", "limit_source"),
            Kept(why="how little the test could have found", until=_WITH_SAMPLE),
        ),
        **dict.fromkeys(
            ("lot", "lot_number"),
            Kept(why="a recall of strips finds the results that they gave", until=_WITH_SAMPLE),
        ),
        **dict.fromkeys(
            ("source", "digest"),
            Kept(why="a laboratory’s row is told again and stored once", until=_WITH_SAMPLE),
        ),
        "staff_id": _TRACE,
        "recorded_at": _TRACE,
        "voided_at": _VOID,
        "voided_by": _VOID,
    },
    "drug_checking.Finding": dict.fromkeys(
        ("analysis", "substance", "named", "abundance", "quantity", "unit", "score"), _RESULT
    ),
    "drug_checking.Check": dict.fromkeys(
        ("sample", "target", "level", "found"), Kept(why="positivity is counted from it", until=_WITH_SAMPLE)
    ),
    "drug_checking.Seen": dict.fromkeys(
        ("sample", "substance", "level", "is_primary", "is_first"),
        Kept(why="substances over time are counted from it", until=_WITH_SAMPLE),
    ),
    "drug_checking.Alert": {
        **dict.fromkeys(
            (
                "uid",
                "sample",
                "trigger",
                "status",
                "substance",
                "level",
                "expected",
                "form",
                "colours",
                "area",
                "note",
                "note_es",
                "proposed_at",
                "expires_on",
            ),
            _ALERT,
        ),
        "decided_at": _TRACE,
        "decided_by": _TRACE,
    },
    "drug_checking.StripProduct": dict.fromkeys(
        (
            "item",
            "target",
            "brand",
            "cutoff_ng_ml",
            "water",
            "dip_seconds",
            "wait_minutes",
            "positive_lines",
            "source",
            "verified_on",
        ),
        _PACKET,
    ),
    "drug_checking.PublishedData": {
        **dict.fromkeys(
            ("uid", "made_at", "first", "last", "smallest_group", "rows", "content", "withdrawn_at"),
            Kept(why="exactly what was made public, for whoever read it", until=_LASTING),
        ),
        "made_by": _TRACE,
    },
    "drug_checking.LabFile": {
        **dict.fromkeys(
            ("uid", "layout", "site_id", "received_at", "content"),
            Kept(why="a file that somebody looks at before it is taken in; sealed", until="two days"),
        ),
        "staff_id": Kept(why="who brought the file", until="two days"),
    },
}


def retain(by: Actor, today: date) -> int:
    """Remove older notes, and files that nobody decided about; return how many. Without days, notes stay."""
    days = cast("int | None", option_value(by.organisation_id, NOTE_DAYS))
    if days is None:
        return forget_old(by)
    older = Sample.objects.of(by).filter(collected_on__lt=today - timedelta(days=days)).exclude(notes="")
    return older.update(notes="") + forget_old(by)


PRIVACY = PrivacyPlan(columns=COLUMNS, retain=retain)
