"""Why each column about imports exists. The rows of a log themselves stand in no table.

While an import is under way its rows are kept in a file, sealed under the field key, and removed when it is
done; what nobody finished is removed after two days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.models import ImportedPerson, ImportProblem, ImportRun, State
from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.tenancy.actor import Actor

DAYS_OF_PROBLEMS = 90
"""How long one can come back to mend a log (product choice)."""

DAYS_UNFINISHED = 2
"""How long a log that was brought and not imported is kept (product choice)."""

_HISTORY = "the organisation is closed"
_PROBLEM = "90 days after the import"


def _kept(why: str, until: str = _HISTORY) -> Kept:
    return Kept(why=why, until=until)


COLUMNS = {
    "imports.ImportSource": {
        "header_key": _kept("a log with the same headers is known again; keyed hash"),
        "name": _kept("what the programme calls this log"),
        "mapping": _kept("what the columns of this log mean: headers, words for sites and items"),
        "updated_at": _kept("which mapping is in force"),
    },
    "imports.ImportRun": {
        "uid": _kept("names the import; random"),
        "source": _kept("which kind of log it was"),
        "state": _kept("how far it has come"),
        "staff_id": _kept("whose rights the work uses, and whom to ask about it"),
        "language": _kept("in which language problems are written"),
        "name": _kept("tells imports apart"),
        "mapping": _kept("what the columns meant in this import"),
        "log": _kept("which imports brought versions of one log; random"),
        "is_new_log": _kept("that somebody said that it is another log"),
        "file_rows": _kept("size of the file"),
        "rows": _kept("how many rows said something"),
        "position": _kept("where to go on after a crash"),
        "created": _kept("what came of it"),
        "unchanged": _kept("what came of it"),
        "rejected": _kept("what came of it"),
        "undone": _kept("how many contacts were voided again"),
        "received_at": _kept("when it was brought"),
        "finished_at": _kept("when it was done"),
        "worker": _kept("which process works on it; random", "the work is done"),
        "worked_until": _kept("when a silent process is given up", "the work is done"),
        "attempts": _kept("when to stop trying", "the work is done"),
        "stop_reason": _kept("why it stopped", "it goes on"),
    },
    "imports.ImportedRow": {
        "run": _kept("undoing the import", "the import is undone"),
        "log": _kept("the same row of the same log is recorded once", "the import is undone"),
        "row": _kept("which rows were changed since", "the import is undone"),
        "content": _kept(
            "knows a row again, also one whose person was erased, so that nobody is brought back by an old "
            "file; keyed hash of what it said",
            "the import is undone",
        ),
        "encounter": _kept("undoing the import", "the import is undone"),
    },
    "imports.ImportedPerson": {
        "run": _kept("undoing the import", "the import is undone"),
        "participant": Kept(
            why="undoing the import takes them away again", until="the import is undone", personal=True
        ),
    },
    "imports.ImportProblem": {
        "run": _kept("which import it was", _PROBLEM),
        "row": _kept("where to mend the log", _PROBLEM),
        "column": _kept("where to mend the log", _PROBLEM),
        "message": _kept("how to mend the log; never quotes it", _PROBLEM),
    },
}


def export(by: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return when a participant was enrolled from a log."""
    found = ImportedPerson.objects.of(by).filter(participant_id=participant_id)
    return {_("Enrolled from a log"): list(found.values_list("run__received_at", flat=True))}


def erase(by: Actor, participant_id: int) -> None:
    """Forget that a participant was enrolled from a log."""
    ImportedPerson.objects.of(by).filter(participant_id=participant_id).delete()


def retain(by: Actor, today: date) -> int:
    """Remove old lists of problems, and logs that nobody imported, with their rows; return how many."""
    midnight = datetime.combine(today, time.min, UTC)
    old = ImportRun.objects.of(by).filter(finished_at__lt=midnight - timedelta(days=DAYS_OF_PROBLEMS))
    problems, _each = ImportProblem.objects.of(by).filter(run__in=old).delete()
    unfinished = ImportRun.objects.of(by).filter(
        state__in=(State.CHOOSING, State.STOPPED), received_at__lt=midnight - timedelta(days=DAYS_UNFINISHED)
    )
    for uid in unfinished.values_list("uid", flat=True):
        keeping.forget(uid)
    brought = unfinished.filter(state=State.CHOOSING)
    removed = brought.count()
    brought.delete()
    return problems + removed


PRIVACY = PrivacyPlan(columns=COLUMNS, export=export, erase=erase, retain=retain)
