"""Whether what is recorded still adds up: balances against the ledger, audit entries against their chain."""

from __future__ import annotations

from collections.abc import Iterator

from meetpoint.core.audit import chain
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.supplies.queries.ledger import ledger_differences
from meetpoint.operate.checks.finding import Finding, error

SHOWN = 5
KEEP_IT = "Compare with a backup from before; keep this database as evidence."


def ledger() -> Iterator[Finding]:
    """Say where a stock balance is not the sum of its movements."""
    for organisation in Organisation.objects.order_by("slug"):
        different = ledger_differences(organisation.pk)
        for one in different[:SHOWN]:
            yield error(
                organisation.slug,
                f"Site {one.site_id}, item {one.item_id}, lot {one.lot_id or '-'}: the balance says "
                f"{one.balance}, the movements add up to {one.ledger}.",
                mend="Restore the last sound backup, or count this item at this site.",
            )
        if len(different) > SHOWN:
            yield error(
                organisation.slug, f"{len(different) - SHOWN} more such differences.", mend="As above."
            )


def audit() -> Iterator[Finding]:
    """Say where an audit chain was edited, thinned out or cut short."""
    for organisation in Organisation.objects.order_by("slug"):
        report = chain.verify(organisation.pk)
        for one in report.problems:
            yield error(organisation.slug, str(one), mend=KEEP_IT)
        if report.more:
            yield error(organisation.slug, f"{report.more} more such places.", mend=KEEP_IT)
