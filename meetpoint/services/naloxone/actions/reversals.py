"""Storing, correcting and voiding reversals, told during a contact or at any other time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.encounters.storing import forget_days
from meetpoint.core.modules.forms import Filled, RecordedEncounter, Section
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.people.models import Participant
from meetpoint.core.supplies.queries import Place, places_of
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import Conflict, NotFound
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows
from meetpoint.services.naloxone.models import ReversalReport, VoidReason
from meetpoint.services.naloxone.queries import ANSWERS, origin_of
from meetpoint.services.naloxone.rules import month_before, refuse_later, refuse_later_month


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
_ANSWERED = ("site_id", "reported_on", "happened_month", *ANSWERS)
_row = attrgetter(*COLUMNS)
_answers = attrgetter(*_ANSWERED)


# --- told during a contact ----------------------------------------------------------------------


def save_reversals(sections: Sequence[Section], by: Actor) -> None:
    """Store reversals told during contacts, each naming its participant only when `linked` is ticked.

    Called by `record_encounters`, inside its transaction; it has checked permissions, the rules of the
    place and the answers, and it writes the audit entry.
    """
    _insert([_told(section.encounter, section.values) for section in sections], by)


def _told(encounter: RecordedEncounter, said: Mapping[str, Any]) -> Reversal:
    ago = said.get("months_ago")
    return Reversal(
        uid=uuid7(),
        site_id=encounter.site_id,
        reported_on=encounter.local_date,
        participant_id=encounter.participant_id if said.get("linked") else None,
        origin=origin_of(encounter.uid),
        happened_month=None if ago is None else month_before(encounter.local_date, int(ago)),
        **{name: said[name] for name in ANSWERS if name in said},
    )


def void_reversals_of(encounter_ids: Sequence[int], by: Actor) -> None:
    """Void the reports that were told in contacts now being voided; called inside that transaction.

    A report that was corrected to another day than its contact's is counted on that day, which is then
    summed again.
    """
    uids = Encounter.objects.of(by).filter(pk__in=encounter_ids).values_list("uid", flat=True)
    told = ReversalReport.objects.of(by).filter(origin__in=[origin_of(uid) for uid in uids], voided_at=None)
    days = set(told.values_list("reported_on", flat=True))
    told.update(voided_at=clock.now(), voided_by=by.staff_id, void_reason=VoidReason.ENCOUNTER)
    _forget(days, by)


# --- told at any other time ---------------------------------------------------------------------


def report_reversal(reversal: Reversal, *, by: Actor) -> UUID:
    """Store one report; see `report_reversals`."""
    return report_reversals([reversal], by=by)[0]


def report_reversals(reversals: Sequence[Reversal], *, by: Actor) -> list[UUID]:
    """Store reports from anyone, about any time, and return their uids; a uid that is known is stored once.

    Raises NotAllowed, NotFound for a site or participant of another organisation, Conflict when a known
    uid arrives with other answers, FieldForbidden for an answer that the place forbids to ask for, and
    DomainError for a date that cannot be. Nothing is stored then.
    """
    places = places_of(by)
    for reversal in reversals:
        _check(reversal, places, by)
    try:
        _report_new(reversals, by)
    except IntegrityError:
        # PostgreSQL only: the same report arrived twice at once and the other one won; now it is known.
        _report_new(reversals, by)
    return [reversal.uid for reversal in reversals]


def report_told(filled: Filled, by: Actor) -> None:
    """Store a report that came as a form of its own; raises what `report_reversals` raises."""
    said = filled.values
    ago = said.get("months_ago")
    report = Reversal(
        uid=filled.uid,
        site_id=filled.site_id,
        reported_on=filled.local_date,
        happened_month=None if ago is None else month_before(filled.local_date, int(ago)),
        **{name: said[name] for name in ANSWERS if name in said},
    )
    report_reversal(report, by=by)


def undo_told(uid: UUID, by: Actor) -> bool:
    """Void a report that was a slip, and tell whether there is one of this uid. Raises NotAllowed."""
    report = ReversalReport.objects.of(by).filter(uid=uid).first()
    if report is not None and report.voided_at is None:
        void_reversal(report, VoidReason.MISTAKE, by=by)
    return report is not None


def correct_reversal(report: ReversalReport, reversal: Reversal, *, by: Actor) -> UUID:
    """Void a report and store the one that replaces it, with the same tie to its contact and participant.

    The same correction again answers the same. Raises Conflict when somebody else voided or corrected it
    first, and what `report_reversals` raises.
    """
    by.require("naloxone:reversal:correct", site_id=report.site_id)
    _check(reversal, places_of(by), by)
    kept = replace(
        reversal, origin=report.origin, participant_id=report.participant_id, replaces_id=report.pk
    )
    with transaction.atomic():
        if _without_known([kept], by):
            _void(report, VoidReason.CORRECTED, by)
            _insert([kept], by)
            record(by, "reversal.corrected", "reversal", [str(report.uid), str(kept.uid)])
    return kept.uid


def void_reversal(report: ReversalReport, reason: str, *, by: Actor) -> None:
    """Take a report out of lists and figures; the row stays. Raises Conflict when that was done before."""
    by.require("naloxone:reversal:correct", site_id=report.site_id)
    with transaction.atomic():
        _void(report, reason, by)
        record(by, "reversal.voided", "reversal", [str(report.uid)], fields={"reason": reason})


def _check(reversal: Reversal, places: Mapping[int, Place], by: Actor) -> None:
    by.require("naloxone:reversal:record", site_id=reversal.site_id)
    if reversal.site_id not in places:
        raise NotFound(_("This site is not one of yours."))
    refuse_later(reversal.reported_on, today=places[reversal.site_id].today, field="reported_on")
    refuse_later_month(reversal.happened_month, than=reversal.reported_on)
    said = dict(zip(_ANSWERED, _answers(reversal), strict=True))
    policy_for(by.organisation_id).check({f"reversal.{name}": said[name] for name in ANSWERS})


@transaction.atomic
def _report_new(reversals: Sequence[Reversal], by: Actor) -> None:
    fresh = _without_known(reversals, by)
    _check_participants(fresh, by)
    if fresh:
        _insert(fresh, by)
        record(by, "reversal.reported", "reversal", [str(reversal.uid) for reversal in fresh])


def _without_known(reversals: Sequence[Reversal], by: Actor) -> list[Reversal]:
    asked = {reversal.uid: reversal for reversal in reversals}
    known = ReversalReport.objects.of(by).filter(uid__in=asked).values_list("uid", *_ANSWERED)
    for uid, *answers in known:
        if tuple(answers) != _answers(asked.pop(uid)):
            raise Conflict(_("A report with this identifier is already stored, with other answers."))
    return list(asked.values())


def _check_participants(reversals: Sequence[Reversal], by: Actor) -> None:
    named = {reversal.participant_id for reversal in reversals if reversal.participant_id is not None}
    if named and Participant.objects.of(by).filter(pk__in=named, erased_at=None).count() != len(named):
        raise NotFound(_("No participant has this code."))


def _insert(reversals: Sequence[Reversal], by: Actor) -> None:
    given = (by.organisation_id, by.staff_id, "")
    columns = (*COLUMNS, "organisation_id", "staff_id", "void_reason")
    insert_rows(ReversalReport, columns, [(*_row(reversal), *given) for reversal in reversals])
    _forget({reversal.reported_on for reversal in reversals}, by)


def _void(report: ReversalReport, reason: str, by: Actor) -> None:
    standing = ReversalReport.objects.of(by).filter(pk=report.pk, voided_at=None)
    if not standing.update(voided_at=clock.now(), voided_by=by.staff_id, void_reason=reason):
        raise Conflict(_("Somebody else has already voided or corrected this report."))
    _forget({report.reported_on}, by)


def _forget(days: set[date], by: Actor) -> None:
    forget_days(by.organisation_id, days, now=clock.now())
