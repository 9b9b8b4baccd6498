"""Every write of the naloxone service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.modules.interface import RecordedEncounter, Section
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, DomainError, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows
from meetpoint.services.naloxone.models import (
    NaloxoneProvision,
    ReversalReport,
    Supply,
    TrainingEvent,
    VoidReason,
)
from meetpoint.services.naloxone.queries import ANSWERS, origin_of

# --- with a contact ---------------------------------------------------------------------------


def save_provisions(sections: Sequence[Section], by: Actor) -> None:
    """Store what was said with naloxone, one row for each encounter; called by `record_encounters`."""
    rows = [_provision_row(section.encounter, section.values) for section in sections]
    insert_rows(NaloxoneProvision, ("organisation_id", "encounter_id", "supply", "reason", "training"), rows)


def _provision_row(encounter: RecordedEncounter, said: Mapping[str, Any]) -> tuple[Any, ...]:
    reason = said.get("reason", "")
    supply = said.get("supply") or (Supply.REFILL.value if reason else "")
    return (encounter.organisation_id, encounter.id, supply, reason, said.get("training", ""))


def save_reversals(sections: Sequence[Section], by: Actor) -> None:
    """Store reversals that were told during a contact; called by `record_encounters`, which audits them.

    The contact's participant is named only when `linked` was ticked.
    """
    _insert([_reversal_told(section.encounter, section.values) for section in sections], by)


def _reversal_told(encounter: RecordedEncounter, said: Mapping[str, Any]) -> Reversal:
    return Reversal(
        uid=uuid7(),
        site_id=encounter.site_id,
        reported_on=encounter.local_date,
        participant_id=encounter.participant_id if said.get("linked") else None,
        origin=origin_of(encounter.uid),
        happened_month=_month_before(encounter.local_date, said.get("months_ago")),
        **{name: said[name] for name in ANSWERS if name in said},
    )


def _month_before(day: date, months_ago: str | None) -> date | None:
    if months_ago is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 - int(months_ago), 12)
    return date(year, month + 1, 1)


def void_reversals_of(encounter_ids: Sequence[int], by: Actor) -> None:
    """Void the reports that were told in contacts now being voided; called inside that transaction."""
    uids = Encounter.objects.of(by).filter(pk__in=encounter_ids).values_list("uid", flat=True)
    told = ReversalReport.objects.of(by).filter(origin__in=[origin_of(uid) for uid in uids], voided_at=None)
    told.update(voided_at=clock.now(), voided_by=by.staff_id, void_reason=VoidReason.ENCOUNTER)


# --- reversals on their own -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Reversal:
    """One report to be stored. Only the first three must be known; an empty answer is an answer not given."""

    uid: UUID
    site_id: int
    reported_on: date
    participant_id: int | None = None
    origin: str = ""
    happened_month: date | None = None
    county: str = ""
    zip3: str = ""
    place_type: str = ""
    product: str = ""
    doses: int | None = None
    rescue_breathing: str = ""
    called_911: str = ""
    outcome: str = ""
    given_by: str = ""
    replaces_id: int | None = None


COLUMNS = tuple(field.name for field in fields(Reversal))
_SAID = slice(COLUMNS.index("happened_month"), COLUMNS.index("replaces_id"))
_values = attrgetter(*COLUMNS)


def report_reversal(reversal: Reversal, *, by: Actor) -> UUID:
    """Store one report; see `report_reversals`."""
    return report_reversals([reversal], by=by)[0]


def report_reversals(reversals: Sequence[Reversal], *, by: Actor) -> list[UUID]:
    """Store reports told at any time, by anyone, and return their uids; a uid that is known is stored once.

    Raises NotAllowed, NotFound for a site or participant of another organisation, Conflict when a known
    uid arrives with other answers, and DomainError for a date that cannot be.
    """
    for site_id in {reversal.site_id for reversal in reversals}:
        by.require("naloxone:reversal:record", site_id=site_id)
    for reversal in reversals:
        _check_dates(reversal)
    try:
        _report_new(reversals, by)
    except IntegrityError:  # the same uid came in through another process at this very moment: now it is seen
        _report_new(reversals, by)
    return [reversal.uid for reversal in reversals]


@transaction.atomic
def _report_new(reversals: Sequence[Reversal], by: Actor) -> None:
    _check_belonging(reversals, by)
    fresh = _without_known(reversals, by)
    if fresh:
        _insert(fresh, by)
        record(by, "naloxone.reversal.report", "naloxone.ReversalReport", [str(new.uid) for new in fresh])


def correct_reversal(report: ReversalReport, reversal: Reversal, *, by: Actor) -> UUID:
    """Void a report and store the one that replaces it, with the same tie to its contact and participant.

    Raises Conflict when somebody else voided or corrected it first, and what `report_reversals` raises.
    """
    for site_id in (report.site_id, reversal.site_id):
        by.require("naloxone:reversal:correct", site_id=site_id)
    _check_dates(reversal)
    kept = replace(
        reversal, origin=report.origin, participant_id=report.participant_id, replaces_id=report.pk
    )
    with transaction.atomic():
        _check_belonging([kept], by)
        _void(report, VoidReason.CORRECTED, by)
        _insert([kept], by)
        record(by, "naloxone.reversal.correct", "naloxone.ReversalReport", [str(report.uid), str(kept.uid)])
    return kept.uid


def void_reversal(report: ReversalReport, reason: str, *, by: Actor) -> None:
    """Take a report out of lists and figures; the row stays. Raises Conflict when that was done before."""
    by.require("naloxone:reversal:correct", site_id=report.site_id)
    with transaction.atomic():
        _void(report, reason, by)
        record(
            by,
            "naloxone.reversal.void",
            "naloxone.ReversalReport",
            [str(report.uid)],
            fields={"reason": reason},
        )


def _check_dates(reversal: Reversal) -> None:
    latest = clock.now().date() + timedelta(days=1)  # it may be tomorrow already east of UTC
    if reversal.reported_on > latest:
        raise DomainError(
            _("This date is in the future."), fields={"reported_on": _("Choose today or an earlier day.")}
        )
    if reversal.happened_month is not None and reversal.happened_month > reversal.reported_on:
        message = _("Choose a month that is not later than the day of the report.")
        raise DomainError(message, fields={"happened_month": message})


def _check_belonging(reversals: Sequence[Reversal], by: Actor) -> None:
    sites = {reversal.site_id for reversal in reversals}
    people = {reversal.participant_id for reversal in reversals if reversal.participant_id is not None}
    known_sites = Site.objects.of(by).filter(pk__in=sites).count()
    known_people = Participant.objects.of(by).filter(pk__in=people).count() if people else 0
    if known_sites != len(sites) or known_people != len(people):
        raise NotFound(_("This site or person is not part of your organisation."))


def _without_known(reversals: Sequence[Reversal], by: Actor) -> list[Reversal]:
    asked = {reversal.uid: reversal for reversal in reversals}
    known = ReversalReport.objects.of(by).filter(uid__in=asked).values_list(*COLUMNS)
    for row in known:
        if row[_SAID] != _values(asked.pop(row[0]))[_SAID]:
            raise Conflict(_("A report with this identifier is already stored, with other answers."))
    return list(asked.values())


def _insert(reversals: Sequence[Reversal], by: Actor) -> None:
    given = (by.organisation_id, by.staff_id, "")
    columns = (*COLUMNS, "organisation_id", "staff_id", "void_reason")
    insert_rows(ReversalReport, columns, [(*_values(reversal), *given) for reversal in reversals])


def _void(report: ReversalReport, reason: str, by: Actor) -> None:
    standing = ReversalReport.objects.of(by).filter(pk=report.pk, voided_at=None)
    if not standing.update(voided_at=clock.now(), voided_by=by.staff_id, void_reason=reason):
        raise Conflict(_("Somebody else has already voided or corrected this report."))


# --- group trainings --------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupTraining:
    """One training to be stored: how many people came, never who."""

    uid: UUID
    site_id: int
    held_on: date
    people: int
    audience: str = ""
    topics: tuple[str, ...] = ()
    minutes: int | None = None


def record_training(training: GroupTraining, *, by: Actor) -> TrainingEvent:
    """Store a group training; the same uid again gives back what is stored.

    Raises NotAllowed, NotFound for another organisation's site, and DomainError for a day still to come.
    """
    by.require("naloxone:training:record", site_id=training.site_id)
    if training.held_on > clock.now().date() + timedelta(days=1):
        raise DomainError(
            _("This date is in the future."), fields={"held_on": _("Choose today or an earlier day.")}
        )
    if not Site.objects.of(by).filter(pk=training.site_id).exists():
        raise NotFound(_("This site is not part of your organisation."))
    content = {
        "site_id": training.site_id,
        "held_on": training.held_on,
        "people": training.people,
        "audience": training.audience,
        "topics": ",".join(training.topics),
        "minutes": training.minutes,
        "staff_id": by.staff_id,
        "recorded_at": clock.now(),
    }
    with transaction.atomic():
        stored, is_new = TrainingEvent.objects.of(by).get_or_create(
            organisation_id=by.organisation_id, uid=training.uid, defaults=content
        )
        if is_new:
            record(
                by,
                "naloxone.training.record",
                "naloxone.TrainingEvent",
                [stored.pk],
                fields={"people": stored.people},
            )
    return stored


def void_training(training: TrainingEvent, *, by: Actor) -> None:
    """Take a training out of lists and figures; the row stays. Raises Conflict when that was done before."""
    by.require("naloxone:training:record", site_id=training.site_id)
    with transaction.atomic():
        standing = TrainingEvent.objects.of(by).filter(pk=training.pk, voided_at=None)
        if not standing.update(voided_at=clock.now(), voided_by=by.staff_id):
            raise Conflict(_("Somebody else has already voided this training."))
        record(by, "naloxone.training.void", "naloxone.TrainingEvent", [training.pk])
