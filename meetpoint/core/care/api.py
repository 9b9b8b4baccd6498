"""Participants through the API: finding by code, enrolling, what they told, and their records."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query, Router, Status
from pydantic import ConfigDict, Field

from meetpoint.core.api.door.entry import ApiRequest, not_here
from meetpoint.core.api.door.problems import Problem
from meetpoint.core.api.offer.answers import Answer, form_schema
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.scopes import found_for, scope
from meetpoint.core.api.offer.shapes import Asked, Body, Rows, Shape, Stored, Uid, YesNo
from meetpoint.core.care.queries import Sums, sums_of
from meetpoint.core.consent import reads
from meetpoint.core.consent.deciding.facts import Scope
from meetpoint.core.consent.reads import let_out
from meetpoint.core.organisations.policy import policy_for
from meetpoint.core.people import permissions
from meetpoint.core.people.actions import enrol_participant, tell_demographics
from meetpoint.core.people.cards import Card
from meetpoint.core.people.demographics import QUESTIONS
from meetpoint.core.people.finding import find_within_tries
from meetpoint.core.people.models import Demographics, Participant
from meetpoint.core.people.queries import demographics_of, joined_ids, kept_record
from meetpoint.core.tenancy.actor import Actor

router = Router()

MET = frozenset({Scope.ATTENDANCE})
KNOWN = frozenset({Scope.ATTENDANCE, Scope.SUPPLIES, Scope.PERSONAL})
"""Kinds of information that a consent must cover: that somebody is met, and what is told of them."""

Told = Annotated[
    dict[str, Answer],
    Field(json_schema_extra=lambda schema: schema.update(form_schema(QUESTIONS))),
]


class ParticipantShape(Shape):
    """A record without a name; `mark` is what staff see instead of a code."""

    uid: UUID
    mark: str
    enrolled_at: datetime
    joined_into: UUID | None


class GivenShape(Shape):
    """How many units of an item a person was given in all."""

    label: str
    quantity: int


class OneParticipantShape(ParticipantShape):
    """One participant: what their contacts in reach add up to, and what they told."""

    contacts: int
    first_at: datetime | None
    last_at: datetime | None
    syringes: int
    doses: int
    given: list[GivenShape]
    was_asked: bool
    told: dict[str, Any]
    notice: str


class EnrolBody(Body):
    """Somebody new. `answers` make a derived code, where the organisation hands out such."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"uid": "01920d6e-7e3c-7b1a-9c55-2f6f0a4b1c2d"}]}
    )

    uid: Uid
    answers: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=200)]] | None,
        Field(description="Answers to the recipe’s questions, by their names; left out, the code is random."),
    ] = None
    not_theirs: Annotated[
        YesNo, Field(description="Somebody else has the code that the answers make: add a digit.")
    ] = False


class CardShape(Shape):
    """A code as its person carries it; told once, when it was made."""

    kind: str
    spoken: str
    scanned: str


class EnrolledShape(Stored):
    """The new participant. `card` is null when the same was sent before: a code is told once."""

    mark: str
    card: CardShape | None


class FindBody(Body):
    """A code as it was typed, said or scanned."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "K7M2-9QXD"}]})

    code: Annotated[str, Field(min_length=1, max_length=60)]


class FoundShape(Shape):
    """Whom a code leads to."""

    uid: UUID
    mark: str


class TellBody(Body):
    """What a participant chose to tell, once; every answer may be left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"told": {"birth_year": 1984}}]})

    told: Told


@router.get("/participants", response=Rows[ParticipantShape], summary="List participants, newest first")
@scope(permissions.VIEW)
def list_participants(request: ApiRequest, asked: Query[Asked]) -> Rows[ParticipantShape]:
    """Those who were erased are left out; those joined into another record say into which."""
    rows = Participant.objects.of(request.actor).filter(erased_at=None).select_related("merged_into")
    found = cut(reads.told(request, rows, person="pk", scope=MET), asked, newest_first("created_at"))
    people = [row.pk for row in found.rows]
    let_out(request, "participants", rows=len(found.rows), people=people, scope=MET)
    return Rows(items=[ParticipantShape(**_said(row)) for row in found.rows], next=found.next)


@router.get("/participants/{uuid:uid}", response=OneParticipantShape, summary="Read one participant")
@scope(permissions.VIEW)
def read_participant(request: ApiRequest, uid: UUID) -> OneParticipantShape:
    """A record that was joined into another answers with that one."""
    by = request.actor
    kinds = KNOWN if by.may(permissions.DEMOGRAPHICS_VIEW) else KNOWN - {Scope.PERSONAL}
    met = reads.one(
        request,
        "participant",
        lambda: _found(by, uid, permissions.VIEW),
        person=lambda found: found.pk,
        scope=kinds,
    )
    person = kept_record(by, met)
    notice = let_out(request, "participant", rows=1, participant_id=person.pk, scope=kinds)
    told = demographics_of(by, person)
    may_see = told is not None and by.may(permissions.DEMOGRAPHICS_VIEW)
    return OneParticipantShape(
        **_said(person),
        **_added_up(sums_of(by, joined_ids(by, person))),
        was_asked=told is not None,
        told=_told(told) if told is not None and may_see else {},
        notice=notice,
    )


@router.post("/participants/find", response=FoundShape, summary="Find a participant by code")
@scope(permissions.VIEW)
def find_participant(request: ApiRequest, said: FindBody) -> FoundShape:
    """Tries are counted, found or not, as on the page."""
    found = reads.one(
        request, "participant", lambda: _having(request, said.code), person=lambda one: one.pk, scope=MET
    )
    let_out(request, "participant", rows=1, participant_id=found.pk, scope=MET)
    return FoundShape(uid=found.uid, mark=found.handle)


@router.post("/participants", response={201: EnrolledShape}, summary="Enrol a participant")
@scope(permissions.ENROL)
def enrol(request: ApiRequest, said: EnrolBody) -> Status[EnrolledShape]:
    """Hand the code to the person: it is in this answer and nowhere else in readable form."""
    done = enrol_participant(by=request.actor, answers=said.answers, not_theirs=said.not_theirs, uid=said.uid)
    request.replayed = done.card is None
    person = done.participant
    card = _card(done.card) if done.card else None
    return Status(201, EnrolledShape(uid=person.uid, mark=person.handle, card=card))


@router.post("/participants/{uuid:uid}/told", response={201: Stored}, summary="Write down what somebody told")
@scope(permissions.DEMOGRAPHICS_TELL)
def tell(request: ApiRequest, uid: UUID, said: TellBody) -> Status[Stored]:
    """People are asked once; a second time is a conflict."""
    person = reads.one(
        request,
        "participant",
        lambda: _found(request.actor, uid, permissions.DEMOGRAPHICS_TELL),
        person=lambda found: found.pk,
        scope=MET,
    )
    _refuse_other_questions(said.told, request.actor)
    tell_demographics(person, said.told, by=request.actor)
    return Status(201, Stored(uid=person.uid))


def _refuse_other_questions(told: Mapping[str, object], by: Actor) -> None:
    """Refuse what the place forbids by its own words, and what nobody asks as a slip of the pen."""
    policy_for(by.organisation_id).check({f"participant.{name}": said for name, said in told.items()})
    unknown = told.keys() - {question.name for question in QUESTIONS}
    if unknown:
        words = _("There is no such field.")
        raise Problem(422, words, fields={f"told.{name}": words for name in unknown})


def _having(request: ApiRequest, code: str) -> Participant:
    found = find_within_tries(request.actor, code)
    if found is None:
        raise not_here()
    return found


def _found(by: Actor, uid: UUID, permission: str) -> Participant:
    person = found_for(by, Participant, may=permission, uid=uid)
    if person.erased_at is not None:
        raise not_here()
    return person


def _said(person: Participant) -> dict[str, Any]:
    into = person.merged_into
    return {
        "uid": person.uid,
        "mark": person.handle,
        "enrolled_at": person.created_at,
        "joined_into": into.uid if into else None,
    }


def _added_up(sums: Sums) -> dict[str, Any]:
    return {
        "contacts": sums.contacts,
        "first_at": sums.first_at,
        "last_at": sums.last_at,
        "syringes": sums.syringes,
        "doses": sums.doses,
        "given": [GivenShape(label=given.label, quantity=given.quantity) for given in sums.given],
    }


def _told(told: Demographics) -> dict[str, Any]:
    said = {question.name: vars(told)[question.name] for question in QUESTIONS}
    said["race_ethnicity"] = [word for word in told.race_ethnicity.split(",") if word]
    return {name: value for name, value in said.items() if value}


def _card(card: Card) -> CardShape:
    return CardShape(kind=card.kind.value, spoken=card.spoken, scanned=card.scanned)
