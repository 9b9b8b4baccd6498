"""Results on disk, one line per job, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meetpoint.planning.engine.outcomes.intervals import as_rows, from_rows

if TYPE_CHECKING:
    from meetpoint.planning.engine.ensembles.jobs import Ensemble, Result


class Store:
    """A file of finished jobs. Lines of another study, seed or back end are passed over; a torn last line,
    too.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self, ensemble: Ensemble) -> dict[int, Result]:
        """Return the jobs of this ensemble that are done already, by replicate."""
        key, found = fingerprint(ensemble), {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                kept = _line(line)
                if kept.get("key") == key and kept["replicate"] < ensemble.replicates:
                    names, rows = zip(*kept["result"].items(), strict=True)
                    found[kept["replicate"]] = dict(zip(names, from_rows(rows), strict=True))
        return found

    def add(self, ensemble: Ensemble, replicate: int, result: Result) -> None:
        """Write one finished job."""
        rows = dict(zip(result, as_rows(list(result.values())), strict=True))
        line = json.dumps({"key": fingerprint(ensemble), "replicate": replicate, "result": rows})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _line(line: str) -> dict[str, Any]:
    try:
        kept = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return kept if isinstance(kept, dict) else {}


def fingerprint(ensemble: Ensemble) -> str:
    """Return what identifies the jobs of an ensemble, however many of them there are."""
    text = repr((ensemble.study, ensemble.backend, ensemble.seed))
    return hashlib.sha256(text.encode()).hexdigest()[:24]
