"""One referral as resources: the people and places, the request, the task, and who said what."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from meetpoint.core.referrals import rules
from meetpoint.core.referrals.fhir import codes
from meetpoint.core.referrals.fhir.codes import Row, concept, without_gaps
from meetpoint.core.referrals.fhir.told import Told
from meetpoint.core.referrals.words import Provenance, ReferralStatus, SaidBy

REASON_NOT_KEPT = "Not kept."
_INFORMANTS: Mapping[str, str] = {
    SaidBy.PARTICIPANT: "patient",
    Provenance.PARTICIPANT: "patient",
    Provenance.STAFF: "organisation",
    Provenance.DOCUMENT: "A document",
    Provenance.PARTNER: "Another organisation",
    SaidBy.RECEIVER: "receiver",
}


class Referred:
    """The resources of one referral, which point at one another."""

    def __init__(self, told: Told) -> None:
        self.told, self.referral = told, told.referral

    def id_of(self, what: str) -> str:
        """Return the id of one of the resources: the same whenever this referral is written."""
        if what == "patient" and self.told.person is not None:
            return str(self.told.person)
        if what == "organisation":
            return organisation_id(self.told.organisation)
        return str(uuid5(UUID(str(self.referral.uid)), what))

    def to(self, what: str) -> Row:
        """Return a reference to one of the resources."""
        return {"reference": f"urn:uuid:{self.id_of(what)}"}

    def all(self) -> Iterator[Row]:
        """Yield the resources, those that others point at first."""
        yield self.patient()
        yield self.organisation()
        if self.told.receiver:
            yield self.receiver()
            yield self.service()
        yield self.request()
        yield self.task()
        yield from self.workers()
        yield from self.provenance()
        if self.told.notice:
            yield self.notice()

    def patient(self) -> Row:
        """Return the person, without a name: with a pseudonym for this receiver, or with nothing at all."""
        known = self.told.person
        identifier = [{"system": codes.URI, "value": f"urn:uuid:{known}"}] if known else []
        return self._resource("Patient", "patient", identifier=identifier)

    def organisation(self) -> Row:
        """Return the programme that refers."""
        return self._resource("Organization", "organisation", name=self.told.organisation)

    def receiver(self) -> Row:
        """Return who runs the service there: its agency where the directory knows one."""
        entry = self.referral.entry
        name = (entry.agency_name if entry else "") or self.told.receiver
        return self._resource("Organization", "receiver", name=name)

    def service(self) -> Row:
        """Return the service there, with what the directory says in public."""
        entry = self.referral.entry
        telecom = [{"system": "phone", "value": entry.phone}] if entry and entry.phone else []
        return self._resource(
            "HealthcareService",
            "service",
            name=self.told.receiver,
            providedBy=self.to("receiver"),
            type=[self._kind()],
            telecom=telecom,
            comment=entry.address if entry else "",
        )

    def request(self) -> Row:
        """Return what is asked for."""
        one = self.referral
        way = concept(codes.TRANSPORT, one.transport, one.get_transport_display()) if one.transport else None
        detail = [concept(codes.KINDS, one.kind, one.get_kind_display()), way]
        return self._resource(
            "ServiceRequest",
            "request",
            identifier=[{"system": codes.SLIPS, "value": one.slip}],
            status=codes.REQUEST_STATUS[one.status],
            intent="order",
            priority=codes.PRIORITY[one.urgency],
            code=self._kind(),
            orderDetail=[row for row in detail[1:] if row],
            subject=self.to("patient"),
            authoredOn=_moment(one.sent_at or one.made_at),
            requester=self.to("organisation"),
            performer=[self.to("service")] if self.told.receiver else [],
            occurrenceDateTime=self._appointment(),
            note=self._note(),
        )

    def task(self) -> Row:
        """Return how far it has come, as HL7 SDOH Clinical Care has it."""
        one = self.referral
        reason = one.status_reason
        if one.status in rules.NEEDS_REASON:
            reason = reason or REASON_NOT_KEPT
        ended = concept(codes.OUTCOMES, one.outcome, one.get_outcome_display()) if one.outcome else None
        seen = {"type": {"text": "First service"}, "valueDate": one.linked_on} if one.linked_on else None
        return self._resource(
            "Task",
            "task",
            status=one.status,
            statusReason={"text": reason} if reason else None,
            businessStatus=ended,
            intent="order",
            priority=codes.PRIORITY[one.urgency],
            code=concept(codes.TASK_CODE, "fulfill"),
            focus=self.to("request"),
            authoredOn=_moment(one.sent_at or one.made_at),
            lastModified=_moment(self.told.changed_at),
            requester=self.to("organisation"),
            owner=self.to("receiver") if self.told.receiver else None,
            output=[seen] if seen else [],
            note=self._note(),
            **{"for": self.to("patient")},
        )

    def workers(self) -> Iterator[Row]:
        """Yield both workers of a warm hand-off, each with where they work."""
        one = self.referral
        if one.handoff_at is None or not self.told.names_workers:
            return
        here = {"start": _moment(one.handoff_at)}
        if self.told.our_worker:
            yield self._resource(
                "PractitionerRole",
                "our-worker",
                practitioner={"display": self.told.our_worker},
                organization=self.to("organisation"),
                period=here,
            )
        if one.handoff_to:
            phone = [{"system": "phone", "value": one.handoff_phone}] if one.handoff_phone else []
            yield self._resource(
                "PractitionerRole",
                "their-worker",
                practitioner={"display": one.handoff_to},
                organization=self.to("receiver") if self.told.receiver else None,
                telecom=phone,
                period=here,
            )

    def provenance(self) -> Iterator[Row]:
        """Yield who told of the need, and who said what became of it."""
        one = self.referral
        yield self._said("made", one.sent_at or one.made_at, "CREATE", one.provenance, "request")
        if one.status != ReferralStatus.REQUESTED:
            yield self._said("answered", self.told.changed_at, "UPDATE", one.status_from, "task")

    def notice(self) -> Row:
        """Return what must travel along, word for word."""
        data = base64.b64encode(self.told.notice.encode()).decode()
        return self._resource(
            "DocumentReference",
            "notice",
            status="current",
            type={"text": "Notice that accompanies this disclosure"},
            subject=self.to("patient"),
            content=[{"attachment": {"contentType": "text/plain; charset=utf-8", "data": data}}],
        )

    def _said(self, what: str, at: datetime, operation: str, informant: str, about: str) -> Row:
        agents: list[Row] = [
            {"type": concept(codes.PROVENANCE_AGENT, "author"), "who": self.to("organisation")}
        ]
        if informant:
            whom = _INFORMANTS[informant]
            is_ours = whom in ("patient", "organisation") or (whom == "receiver" and self.told.receiver)
            who = self.to(whom) if is_ours else {"display": whom}
            agents.append({"type": concept(codes.PROVENANCE_AGENT, "informant"), "who": who})
        return self._resource(
            "Provenance",
            what,
            target=[self.to(about)],
            recorded=_moment(at),
            activity=concept(codes.DATA_OPERATION, operation),
            agent=agents,
        )

    def _kind(self) -> Row:
        return concept(codes.KINDS, self.referral.kind, self.referral.get_kind_display())

    def _note(self) -> list[Row]:
        return [{"text": self.told.notice}] if self.told.notice else []

    def _appointment(self) -> str | None:
        at = self.referral.appointment_at
        if at is None:
            return None
        return _moment(at.astimezone(ZoneInfo(self.referral.appointment_zone or "UTC")))

    def _resource(self, kind: str, what: str, **said: object) -> Row:
        return {
            "resourceType": kind,
            "id": self.id_of(what),
            **self._meta(),
            **without_gaps(**said),
        }

    def _meta(self) -> Row:
        if not self.told.protected:
            return {}
        return {"meta": {"security": [codes.RESTRICTED, codes.PART2]}}


def organisation_id(name: str) -> str:
    """Return the id of an organisation that refers: the same in every file that it writes."""
    return str(uuid5(NAMESPACE_URL, f"urn:meetpoint:organisation:{name}"))


def _moment(at: datetime) -> str:
    """Return a moment as the standard writes it, to the second, with its offset from UTC."""
    return at.isoformat(timespec="seconds")
