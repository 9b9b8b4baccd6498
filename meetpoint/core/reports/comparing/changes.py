"""Why a report says something else than it did: what was recorded, corrected, voided or done since then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class Reasons:
    """Contacts of the span that were recorded late, corrected or voided, and what else was done since.

    `done` counts actions of the whole organisation that change what is counted, of any days: (plain words,
    how often).
    """

    late: int
    corrected: int
    voided: int
    done: tuple[tuple[str, int], ...]

    @property
    def any(self) -> bool:
        return bool(self.late or self.corrected or self.voided or self.done)


def reasons(
    actor: Actor, first: date, last: date, site_ids: Sequence[int] | None, since: datetime
) -> Reasons:
    """Return what changed since a moment that bears on a span of days at some sites."""
    spanned = Encounter.objects.of(actor).filter(local_date__range=(first, last))
    if site_ids is not None:
        spanned = spanned.filter(site_id__in=site_ids)
    new = spanned.filter(recorded_at__gte=since)
    gone = spanned.filter(voided_at__gte=since, recorded_at__lt=since)
    return Reasons(
        late=new.filter(replaces=None, voided_at=None).count(),
        corrected=gone.filter(replaced_by__isnull=False).distinct().count(),
        voided=gone.filter(replaced_by__isnull=True).count(),
        done=tuple(_done(actor, since)),
    )


def _done(actor: Actor, since: datetime) -> list[tuple[str, int]]:
    words = {
        action: str((module.audit_words or {}).get(action, action))
        for module in registry().modules
        for action in module.recounts
    }
    entries = AuditEntry.objects.of(actor).filter(at__gte=since, action__in=words)
    counted = Counter(entries.values_list("action", flat=True))
    return sorted((words[action], times) for action, times in counted.items())
