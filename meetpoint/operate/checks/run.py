"""Every check of an installation by name, and running them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from meetpoint.operate.checks import configuration, files, records
from meetpoint.operate.checks.finding import Check, Finding
from meetpoint.operate.progress import Progress

CHECKS = {
    check.slug: check
    for check in (
        Check(slug="keys", title="Keys", look=files.key_files),
        Check(slug="permissions", title="File permissions", look=files.permissions),
        Check(slug="disk", title="Disk space", look=files.disk),
        Check(slug="settings", title="Settings", look=configuration.half_made),
        Check(slug="migrations", title="Database schema", look=configuration.migrations),
        Check(slug="ledger", title="Supplies ledger", look=records.ledger),
        Check(slug="audit", title="Audit chain", look=records.audit),
    )
}
NEEDS_SCHEMA = frozenset({"ledger", "audit"})


def run(slugs: Iterable[str], progress: Progress) -> Iterator[tuple[Check, list[Finding]]]:
    """Run checks in order. Those that read records wait until the schema is as the code expects it."""
    chosen = [CHECKS[slug] for slug in slugs]
    behind = list(configuration.migrations()) if any(check.slug in NEEDS_SCHEMA for check in chosen) else []
    for done, check in enumerate(chosen, start=1):
        yield check, behind if behind and check.slug in NEEDS_SCHEMA else list(check.look())
        progress(done, len(chosen))
