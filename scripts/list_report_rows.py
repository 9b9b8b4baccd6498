"""Writes docs/reference/report-rows.md from the shipped templates: `python scripts/list_report_rows.py`."""

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "report-rows.md"


def main() -> None:
    """Write the page."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
    django.setup()
    from meetpoint.core.reports.asking.reference import page  # noqa: PLC0415 - needs Django set up

    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
