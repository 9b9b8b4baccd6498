"""Making a data set public, and withdrawing it."""

from __future__ import annotations

import gzip
from collections import defaultdict
from datetime import date
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.consent.gate import NOBODY, disclose, require_leave
from meetpoint.core.consent.models import DisclosureKind
from meetpoint.core.organisations.options import option_value
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.models import Abundance, Analysis, Finding, Level, PublishedData, Sample
from meetpoint.services.drug_checking.options import SMALLEST
from meetpoint.services.drug_checking.publishing import DataRow, as_csv, coarsened, quarter_of

PUBLIC, OURS = "public", ("drug_checking",)


def publish_data(uid: UUID, first: date, last: date, *, by: Actor) -> PublishedData:
    """Make the laboratory's results of whole quarters public, in place of what was public before.

    The same uid again gives back what is published. Raises DomainError beside its field for days that are
    no span, or a span in which too few samples were tested, and NotAllowed.
    """
    by.require(permissions.PUBLISH_DATA)
    if first > last:
        message = _("The last day lies before the first.")
        raise DomainError(message, fields={"last": message})
    require_leave(by, kind=DisclosureKind.EXPORT, what="drug checking data", purpose="public data set",
                  recipient=PUBLIC, programmes=OURS)  # fmt: skip
    with transaction.atomic():
        known = PublishedData.objects.of(by).filter(uid=uid).first()
        if known is not None:
            return known
        smallest = cast("int | None", option_value(by.organisation_id, SMALLEST)) or 1
        rows = coarsened(rows_between(first, last, by), smallest)
        if not rows:
            message = _("Fewer samples than %(least)d were tested in these days. Choose a longer span.") % {
                "least": smallest
            }
            raise DomainError(message, fields={"last": message})
        now = clock.now()
        PublishedData.objects.of(by).filter(withdrawn_at=None).update(withdrawn_at=now)
        made = PublishedData.objects.create(
            organisation_id=by.organisation_id,
            uid=uid,
            made_at=now,
            made_by=by.staff_id,
            first=first,
            last=last,
            smallest_group=smallest,
            rows=len(rows),
            content=gzip.compress(as_csv(rows), mtime=0),
        )
        record(by, "drug_data.published", "drug_data", [str(uid)], fields={"rows": len(rows)})
        disclose(by, kind=DisclosureKind.EXPORT, what="drug checking data", purpose="public data set",
                 recipient=PUBLIC, rows=len(rows), programmes=OURS, leaving=NOBODY)  # fmt: skip
    return made


def withdraw_data(data: PublishedData, *, by: Actor) -> None:
    """Take a data set out of the public pages. Raises Conflict when that was done before."""
    by.require(permissions.PUBLISH_DATA)
    with transaction.atomic():
        standing = PublishedData.objects.of(by).filter(pk=data.pk, withdrawn_at=None)
        if not standing.update(withdrawn_at=clock.now()):
            raise Conflict(_("This data set is not public any more."))
        record(by, "drug_data.withdrawn", "drug_data", [str(data.uid)])


def rows_between(first: date, last: date, by: Actor) -> list[DataRow]:
    """Return the samples of a span that a laboratory tested, one row for each: four queries in all."""
    tests = Analysis.objects.of(by).filter(
        level=Level.CONFIRMED,
        voided_at=None,
        sample__voided_at=None,
        sample__collected_on__range=(first, last),
    )
    methods: dict[int, set[str]] = defaultdict(set)
    of_test: dict[int, int] = {}
    for pk, sample_id, method in tests.values_list("pk", "sample_id", "method"):
        methods[sample_id].add(method)
        of_test[pk] = sample_id
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    findings = Finding.objects.of(by).filter(analysis__in=tests.values("pk"))
    for analysis_id, substance, named, abundance in findings.values_list(
        "analysis_id", "substance", "named", "abundance"
    ):
        words = found[of_test[analysis_id]]
        word = substance or named
        words[word] = words.get(word, False) or abundance == Abundance.PRIMARY
    samples = Sample.objects.of(by).filter(pk__in=tests.values("sample_id"))
    return [_row(sample, methods[sample.pk], found.get(sample.pk, {})) for sample in samples]


def _row(sample: Sample, methods: set[str], found: dict[str, bool]) -> DataRow:
    return DataRow(
        quarter=quarter_of(sample.collected_on),
        region=sample.region,
        area=sample.area,
        expected=sample.counted_as,
        form=sample.form,
        methods=tuple(sorted(methods)),
        primary=tuple(sorted(word for word, is_primary in found.items() if is_primary)),
        trace=tuple(sorted(word for word, is_primary in found.items() if not is_primary)),
        unexpected=sample.confirmed_match,
    )
