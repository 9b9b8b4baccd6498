"""The doors for phones: a challenge, a batch of events, what a phone needs to know. No session, no cookie."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from meetpoint.core.access.guard import public
from meetpoint.core.access.proof import networks
from meetpoint.core.access.proof.allowances import Draw, Limit, take
from meetpoint.core.field.actions.devices import current_generation
from meetpoint.core.field.actions.receiving import MOST_EVENTS, Answer, SealedEvent, receive
from meetpoint.core.field.actions.telling import tell_wiped
from meetpoint.core.field.describing.reference import reference_for, version_of
from meetpoint.core.field.models import Device
from meetpoint.core.field.proof import NotProved, Signed, challenge_for, from_text, prove
from meetpoint.core.field.queries.devices import actor_of
from meetpoint.core.field.reading import Clocks
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError

PROTOCOL = 1
STRANGERS = Limit(slug="field-stranger", burst=60, every_seconds=10)
"""Requests that prove nothing, by network: a whole van of phones that are new here, and little more."""

_SIGNATURE, _CHALLENGE, _DEVICE = "X-Field-Signature", "X-Field-Challenge", "X-Field-Device"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")
    device: UUID


class _Came(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: UUID
    seq: int = Field(ge=0, lt=2**53)
    key: int = Field(ge=0, lt=2**31)
    sealed: str = Field(max_length=400_000)


class _Batch(BaseModel):
    """A phone's message. `extra` is ignored, so that a younger app may say more."""

    model_config = ConfigDict(extra="ignore")
    protocol: int
    nonce: str = Field(min_length=16, max_length=80)
    sent_at: AwareDatetime
    language: str = Field(default="en", max_length=10)
    reference: str = Field(default="", max_length=80)
    mark: str = Field(default="", max_length=16)
    events: list[_Came] = Field(default_factory=list, max_length=MOST_EVENTS)
    wiped: bool = False


@csrf_exempt
@require_POST
@public
def challenge(request: HttpRequest) -> JsonResponse:
    """Give a challenge for a device, known or not alike, with our time."""
    try:
        asked = _Asked.model_validate_json(request.body)
    except ValidationError:
        return _say({"problem": "shape"}, 400)
    return _say({"challenge": challenge_for(asked.device), "server_time": clock.now().isoformat()})


@csrf_exempt
@require_POST
@public
def sync(request: HttpRequest) -> JsonResponse:
    """Take a batch in. Every answer that means something echoes the batch's nonce."""
    try:
        device = _proved(request)
    except (NotProved, ValueError):
        return _stranger(request)
    try:
        batch = _Batch.model_validate_json(request.body)
        events = [
            SealedEvent(uid=one.id, sequence=one.seq, generation=one.key, sealed=from_text(one.sealed))
            for one in batch.events
        ]
    except ValueError:
        return _say({"problem": "shape"}, 400)
    with translation.override(batch.language if batch.language in {"en", "es"} else "en"):
        return _say(_answer(device, batch, events))


def _answer(device: Device, batch: _Batch, events: list[SealedEvent]) -> dict[str, Any]:
    by = actor_of(device)
    now = clock.now()
    clocks = Clocks(sent_at=batch.sent_at, received_at=now, enrolled_at=device.enrolled_at)
    taken = receive(device, events, clocks, mark=batch.mark, by=by)
    said = {
        "protocol": PROTOCOL,
        "echo": batch.nonce,
        "device": str(device.uid),
        "answers": [_told(answer) for answer in taken.answers],
        "mark": taken.mark,
        "restored": taken.restored,
        "server_time": now.isoformat(),
        "revoked": by is None,
    }
    if by is None:
        if batch.wiped:
            tell_wiped(device)
        return said
    newest = version_of(by)
    if batch.reference != newest:
        said["reference"] = reference_for(by)
    return {**said, "generation": current_generation(by.organisation_id)}


def _told(answer: Answer) -> dict[str, Any]:
    return {"id": str(answer.uid), "state": answer.state, "review": answer.review}


def _proved(request: HttpRequest) -> Device:
    """Return the device that signed this request. Raises NotProved, ValueError."""
    signed = Signed(
        device=UUID(request.headers.get(_DEVICE, "")),
        challenge=request.headers.get(_CHALLENGE, ""),
        signature=from_text(request.headers.get(_SIGNATURE, "")),
        address=request.path,
        body=request.body,
    )
    return prove(signed)


def _stranger(request: HttpRequest) -> JsonResponse:
    try:
        take(Draw(STRANGERS, (networks.network_of(request),)))
    except DomainError as problem:
        return _say({"problem": "slower"}, problem.status)
    return _say({"protocol": PROTOCOL, "problem": "unknown_device"}, 401)


def _say(said: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})


__all__ = ["challenge", "sync"]
