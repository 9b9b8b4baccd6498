"""Keeping what a comparison of facts with the records found, and having one made every night."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from typing import Protocol

from django.db import transaction

from meetpoint.core.facts.models import FactCheck, FactDifference
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock

SHOWN = 20
LONGEST_SECONDS = 3600


class Differs(Protocol):
    """A total that facts and records do not agree on, as `store.verifying.Difference`."""

    @property
    def table(self) -> str: ...
    @property
    def month(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def facts(self) -> int: ...
    @property
    def records(self) -> int: ...


def keep_comparison(organisation_id: int, differing: Sequence[Differs]) -> None:
    """Keep when a comparison was made, in how many totals it differed, and the first few of them."""
    with transaction.atomic():
        made = {"at": clock.now(), "differing": len(differing)}
        FactCheck.objects.of(organisation_id).update_or_create(organisation_id=organisation_id, defaults=made)
        FactDifference.objects.of(organisation_id).all().delete()
        FactDifference.objects.of(organisation_id).bulk_create(
            FactDifference(
                organisation_id=organisation_id,
                table=one.table,
                month=one.month,
                what=one.what[:120],
                facts=one.facts,
                records=one.records,
            )
            for one in differing[:SHOWN]
        )


def compare_apart(by: Actor) -> None:
    """Compare an organisation's facts in a process of its own, so that no other one loads the engine."""
    slug = Organisation.objects.values_list("slug", flat=True).get(pk=by.organisation_id)
    command = [sys.executable, "-m", "meetpoint", "facts", "verify", "--org", slug]
    # It ends with an error where totals differ; what it found is kept either way.
    subprocess.run(command, check=False, capture_output=True, timeout=LONGEST_SECONDS)  # noqa: S603 - our own
