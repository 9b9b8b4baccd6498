"""`python -m meetpoint.planning.validation FOLDER PAGE`: run every published figure and write the page."""

from __future__ import annotations

import sys
from pathlib import Path

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.validation import allocated, published, replayed
from meetpoint.planning.validation.registry import Runners, Verdict, validate
from meetpoint.planning.validation.report import report
from meetpoint.planning.validation.targets import read_targets

RUNNERS: Runners = {**replayed.RUNNERS, **allocated.RUNNERS, **published.RUNNERS}


def main(folder: str, page: str) -> None:
    """Write the page and say how many rows hit; a miss is no failure of the command, since the page
    reports it.
    """
    try:
        results = validate(read_targets(Path(folder) / "validation_targets.csv"), RUNNERS, Path(folder))
    except PlanError as problem:
        sys.exit(str(problem))
    Path(page).write_text(report(results), encoding="utf-8")
    counts = [sum(result.verdict == verdict for _target, result in results) for verdict in Verdict]
    print(", ".join(f"{count} {verdict}" for count, verdict in zip(counts, Verdict, strict=True)))


if __name__ == "__main__":
    main(*sys.argv[1:])
