"""`python -m benchmarks [NAME…]`: run every benchmark, or those named, and print their tables."""

import sys
from importlib import import_module

ALL = (
    "saving_an_encounter",
    "saves_over_http",
    "fifty_workers",
    "start_up",
    "memory",
    "phones.syncing",
    "phones.opening",
    "pages.sign_in_page",
    "demo",
    "importing",
    "pages.drug_checking",
    "facts",
    "pages.lists",
    "pages.reports",
    "pages.directory",
    "pages.recall",
    "pages.plan_redraw",
    "planning.first_result",
    "pages.boards",
    "planning.individuals",
    "planning.cohort",
    "planning.replay",
    "planning.allocation",
    "planning.calibration",
    "api_reads_and_writes",
    "publishing_tables",
    "services.vends",
    "services.station_board",
)


def main(names: list[str]) -> None:
    """Run benchmarks one after the other, so that none disturbs another."""
    unknown = sorted(set(names) - set(ALL))
    if unknown:
        raise SystemExit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(ALL)}.")
    for name in names or ALL:
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
